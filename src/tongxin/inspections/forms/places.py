"""A place under an item on the form of a visit: what was found there, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise

from tongxin.inspections.models import Finding
from tongxin.inspections.rules import FindingOutcome
from tongxin.inspections.words import BECOMES_WORDS

ONE = "1"


def whole(text: str) -> int | str:
    """The number that was typed; nonsense goes through as it is, and the rule refuses it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else text


@dataclass(frozen=True)
class Option:
    """One button of a choice."""

    value: str
    label: str | Promise
    style: str
    is_chosen: bool
    effect: str | Promise = ""


@dataclass
class PlaceInput:
    """One place under an item that is out of order: what it is, how many, what becomes of it.

    `finding_id`: the finding that it was before, in a correction.
    """

    item_id: str
    number: int
    becomes: str = FindingOutcome.CASE.value
    matter: str = ""
    note: str = ""
    count: str = ONE
    finding_id: UUID | None = None

    def name(self, part: str) -> str:
        """The name of a field: t-B5, and t-B5~2 at the second place."""
        return f"{part}-{self.item_id}" + (f"~{self.number}" if self.number > 1 else "")

    @property
    def fields(self) -> dict[str, str]:
        """The names of all fields, for the template."""
        return {part: self.name(part) for part in ("b", "m", "t", "n", "p", "f")}

    @property
    def becomes_options(self) -> list[Option]:
        """What can become of the finding."""
        return [
            Option(outcome.value, word, "plainly", self.becomes == outcome)
            for outcome, word in BECOMES_WORDS.items()
        ]

    def read(self, data: QueryDict) -> None:
        """Takes what was sent."""
        self.becomes = data.get(self.name("b"), self.becomes)
        self.matter = data.get(self.name("m"), self.matter)
        self.note = data.get(self.name("t"), "").strip()
        self.count = data.get(self.name("n"), self.count).strip()
        self.finding_id = _id(data.get(self.name("f"), ""))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def place_of(finding: Finding, number: int) -> PlaceInput:
    """The place that a finding was."""
    return PlaceInput(
        finding.item_id,
        number,
        becomes=_becomes(finding).value,
        matter=finding.matter.code if finding.matter else "",
        note=finding.note,
        count=str(finding.count),
        finding_id=finding.pk,
    )


def _becomes(finding: Finding) -> FindingOutcome:
    if finding.case_id:
        return FindingOutcome.CASE
    return FindingOutcome.FIXED if finding.fixed_on_spot else FindingOutcome.NOTED
