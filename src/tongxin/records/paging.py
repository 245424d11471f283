"""Pages of a long list that never count or skip more than 10,000 rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

COUNTED_AT_MOST = 10_000

Row = TypeVar("Row")


@dataclass(frozen=True)
class CappedPage(Generic[Row]):
    """One page of a list. `count` stops at 10,000; then `count_text` reads "10000+"."""

    rows: tuple[Row, ...]
    number: int
    per_page: int
    count: int
    is_capped: bool

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def last_number(self) -> int:
        """Number of the last page that can be opened; 1 for an empty list."""
        return max(1, -(-self.count // self.per_page))

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page follows; past 10,000 rows the user narrows the list instead."""
        return self.number < self.last_number

    @property
    def previous_number(self) -> int:
        """Number of the page before."""
        return self.number - 1

    @property
    def next_number(self) -> int:
        """Number of the page after."""
        return self.number + 1

    @property
    def start(self) -> int:
        """Place of the first row in the list, counted from 1; 0 for an empty list."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def end(self) -> int:
        """Place of the last row; 0 for an empty list."""
        return self.start + len(self.rows) - 1 if self.rows else 0

    @property
    def count_text(self) -> str:
        """The number of rows for screens: "72", or "10000+"."""
        return f"{self.count}+" if self.is_capped else str(self.count)


def page_of(
    queryset: QuerySet[Any, Row], number: str | None, per_page: int = 50, *, counted_in_order: bool = False
) -> CappedPage[Row]:
    """The page `number` (text of the address; nonsense is page 1, too large is the last page).

    Two queries: a count that stops at 10,001 rows, and the rows of the page. `queryset` must be ordered.
    `counted_in_order`: the index of the order answers all that is asked; without the order SQLite might count by
    another one that does not (70 ms instead of 5 at a million rows).
    """
    rows_to_count = queryset if counted_in_order else queryset.order_by()
    counted = rows_to_count.values("pk")[: COUNTED_AT_MOST + 1].count()
    count = min(counted, COUNTED_AT_MOST)
    last = max(1, -(-count // per_page))
    wanted = int(number) if number and number.isascii() and number.isdecimal() and len(number) < 9 else 1
    current = min(max(wanted, 1), last)
    first = (current - 1) * per_page
    rows = tuple(queryset[first : min(first + per_page, COUNTED_AT_MOST)])
    return CappedPage(rows, current, per_page, count, is_capped=counted > COUNTED_AT_MOST)
