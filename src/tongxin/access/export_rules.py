"""When an export of personal data needs a second person, and the steps of its life. Pure."""

from __future__ import annotations

from enum import StrEnum


class ExportState(StrEnum):
    """Where an export is. WAITING → MAKING → READY → DELETED; WAITING → REFUSED or LAPSED."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    REFUSED = "refused"
    LAPSED = "lapsed"
    DELETED = "deleted"


# States in which an approved export is, was or will be a file.
MADE_STATES = frozenset({ExportState.MAKING, ExportState.READY, ExportState.DELETED})


def needs_second(count: int, *, earlier: int, with_identity: bool, alone: int) -> bool:
    """Must another person agree to an export of `count` households?

    `earlier`: households that the same person exported alone within the window; `alone`: how many one person
    may export. ID numbers always need a second person.
    """
    return with_identity or count + earlier > alone


def is_covered(count: int, *, agreed: int) -> bool:
    """Does an approval of `agreed` households cover the `count` that there are when the file is made?"""
    return count <= agreed
