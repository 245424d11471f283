"""The case list: saved views, filters, and the rows that page and download share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongxin.cases.filters import CaseFilter
from tongxin.cases.models import Case
from tongxin.cases.queries import CappedCount, CaseQuerySet
from tongxin.records import clock
from tongxin.records.paging import COUNTED_AT_MOST, CappedPage, page_of
from tongxin.records.permission import Act, Viewer

TAB_COUNTS_TO = 1000
ROWS_A_PAGE = (50, 100)

Rows = Callable[[CaseQuerySet, Viewer], CaseQuerySet]


@dataclass(frozen=True)
class SavedView:
    """A tab of the list: which cases, in which order. `is_counted`: the tab says how many."""

    key: str
    label: str | Promise
    rows: Rows
    order: str = "due_at"
    is_counted: bool = True

    @property
    def ordering(self) -> tuple[str, str]:
        """The order, made unique by the id."""
        return self.order, "-id" if self.order.startswith("-") else "id"


def _closed_this_month(cases: CaseQuerySet, viewer: Viewer) -> CaseQuerySet:
    today = clock.today()
    return cases.closed(clock.start_of(today.replace(day=1)), clock.start_of(today + timedelta(days=1)))


VIEWS: tuple[SavedView, ...] = (
    SavedView("open", pgettext_lazy("view of cases", "Not closed"), lambda cases, viewer: cases.open()),
    SavedView(
        "overdue", pgettext_lazy("view of cases", "Overdue"), lambda cases, viewer: cases.overdue(clock.now())
    ),
    SavedView("mine", pgettext_lazy("view of cases", "Waiting for me"), CaseQuerySet.waiting_for),
    SavedView(
        "to_verify", pgettext_lazy("view of cases", "To be verified"), lambda cases, viewer: cases.to_verify()
    ),
    SavedView("month", pgettext_lazy("view of cases", "Closed this month"), _closed_this_month, "-closed_at"),
    SavedView(
        "all",
        pgettext_lazy("view of cases", "All"),
        lambda cases, viewer: cases,
        "-found_at",
        is_counted=False,
    ),
)


@dataclass(frozen=True)
class Tab:
    """A saved view as the page shows it."""

    view: SavedView
    is_current: bool
    count: str


@dataclass(frozen=True)
class CaseList:
    """The list that an address asks for. `is_bounded`: only the first 5,000 cases of the view were looked at."""

    view: SavedView
    filter: CaseFilter
    rows: CaseQuerySet
    is_bounded: bool


def case_list(viewer: Viewer, query: Mapping[str, Any]) -> CaseList:
    """The visible cases of the saved view `query["view"]` (open ones), narrowed by the other words of the address."""
    view = next((view for view in VIEWS if view.key == query.get("view")), VIEWS[0])
    rows = view.rows(viewer.visible(Case.objects.all(), Act.CASE_VIEW), viewer)
    filtered = CaseFilter(query, queryset=rows, viewer=viewer, order=view.order)
    return CaseList(view, filtered, filtered.qs.order_by(*view.ordering), filtered.is_bounded)


def page_of_cases(rows: CaseQuerySet, number: str | None, per_page: int = ROWS_A_PAGE[0]) -> CappedPage[Case]:
    """A page of the list. The ids are found first, so that rows passed over on the way are never joined."""
    ids = page_of(rows.values_list("pk", flat=True), number, per_page, counted_in_order=True)
    cases = Case.objects.with_places_and_people().in_bulk(ids.rows)
    return CappedPage(tuple(cases[key] for key in ids), ids.number, ids.per_page, ids.count, ids.is_capped)


def rows_a_page(asked: str | None) -> int:
    """How many rows the address asks for; nonsense is the usual number."""
    return next((rows for rows in ROWS_A_PAGE if str(rows) == asked), ROWS_A_PAGE[0])


def tabs_of(viewer: Viewer, current: SavedView) -> list[Tab]:
    """The tabs with their counts, which stop at 1,000: one query."""
    visible = viewer.visible(Case.objects.all(), Act.CASE_VIEW)
    counted = {
        view.key: CappedCount(view.rows(visible, viewer).order_by().values("pk")[: TAB_COUNTS_TO + 1])
        for view in VIEWS
        if view.is_counted
    }
    # Any row will do: each of its values is a query of its own.
    row: Any = next(iter(Case.objects.order_by().values(**counted)[:1]), {})
    return [Tab(view, view is current, _count_text(view, row)) for view in VIEWS]


def _count_text(view: SavedView, counts: Mapping[str, int]) -> str:
    if not view.is_counted:
        return ""
    number = counts.get(view.key, 0)
    return f"{TAB_COUNTS_TO}+" if number > TAB_COUNTS_TO else str(number)


def sheet_rows(rows: CaseQuerySet) -> Iterator[Sequence[Any]]:
    """The rows of the workbook: those of the list, as far as its pages go."""
    for case in rows.with_places_and_people()[:COUNTED_AT_MOST]:
        yield (
            case.number,
            case.title,
            case.place_name,
            case.get_ring_display(),
            case.matter.line_name,
            case.matter.name,
            case.get_severity_display(),
            case.get_state_display(),
            case.found_at,
            case.due_at,
            case.fixed_at,
            case.verified_at,
            case.closed_at,
            case.assignee.masked_name if case.assignee else "",
            case.rework_count,
        )


SHEET_HEADINGS: tuple[str | Promise, ...] = (
    pgettext_lazy("column of cases", "Number"),
    pgettext_lazy("column of cases", "Problem"),
    pgettext_lazy("column of cases", "Place"),
    pgettext_lazy("column of cases", "Ring"),
    pgettext_lazy("column of cases", "Line"),
    pgettext_lazy("column of cases", "Kind"),
    pgettext_lazy("column of cases", "Severity"),
    pgettext_lazy("column of cases", "State"),
    pgettext_lazy("column of cases", "Found"),
    pgettext_lazy("column of cases", "To be put right by"),
    pgettext_lazy("column of cases", "Put right"),
    pgettext_lazy("column of cases", "Verified"),
    pgettext_lazy("column of cases", "Closed"),
    pgettext_lazy("column of cases", "Responsible"),
    pgettext_lazy("column of cases", "Times returned"),
)
