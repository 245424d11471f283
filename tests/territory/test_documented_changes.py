"""The worked year of docs/rules/ground-changes.md is what the product keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from tests.conftest import On
from tests.town import Town
from tongxin.records import figures
from tongxin.records.figures import FigureScope
from tongxin.territory import actions
from tongxin.territory.history import name_on
from tongxin.territory.models import Division, Site, VillagerGroup
from tongxin.territory.rules import renumbered

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "ground-changes.md"
WHY = "worked example"


def rows(heading: str) -> list[list[str]]:
    """The rows of the table whose first line begins with this heading, that line first."""
    lines = PAGE.read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    table = [lines[start]]
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        table.append(line)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def group(name: str) -> VillagerGroup:
    return VillagerGroup.objects.order_by("opened_on", "number").filter(name=name)[0]


def village(name: str) -> Division:
    return Division.objects.get(short_name=name)


def door(words: str) -> Site:
    name, number = words.split()
    return Site.objects.filter(group__name=name, door=number, kind="household")[0]


def do(town: Town, act: str, place: str, other: str) -> None:
    by = town.founder
    acts: dict[str, Callable[[], object]] = {
        "groups merged": lambda: actions.merge_groups(group(place), [group(other)], reason=WHY, by=by),
        "villages merged": lambda: actions.merge_villages(
            village(place), [village(other)], reason=WHY, by=by
        ),
        "household gone": lambda: actions.close_doors([door(place).pk], on=date.fromisoformat("2022-05-10")),
        "household back": lambda: actions.reopen_doors([door(place).pk]),
        "renamed": lambda: actions.rename_village(
            village(place), name=other, full_name="", reason=WHY, by=by
        ),
    }
    acts[act]()


def key_of(words: str) -> str:
    return words if words.isdecimal() else group(words).ground.key


def test_the_year_is_kept_as_on_the_page(town: Town, on: On) -> None:
    _head, *acts = rows("day")
    assert len(acts) == 5
    keys = {words: key_of(words) for words in ("532301105203", "小伍排组", "大村组", "上本东组")}
    for written, act, place, other in acts:
        on(written)
        do(town, act, place, other)
    (_place, *days), *counts = rows("place")
    on("2022-12-31")
    for words, *numbers in counts:
        key = keys.get(words, words)
        for day, number in zip(map(date.fromisoformat, days), numbers, strict=True):
            found = figures.get("ground.households").value(FigureScope(key, day, day))
            assert found == int(number), (words, day)
    last = date(2022, 8, 31)
    assert name_on(town.lianhua.ground, last) == "莲华村"
    assert name_on(town.lianhua.ground, last + timedelta(days=1)) == "莲花村"
    back = door("上本东组 1")
    assert back.group is not None
    assert (back.group.closed_on, back.division_code) == (None, "532301105203")


def test_doors_are_renumbered_as_on_the_page() -> None:
    _head, *cases = rows("the remaining group has")
    assert len(cases) == 3
    for taken, number, doors, become in cases:
        coming = doors.split(", ")
        new = renumbered(coming, set(taken.split(", ")), int(number))
        assert ", ".join(new.get(each, each) for each in coming) == become
