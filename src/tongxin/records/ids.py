"""Ids of records: UUID version 7 (RFC 9562), sorted by time of making."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime
from uuid import UUID

from tongxin.records import clock

_COUNTER_BITS = 42  # as the phone's library: 42 bits counted, 32 drawn
_lock = threading.Lock()
_last_ms = -1
_counter = 0


def new_id() -> UUID:
    """A new id. Ids made in one process within one millisecond sort in the order of making.

    The counter starts at a random number below 2⁴¹ in each millisecond, so it cannot run over even
    while the clock stands still; the last 32 bits are always drawn.
    """
    milliseconds = int(clock.now().timestamp() * 1000)
    count = _next_count(milliseconds)
    value = milliseconds << 80
    value |= 0x7 << 76
    value |= (count >> 30) << 64
    value |= 0b10 << 62
    value |= (count & ((1 << 30) - 1)) << 32
    value |= secrets.randbits(32)
    return UUID(int=value)


def made_at(identity: UUID) -> datetime:
    """When a version 7 id was made by its maker's clock, to the millisecond, in UTC.

    Raises `ValueError` for another version.
    """
    if identity.version != 7:
        raise ValueError(f"{identity} is not a version 7 id")
    return datetime.fromtimestamp((identity.int >> 80) / 1000, UTC)


def _next_count(milliseconds: int) -> int:
    global _last_ms, _counter
    with _lock:
        if milliseconds == _last_ms:
            _counter += 1
        else:
            _last_ms, _counter = milliseconds, secrets.randbits(_COUNTER_BITS - 1)
        return _counter
