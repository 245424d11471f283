"""The ledger: each act adds a row that nobody changes; the worker seals rows into a chain of heads.

A row carries the digest of its own content. A seal's head is the digest of the head before it and of its
rows' digests in order. Whoever knows a head (it is printed in briefs and backups) can show that no row
sealed up to it was changed, removed or slipped in. Entries wait for their seal in `UnsealedEntry`, so a
transaction that commits late is sealed later, never missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from tongxin.records import clock, rows
from tongxin.records.canonical import JSON, canonical, refuse_floats, sha256
from tongxin.records.models import LedgerEntry, LedgerSeal, SealedEntry, UnsealedEntry
from tongxin.records.permission import SYSTEM, Viewer

__all__ = [
    "SYSTEM",
    "Fault",
    "Verdict",
    "append",
    "digest_of",
    "head",
    "is_in_chain",
    "seal_waiting",
    "verify",
]

FOR_POST = "for_post"  # in the detail of an act that a deputy did
GENESIS = "0" * 64
ENTRIES_A_SEAL = 1000
_CHUNK = 2000


def append(
    verb: str,
    *,
    by: Viewer,
    subject: Model,
    division_code: str,
    detail: Mapping[str, JSON] | None = None,
    device_at: datetime | None = None,
) -> LedgerEntry:
    """Adds the act to the ledger, in the transaction of the act itself.

    An act done by right of a post whose holder is away says so: `for_post` in its detail.
    `verb` is "room.verb"; `division_code` the code of the village (or town) concerned, 12 digits; `detail`
    holds no personal data and no floats (`TypeError`); `device_at` is the phone's own time. Raises
    `RuntimeError` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written inside the transaction of the act")
    said = dict(detail or {})
    if by.acting_for is not None:
        said[FOR_POST] = str(by.acting_for)
    refuse_floats(said)
    entry = LedgerEntry(
        at=clock.now(),
        device_at=device_at,
        verb=verb,
        person_id=by.person_id,
        account_id=by.account_id,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        division_code=division_code,
        detail=said,
    )
    entry.digest = digest_of(entry)
    rows.insert(entry)
    rows.insert(UnsealedEntry(entry=entry))
    return entry


def digest_of(entry: LedgerEntry) -> str:
    """The digest of everything that the entry says."""
    return sha256(
        canonical(
            {
                "id": str(entry.id),
                "at": _moment(entry.at),
                "device_at": _moment(entry.device_at),
                "verb": entry.verb,
                "person": _text(entry.person_id),
                "account": _text(entry.account_id),
                "subject": [entry.subject_kind, entry.subject_id],
                "division": entry.division_code,
                "detail": entry.detail,
            }
        )
    )


@dataclass(frozen=True)
class Head:
    """The end of the chain: number of the last seal (0 before the first), its head, when it was made."""

    number: int
    head: str
    sealed_at: datetime | None


def head() -> Head:
    """The head to print in briefs and backups."""
    last = LedgerSeal.objects.order_by("-number").first()
    return Head(last.number, last.head, last.sealed_at) if last else Head(0, GENESIS, None)


def seal_waiting() -> int:
    """Seals every waiting entry, in batches of up to 1,000; returns how many entries were sealed.

    Two workers at once cannot fork the chain: number and previous head are unique, and the later one fails.
    """
    sealed = 0
    while count := _seal_batch():
        sealed += count
    return sealed


