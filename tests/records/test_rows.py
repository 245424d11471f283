"""Statements that are made once do what saving does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.town import Town
from tongxin.records import rows
from tongxin.records.ids import new_id
from tongxin.records.models import LedgerEntry, Receipt
from tongxin.territory.models import Site

pytestmark = pytest.mark.django_db


def values(row: Any) -> dict[str, Any]:
    """What the row's columns hold in Python."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_is_read_as_the_other_way_reads_it(town: Town) -> None:
    for model in (Site, LedgerEntry):
        row = model.objects.order_by("pk")[0]
        read = rows.read(model, row.pk, lock=True)
        assert values(read) == values(row)
        assert (type(read), read._state.adding, read._state.db) == (model, False, "default")


def test_a_row_that_is_gone_is_not_read(db: None) -> None:
    with pytest.raises(Receipt.DoesNotExist):
        rows.read(Receipt, new_id())
    with pytest.raises(Receipt.DoesNotExist):
        rows.update(Receipt(id=new_id()), ["answer"])


def test_an_inserted_row_is_what_was_meant(db: None) -> None:
    row = Receipt(id=new_id(), body_digest="a" * 64, answer={"子": [1, None, True]})
    rows.insert(row)
    assert values(Receipt.objects.get(pk=row.pk)) == values(row)
    assert not row._state.adding
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(Receipt(id=row.pk, body_digest="b"))


def test_a_row_that_is_there_is_not_inserted_again(db: None) -> None:
    key = new_id()
    assert rows.insert_once(Receipt(id=key, body_digest="a"))
    assert not rows.insert_once(Receipt(id=key, body_digest="b"))
    assert Receipt.objects.get(pk=key).body_digest == "a"


def test_only_the_named_fields_are_written(db: None) -> None:
    row = Receipt.objects.create(id=new_id(), body_digest="a")
    row.answer, row.body_digest = {"n": 1}, "b"
    rows.update(row, ["answer"])
    read = Receipt.objects.get(pk=row.pk)
    assert (read.answer, read.body_digest) == ({"n": 1}, "a")


def test_numbers_are_added_where_the_row_fits(town: Town) -> None:
    site, other = town.household, town.next_household
    before = {each.pk: each.sequence for each in (site, other)}
    where = {"id": site.pk, "division_code": site.division_code, "closed_on": None}
    assert rows.add(Site, where, {"sequence": 5}) == 1
    assert rows.add(Site, {**where, "closed_on": date(2022, 1, 1)}, {"sequence": 5}) == 0
    assert Site.objects.get(pk=site.pk).sequence == before[site.pk] + 5
    assert Site.objects.get(pk=other.pk).sequence == before[other.pk]


def test_a_day_is_raised_and_never_goes_back(town: Town) -> None:
    for day, seen in ((3, 3), (1, 3), (9, 9)):
        rows.raise_to(Site, town.household.pk, "last_seen_on", date(2022, 5, day))
        assert Site.objects.get(pk=town.household.pk).last_seen_on == date(2022, 5, seen)
    assert Site.objects.get(pk=town.next_household.pk).last_seen_on is None


def test_each_is_one_statement(town: Town) -> None:
    row, site_id = Receipt(id=new_id(), body_digest="a"), town.household.pk
    acts = (
        lambda: rows.insert(row),
        lambda: rows.update(row, ["answer"]),
        lambda: rows.read(Receipt, row.pk),
        lambda: rows.raise_to(Site, site_id, "last_seen_on", date(2022, 5, 1)),
    )
    for act in acts:
        with CaptureQueriesContext(connection) as asked:
            act()
        assert len(asked) == 1
