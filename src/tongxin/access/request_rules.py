"""What a person may ask of the town about the own data, and where a request is. Pure."""

from __future__ import annotations

from enum import StrEnum


class RequestKind(StrEnum):
    """Rights of PIPL 45 (see and copy), 46 (correct), 47 (erase), 48 (explain)."""

    COPY = "copy"
    CORRECT = "correct"
    ERASE = "erase"
    EXPLAIN = "explain"


class RequestState(StrEnum):
    """Where a request is: OPEN → DONE, or → REFUSED with reasons (PIPL 50)."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
