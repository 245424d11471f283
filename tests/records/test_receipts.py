"""Once-only answers to phones that send again."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tongxin.records.canonical import JSON
from tongxin.records.errors import RuleBroken
from tongxin.records.models import ConflictingReceipt, NumberSeries, Receipt
from tongxin.records.receipts import ReceiptConflict, once

pytestmark = pytest.mark.django_db
DONE = "done once: "


def count() -> JSON:
    """An act that leaves a trace each time it is done."""
    made = NumberSeries.objects.create(series=f"{DONE}{uuid4()}", year=2022)
    return {"made": made.series}


def times_done() -> int:
    return NumberSeries.objects.filter(series__startswith=DONE).count()


def test_the_act_is_done_once_and_answered_twice() -> None:
    receipt = uuid4()
    first, second = once(receipt, b"body", count), once(receipt, b"body", count)
    assert (first.fresh, second.fresh) == (True, False)
    assert first.body == second.body
    assert times_done() == 1


def test_text_and_its_bytes_are_the_same_body() -> None:
    receipt = uuid4()
    once(receipt, "村口有垃圾", count)
    assert not once(receipt, "村口有垃圾".encode(), count).fresh


def test_the_same_id_with_another_body_is_refused_and_both_are_kept() -> None:
    receipt = uuid4()
    once(receipt, b"one", count)
    with pytest.raises(ReceiptConflict):
        once(receipt, b"two", count)
    kept = ConflictingReceipt.objects.get(receipt_id=receipt)
    assert bytes(kept.body) == b"two"
    assert times_done() == 1


def test_the_same_conflict_sent_again_is_kept_once() -> None:
    receipt = uuid4()
    once(receipt, b"one", count)
    for _ in range(2):
        with pytest.raises(ReceiptConflict):
            once(receipt, b"two", count)
    assert ConflictingReceipt.objects.count() == 1


def test_an_act_that_fails_leaves_no_receipt() -> None:
    def broken() -> JSON:
        count()
        raise RuleBroken

    receipt = uuid4()
    with pytest.raises(RuleBroken):
        once(receipt, b"body", broken)
    assert not Receipt.objects.filter(pk=receipt).exists()
    assert times_done() == 0
    assert once(receipt, b"body", count).fresh


def test_a_receipt_inside_another_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        once(uuid4(), b"body", count)


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_the_act_is_done_once() -> None:
    receipt = uuid4()
    fresh = at_once(receipt)
    assert sorted(fresh) == [False, False, False, True]
    assert times_done() == 1


def at_once(receipt: UUID) -> list[bool]:
    start = threading.Barrier(4)
    fresh: list[bool] = []

    def send() -> None:
        start.wait()
        fresh.append(once(receipt, b"body", count).fresh)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return fresh


INSERT = "INSERT INTO {table} (id, body_digest, received_at) VALUES ('{id}', 'x', '2022-09-16 00:00:00')"


def test_the_database_itself_refuses_a_second_receipt_of_one_id() -> None:
    statement = INSERT.format(table="records_receipt", id=uuid4().hex)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement)


def test_without_the_constraint_the_second_receipt_goes_through() -> None:
    statement = INSERT.format(table="loose_receipt", id=uuid4().hex)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE loose_receipt AS SELECT * FROM records_receipt")
        cursor.execute(statement)
        cursor.execute(statement)
        cursor.execute("DROP TABLE loose_receipt")
