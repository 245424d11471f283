"""Human numbers of records: `prefix-2022-0031`, without a gap and never given twice."""

from __future__ import annotations

from django.db import connection

from tongxin.records.models import NumberSeries


def next_number(series: str, year: int, *, prefix: str) -> str:
    """The next number of `series` in `year`, as `prefix-year-0001`; past 9999 it grows a digit.

    Must be called inside a transaction, which holds the series until it ends: when it is rolled back, the
    number is given again. Raises `RuntimeError` outside of one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    row, _made = NumberSeries.objects.select_for_update().get_or_create(series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{prefix}-{year}-{row.last:04d}"
