"""Lists and figures are answered by the index that was made for them, however many cases there are.

SQLite keeps no statistics here, so it plans for an empty table as for a million rows: a wrong index costs
0.3 to 3 seconds there and is seen here.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.persons import Persons
from tests.town import TOWN
from tongxin.cases.lists import VIEWS, SavedView
from tongxin.cases.models import Case
from tongxin.cases.queries import CaseQuerySet
from tongxin.records import figures
from tongxin.records.figures import Figure, FigureScope
from tongxin.records.permission import Act

INDEXES = {
    "open": "case_open_by_due",
    "overdue": "case_open_by_due",
    "mine": "case_open_by_due",
    "to_verify": "case_open_by_due",
    "month": "case_ended",
    "all": "case_found",
}
pytestmark = pytest.mark.sqlite
SORTED = "USE TEMP B-TREE FOR ORDER BY"


def rows(persons: Persons, key: str, view: SavedView) -> CaseQuerySet:
    """The ids of a saved view as a person sees it."""
    viewer = persons.viewer(key)
    return view.rows(viewer.visible(Case.objects.all(), Act.CASE_VIEW), viewer)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.key)
@pytest.mark.parametrize("key", ["town_clerk", "village_secretary"])
def test_a_saved_view_is_read_in_the_order_of_its_index(persons: Persons, view: SavedView, key: str) -> None:
    found = rows(persons, key, view)
    page = found.order_by(*view.ordering).values("pk")[:50].explain()
    count = found.order_by().values("pk")[:1001].explain()
    assert INDEXES[view.key] in page
    assert INDEXES[view.key] in count
    assert SORTED not in page


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.key)
def test_a_grid_leader_reads_the_own_grid_only(persons: Persons, view: SavedView) -> None:
    found = rows(persons, "grid_leader", view)
    assert "case_of_grid" in found.order_by(*view.ordering).values("pk")[:50].explain()


def test_another_order_would_be_sorted(persons: Persons) -> None:
    found = rows(persons, "town_clerk", VIEWS[0])
    assert SORTED in found.order_by("title").values("pk")[:50].explain()


@pytest.mark.parametrize(
    ("key", "indexes"),
    [
        ("cases.found", {"case_found"}),
        ("cases.closed", {"case_ended"}),
        ("cases.on_time", {"case_fixed"}),
        ("cases.open", {"case_open_by_due", "case_ended"}),
        ("cases.overdue", {"case_open_by_due", "case_ended"}),
        ("cases.to_close", {"case_open_by_due", "case_ended"}),
        ("cases.verified", {"case_verified"}),
        ("cases.rework", {"case_returns"}),
    ],
)
def test_a_figure_is_answered_by_its_indexes(persons: Persons, key: str, indexes: set[str]) -> None:
    figure = figures.get(key)
    assert isinstance(figure, Figure)
    plan = (
        figure.rows(FigureScope(TOWN, date(2022, 9, 1), date(2022, 9, 30))).order_by().values("pk").explain()
    )
    named = {index.name for model in (Case, Case.events.rel.related_model) for index in model._meta.indexes}
    assert {name for name in named if name in plan.replace("\n", " ").split()} == indexes
