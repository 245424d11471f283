"""What an inspector hands in of a follow-up visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tongxin.inspections.follow_up_rules import FollowUpResult, ItemOutcome
from tongxin.records.canonical import canonical


@dataclass(frozen=True)
class ItemAnswer:
    """What was seen of one finding, with a word on it where there is one."""

    outcome: ItemOutcome
    note: str = ""


@dataclass(frozen=True)
class FollowUpEntry:
    """An entry for one follow-up visit: an answer for each open finding, by the finding's id.

    `made_at` is now where it is left out.
    """

    result: FollowUpResult
    answers: Mapping[UUID, ItemAnswer] = field(default_factory=dict)
    note: str = ""
    made_at: datetime | None = None

    def body(self, key: str) -> bytes:
        """The entry in its one spelling, for the receipt: the same twice is one entry."""
        return canonical(
            {
                "follow_up": key,
                "result": self.result.value,
                "answers": {
                    str(finding): [answer.outcome.value, answer.note]
                    for finding, answer in self.answers.items()
                },
                "note": self.note,
                "made_at": self.made_at.isoformat() if self.made_at else "",
            }
        )
