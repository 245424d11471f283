"""The ledger: appended to, sealed, never changed; and every way of tampering is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tongxin.records import guards, ledger
from tongxin.records.models import LedgerEntry, LedgerSeal, NumberSeries, SealedEntry, UnsealedEntry
from tongxin.records.permission import SYSTEM

pytestmark = pytest.mark.django_db
VILLAGE = "532301105203"


def append(verb: str = "case.close", **detail: str) -> LedgerEntry:
    subject = NumberSeries(pk=7, series="case", year=2022)
    return ledger.append(verb, by=SYSTEM, subject=subject, division_code=VILLAGE, detail=detail)


@pytest.fixture(autouse=True)
def all_sealed() -> None:
    """What the fixtures of the town appended is sealed first."""
    ledger.seal_waiting()


@pytest.fixture
def unguarded() -> None:
    """The broken variant: a ledger without triggers."""
    guards.remove(connection)


def fault() -> ledger.Fault:
    found = ledger.verify().fault
    assert found is not None
    return found


def test_an_act_is_appended_with_who_what_and_where() -> None:
    entry = append(reason="done")
    assert (entry.verb, entry.subject_kind, entry.subject_id) == ("case.close", "records.numberseries", "7")
    assert (entry.division_code, entry.detail) == (VILLAGE, {"reason": "done"})


def test_the_digest_survives_the_database() -> None:
    entry = append(reason="整改完成")
    entry = LedgerEntry.objects.get(pk=entry.pk)
    assert ledger.digest_of(entry) == entry.digest


def test_the_time_of_the_device_is_kept_beside_our_own() -> None:
    at = datetime(2022, 9, 16, 1, 2, 3, 4, tzinfo=UTC)
    subject = NumberSeries(pk=1)
    entry = ledger.append("visit.enter", by=SYSTEM, subject=subject, division_code=VILLAGE, device_at=at)
    assert LedgerEntry.objects.get(pk=entry.pk).device_at == at
    assert ledger.verify().fault is None


def test_floats_are_refused_because_databases_spell_them_differently() -> None:
    with pytest.raises(TypeError, match="floats"):
        ledger.append(
            "x.y", by=SYSTEM, subject=NumberSeries(pk=1), division_code=VILLAGE, detail={"a": [{"b": 0.1}]}
        )


@pytest.mark.django_db(transaction=True)
def test_appending_outside_the_acts_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        append()


def test_sealing_makes_a_chain() -> None:
    before = ledger.head()
    append()
    assert ledger.seal_waiting() == 1
    append()
    append()
    assert ledger.seal_waiting() == 2
    first, second = LedgerSeal.objects.filter(number__gt=before.number)
    assert (first.previous_head, second.previous_head) == (before.head, first.head)
    assert ledger.head().head == second.head


def test_sealing_nothing_makes_no_seal() -> None:
    seals = LedgerSeal.objects.count()
    assert ledger.seal_waiting() == 0
    assert LedgerSeal.objects.count() == seals


def test_many_entries_are_sealed_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "ENTRIES_A_SEAL", 3)
    seals = LedgerSeal.objects.count()
    for _ in range(7):
        append()
    assert ledger.seal_waiting() == 7
    assert LedgerSeal.objects.count() == seals + 3
    assert ledger.verify().fault is None


def test_an_entry_that_commits_late_is_sealed_later() -> None:
    early = append()
    late = append()
    UnsealedEntry.objects.filter(pk=early.pk).delete()  # as if its transaction were still open
    ledger.seal_waiting()
    UnsealedEntry.objects.create(entry=early)
    assert ledger.seal_waiting() == 1
    assert early.sealed.seal_id > late.sealed.seal_id
    assert ledger.verify().fault is None


def test_a_printed_head_stays_in_the_chain() -> None:
    append()
    ledger.seal_waiting()
    printed = ledger.head().head
    append()
    ledger.seal_waiting()
    assert ledger.is_in_chain(printed)
    assert not ledger.is_in_chain("f" * 64)


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return guards.REFUSAL in str(error)
    return False


CHANGES = [
    "UPDATE records_ledgerentry SET verb = 'case.void'",
    "DELETE FROM records_sealedentry",
    "DELETE FROM records_ledgerentry",
    "UPDATE records_ledgerseal SET count = 1",
    "UPDATE records_sealedentry SET position = position + 1",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_change_the_ledger(statement: str) -> None:
    append()
    ledger.seal_waiting()
    assert refused(statement)


@pytest.mark.sqlite
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows REPLACE")
def test_the_database_refuses_to_replace_a_row() -> None:
    append()
    assert refused("INSERT OR REPLACE INTO records_ledgerentry SELECT * FROM records_ledgerentry")


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL knows TRUNCATE")
def test_the_database_refuses_to_empty_the_ledger() -> None:
    connection.check_constraints()  # else PostgreSQL refuses for another reason: checks still to be made
    assert refused("TRUNCATE records_ledgerentry CASCADE")


def test_without_triggers_the_change_goes_through(unguarded: None) -> None:
    append()
    assert not refused("UPDATE records_ledgerentry SET verb = 'case.void'")


def test_triggers_that_are_missing_are_named_and_put_back(unguarded: None) -> None:
    assert set(guards.missing(connection)) == {name for name, _table in guards.expected(connection.vendor)}
    guards.install(connection)
    assert guards.missing(connection) == []


FIELDS = {
    "verb": "case.void",
    "subject_id": "8",
    "division_code": "532301105204",
    "detail": {"reason": "dome"},
    "at": datetime(2022, 1, 1, tzinfo=UTC),
    "device_at": datetime(2022, 1, 1, tzinfo=UTC),
    "person_id": "018f0000-0000-7000-8000-000000000000",
    "account_id": "018f0000-0000-7000-8000-000000000000",
    "digest": "0" * 64,
}


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("field", FIELDS)
def test_one_changed_value_names_the_row(unguarded: None, field: str, sealed: bool) -> None:
    append()
    entry = append(reason="done")
    append()
    if sealed:
        ledger.seal_waiting()
    LedgerEntry.objects.filter(pk=entry.pk).update(**{field: FIELDS[field]})
    assert fault().where == str(entry.pk)


def change_and_redo_digest(entry: LedgerEntry) -> None:
    entry.verb = "case.void"
    LedgerEntry.objects.filter(pk=entry.pk).update(verb=entry.verb, digest=ledger.digest_of(entry))


def remove(entry: LedgerEntry) -> None:
    SealedEntry.objects.filter(pk=entry.pk).delete()
    LedgerEntry.objects.filter(pk=entry.pk).delete()


def swap_with_next(entry: LedgerEntry) -> None:
    place = SealedEntry.objects.get(pk=entry.pk)
    other = SealedEntry.objects.get(seal=place.seal_id, position=place.position + 1)
    for row, position in ((place, 99), (other, place.position), (place, place.position + 1)):
        SealedEntry.objects.filter(pk=row.pk).update(position=position)


def remove_the_whole_seal(entry: LedgerEntry) -> None:
    seal = SealedEntry.objects.get(pk=entry.pk).seal
    gone = list(seal.entries.values_list("entry_id", flat=True))
    SealedEntry.objects.filter(seal=seal).delete()
    LedgerEntry.objects.filter(pk__in=gone).delete()
    seal.delete()


def empty_the_seal(entry: LedgerEntry) -> None:
    seal = SealedEntry.objects.get(pk=entry.pk).seal
    gone = list(seal.entries.values_list("entry_id", flat=True))
    SealedEntry.objects.filter(seal=seal).delete()
    LedgerEntry.objects.filter(pk__in=gone).delete()


def break_the_chain(entry: LedgerEntry) -> None:
    seal = SealedEntry.objects.get(pk=entry.pk).seal
    LedgerSeal.objects.filter(pk=seal.pk).update(previous_head="e" * 64)


def forge_the_head(entry: LedgerEntry) -> None:
    seal = SealedEntry.objects.get(pk=entry.pk).seal
    LedgerSeal.objects.filter(pk=seal.pk).update(head="e" * 64)


TAMPERING: list[Callable[[LedgerEntry], None]] = [
    change_and_redo_digest,
    remove,
    swap_with_next,
    remove_the_whole_seal,
    empty_the_seal,
    break_the_chain,
    forge_the_head,
]


@pytest.mark.parametrize("is_last", [False, True])
@pytest.mark.parametrize("tamper", TAMPERING)
def test_tampering_with_a_seal_names_the_seal(
    unguarded: None, tamper: Callable[[LedgerEntry], None], is_last: bool
) -> None:
    entry = append(reason="one")
    append(reason="two")
    ledger.seal_waiting()
    number = entry.sealed.seal_id
    printed = ledger.head().head
    if not is_last:
        append(reason="three")
        ledger.seal_waiting()
    tamper(entry)
    if is_last and tamper is remove_the_whole_seal:  # the end cut off: only a printed head tells
        assert not ledger.is_in_chain(printed)
    else:
        assert fault().where == ledger.seal_name(number)


def test_a_row_slipped_in_is_named(unguarded: None) -> None:
    entry = append()
    UnsealedEntry.objects.filter(pk=entry.pk).delete()
    assert fault().where == str(entry.pk)


def test_a_whole_ledger_is_counted() -> None:
    before = ledger.verify()
    append()
    ledger.seal_waiting()
    append()
    verdict = ledger.verify()
    assert (verdict.entries, verdict.seals, verdict.waiting) == (before.entries + 2, before.seals + 1, 1)
    assert verdict.fault is None


def test_the_machine_is_nobody() -> None:
    entry = append()
    assert (entry.person_id, entry.account_id) == (None, None)
