"""A letter about some cases, written as the town clerk would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tests.persons import Persons
from tongxin.cases import actions
from tongxin.cases.letter_paper import Problem
from tongxin.cases.models import Case, Letter
from tongxin.records import clock
from tongxin.records.permission import Viewer

ADDRESS = "https://tongxin.example/cases/letters"


def draft(cases: Sequence[Case], *, to: str = "committee", **more: object) -> actions.LetterDraft:
    """A draft that asks for everything in five days."""
    day = clock.today() + timedelta(days=5)
    problems = [Problem(Case.objects.with_places_and_people().get(pk=case.pk), day) for case in cases]
    return actions.LetterDraft(problems=problems, to=to, answer_by=day, **more)  # type: ignore[arg-type]


def letter(
    persons: Persons, *cases: Case, to: str = "committee", by: Viewer | None = None, **more: object
) -> Letter:
    """An issued letter about the cases."""
    clerk = by or persons.viewer("town_clerk")
    return actions.issue_letter(draft(cases, to=to, **more), address=lambda key: f"{ADDRESS}/{key}", by=clerk)


def answered(made: Letter, persons: Persons, *, on: date | None = None, text: str = "已清理") -> Letter:
    """The letter, answered by the town clerk from the paper."""
    return actions.answer_letter(made, answer=text, on=on or clock.today(), by=persons.viewer("town_clerk"))
