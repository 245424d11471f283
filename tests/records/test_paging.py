"""Pages of lists, in two queries, never beyond 10,000 rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tongxin.records import paging
from tongxin.records.models import NumberSeries
from tongxin.records.paging import page_of

pytestmark = pytest.mark.django_db


def rows(count: int) -> None:
    NumberSeries.objects.bulk_create(NumberSeries(series="page", year=year) for year in range(1, count + 1))


def page(number: str | None = None, per_page: int = 5) -> paging.CappedPage[NumberSeries]:
    return page_of(NumberSeries.objects.filter(series="page").order_by("year"), number, per_page)


def test_the_first_page_has_the_first_rows() -> None:
    rows(12)
    first = page()
    assert [row.year for row in first] == [1, 2, 3, 4, 5]
    assert (first.start, first.end, first.count_text) == (1, 5, "12")
    assert (first.has_previous, first.has_next, first.next_number) == (False, True, 2)


def test_the_last_page_has_the_rest() -> None:
    rows(12)
    last = page("3")
    assert [row.year for row in last] == [11, 12]
    assert (last.start, last.end, len(last)) == (11, 12, 2)
    assert (last.has_previous, last.has_next, last.previous_number) == (True, False, 2)


@pytest.mark.parametrize(
    ("asked", "given"), [("0", 1), ("-1", 1), ("x", 1), ("", 1), ("²", 1), ("99", 3), ("9" * 30, 1)]
)
def test_nonsense_gives_a_page_all_the_same(asked: str, given: int) -> None:
    rows(12)
    assert page(asked).number == given


def test_an_empty_list_is_one_empty_page() -> None:
    empty = page()
    assert (empty.number, empty.start, empty.end, empty.count_text, empty.has_next) == (1, 0, 0, "0", False)


def test_a_long_list_is_not_counted_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED_AT_MOST", 10)
    rows(13)
    last = page("3", per_page=4)
    assert [row.year for row in last] == [9, 10]
    assert (last.count_text, last.has_next) == ("10+", False)


def test_a_list_of_exactly_the_limit_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED_AT_MOST", 10)
    rows(10)
    assert page().count_text == "10"


def test_a_page_costs_two_queries(django_assert_num_queries: Callable[[int], object]) -> None:
    rows(12)
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        list(page("2"))
