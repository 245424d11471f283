"""No page, export or figure counts or adds up work by person: places and lines are compared, people are not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.tree import SOURCE

# Columns that name a person in a post; a grouping by one of them is a table of persons.
PERSONS = {
    "person",
    "assignee",
    "inspector",
    "holder",
    *(
        f"{verb}_by"
        for verb in ("found", "assigned", "fixed", "verified", "closed", "given", "done", "entered")
    ),
}
MEASURES = {"Count", "Sum", "Avg", "Max", "Min"}
# What is still to be done is counted for whoever shares it out, by name; it is no result of anybody's work.
LOAD = {"inspections/loads.py"}


def names_person(path: str) -> bool:
    return any(step.removesuffix("_id") in PERSONS for step in path.split("__"))


def groupings_by_person(text: str) -> Iterator[int]:
    """Lines on which rows are grouped by a person and measured: `.values("assignee")….annotate(n=Count("pk"))`."""
    for node in ast.walk(ast.parse(text)):
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "annotate"
        ):
            continue
        measured = any(
            isinstance(part, ast.Name) and part.id in MEASURES
            for given in (*node.args, *(keyword.value for keyword in node.keywords))
            for part in ast.walk(given)
        )
        if measured and any(map(names_person, grouped_by(node.func.value))):
            yield node.lineno


def grouped_by(chain: ast.expr) -> Iterator[str]:
    """The columns of `values` and `values_list` in a chain of calls."""
    while isinstance(chain, ast.Call) and isinstance(chain.func, ast.Attribute):
        if chain.func.attr in ("values", "values_list"):
            yield from (str(each.value) for each in chain.args if isinstance(each, ast.Constant))
        chain = chain.func.value


def test_no_question_counts_work_by_person() -> None:
    found = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
        and (lines := list(groupings_by_person(path.read_text(encoding="utf-8"))))
    }
    assert set(found) == LOAD, found


def test_a_table_of_persons_would_be_found() -> None:
    ranking = (
        'Case.objects.closed(a, b).order_by().values("fixed_by__name").annotate(n=Count("pk")).order_by("-n")'
    )
    assert list(groupings_by_person(ranking)) == [1]
    by_village = 'Case.objects.values("division_code").annotate(n=Count("pk"))'
    assert list(groupings_by_person(by_village)) == []
