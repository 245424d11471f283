"""What an inspector hands in: the outcome of a visit, the answers, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tongxin.inspections.rules import Answers, FindingOutcome, VisitState
from tongxin.people.models import Person
from tongxin.records.canonical import canonical, sha256
from tongxin.records.photos import Photo
from tongxin.standards.models import MatterType


@dataclass(frozen=True)
class FindingEntry:
    """What was found at one place under an item. Without `matter` the item's usual kind of problem is taken.

    `count`: how many are there; left out it is the item's whole number, or one where several places are named.
    `finding_id`: in a correction, the finding that this one was. No photo is needed.
    """

    item_id: str
    outcome: FindingOutcome = FindingOutcome.CASE
    matter: MatterType | None = None
    note: str = ""
    photos: tuple[Photo, ...] = ()
    count: int | None = None
    finding_id: UUID | None = None


@dataclass(frozen=True)
class PhonePosition:
    """Where the phone says it is, in WGS84 degrees, and how sure it is in metres. A gift, never asked for."""

    latitude: float
    longitude: float
    accuracy_m: int | None = None

    def __str__(self) -> str:
        return f"{self.latitude:.6f},{self.longitude:.6f},{self.accuracy_m or ''}"


@dataclass(frozen=True)
class VisitEntry:
    """An entry for one visit; `visited_at` is now where it is left out.

    `from_paper`: it is keyed in from a paper form; `made_by` was there, where not the one to whom the visit falls.
    An item out of order without a finding of its own becomes one by itself: a case where the item's usual kind
    of problem is known, else a note.
    """

    outcome: VisitState
    answers: Answers = field(default_factory=dict)
    findings: tuple[FindingEntry, ...] = ()
    note: str = ""
    visited_at: datetime | None = None
    position: PhonePosition | None = None
    from_paper: bool = False
    made_by: Person | None = None

    def body(self, visit_key: str) -> bytes:
        """The entry in its one spelling, for the receipt: the same twice is one entry."""
        findings: list[Mapping[str, Any]] = [
            {
                "item": finding.item_id,
                "outcome": finding.outcome.value,
                "matter": finding.matter.code if finding.matter else "",
                "note": finding.note,
                "photos": [sha256(photo.content) for photo in finding.photos],
                "count": finding.count,
            }
            for finding in self.findings
        ]
        return canonical(
            {
                "visit": visit_key,
                "outcome": self.outcome.value,
                "answers": {key: dict(answer) for key, answer in self.answers.items()},
                "findings": findings,
                "note": self.note,
                "visited_at": self.visited_at.isoformat() if self.visited_at else "",
                **({"position": str(self.position)} if self.position else {}),
                **({"from_paper": True} if self.from_paper else {}),
                **({"made_by": str(self.made_by.pk)} if self.made_by else {}),
            }
        )