@dataclass(frozen=True)
class Fault:
    """The first thing wrong: an entry's id or the name of a seal, and what is wrong with it."""

    where: str
    what: str


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: how many entries (of these `waiting`) and seals were good, and the first fault."""

    entries: int
    seals: int
    waiting: int
    fault: Fault | None


def verify() -> Verdict:
    """Reads the whole ledger in two streams: checks every digest, every seal, the chain; finds strangers."""
    tally = Verdict(entries=0, seals=0, waiting=0, fault=None)
    seals = LedgerSeal.objects.order_by("number").iterator(_CHUNK)
    places = SealedEntry.objects.select_related("entry").order_by("seal_id", "position").iterator(_CHUNK)
    before = Head(0, GENESIS, None)
    for number, group in groupby(places, key=lambda place: place.seal_id):
        seal, rows = next(seals, None), list(group)
        fault = next(filter(None, map(_fault_of, (place.entry for place in rows))), None)
        fault = fault or _fault_of_seal(seal, number, before, rows)
        if fault or seal is None:
            return replace(tally, fault=fault)
        before = Head(seal.number, seal.head, seal.sealed_at)
        tally = replace(tally, entries=tally.entries + len(rows), seals=tally.seals + 1)
    if bare := next(seals, None):
        return replace(tally, fault=Fault(seal_name(bare.number), _("its entries are gone")))
    return _verify_waiting(tally)


def seal_name(number: int) -> str:
    """What a seal is called in messages."""
    return _("seal %(number)s") % {"number": number}


def is_in_chain(known_head: str) -> bool:
    """Whether a head printed earlier is still part of the chain: nothing up to it was cut off."""
    return known_head == GENESIS or LedgerSeal.objects.filter(head=known_head).exists()


def _seal_batch() -> int:
    with transaction.atomic():
        last = LedgerSeal.objects.select_for_update().order_by("-number").first()
        waiting = list(
            UnsealedEntry.objects.select_for_update(of=("self",))
            .select_related("entry")
            .order_by("entry_id")[:ENTRIES_A_SEAL]
        )
        if not waiting:
            return 0
        previous = last.head if last else GENESIS
        digests = [row.entry.digest for row in waiting]
        seal = LedgerSeal(
            number=last.number + 1 if last else 1,
            previous_head=previous,
            head=_head_after(previous, digests),
            count=len(digests),
            sealed_at=clock.now(),
        )
        seal.save(force_insert=True)
        SealedEntry.objects.bulk_create(
            SealedEntry(entry_id=row.pk, seal=seal, position=place) for place, row in enumerate(waiting)
        )
        UnsealedEntry.objects.filter(pk__in=[row.pk for row in waiting]).delete()
        return len(waiting)


def _head_after(previous: str, digests: list[str]) -> str:
    return sha256("\n".join([previous, *digests]).encode("ascii"))


def _verify_waiting(tally: Verdict) -> Verdict:
    for row in UnsealedEntry.objects.select_related("entry").order_by("entry_id").iterator(_CHUNK):
        if fault := _fault_of(row.entry):
            return replace(tally, fault=fault)
        tally = replace(tally, entries=tally.entries + 1, waiting=tally.waiting + 1)
    stranger = LedgerEntry.objects.filter(sealed__isnull=True, waiting__isnull=True).first()
    if stranger:
        fault = Fault(str(stranger.id), _("slipped in: neither sealed nor waiting for a seal"))
        return replace(tally, fault=fault)
    return tally


def _fault_of(entry: LedgerEntry) -> Fault | None:
    if digest_of(entry) == entry.digest:
        return None
    return Fault(str(entry.id), _("changed after it was written (%(verb)s)") % {"verb": entry.verb})


def _fault_of_seal(
    seal: LedgerSeal | None, number: int, before: Head, places: Sequence[SealedEntry]
) -> Fault | None:
    digests = [place.entry.digest for place in places]
    if seal is None or seal.number != number or number != before.number + 1:
        return Fault(seal_name(before.number + 1), _("missing, or its entries are gone"))
    if seal.previous_head != before.head:
        return Fault(seal_name(number), _("does not continue the chain"))
    if seal.count != len(digests) or [place.position for place in places] != list(range(seal.count)):
        return Fault(seal_name(number), _("entries are missing or moved"))
    if seal.head != _head_after(before.head, digests):
        return Fault(seal_name(number), _("the head does not fit the entries: one was exchanged"))
    return None


def _moment(value: Any) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
