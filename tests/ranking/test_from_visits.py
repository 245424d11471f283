"""From visits to a table: the number beside each unit opens the very visits behind its score."""

from __future__ import annotations

from decimal import Decimal
from html import unescape
from re import search

import pytest
from django.urls import reverse

from tests.conftest import ClientFor
from tests.inspections.conftest import DAY, Work, entered
from tongxin.inspections.models import Visit
from tongxin.ranking.actions import draw_table
from tongxin.ranking.actions.tables import Period
from tongxin.ranking.models import Table
from tongxin.ranking.rules import UnitKind
from tongxin.records import figures
from tongxin.records.figures import FigureScope


@pytest.fixture
def drawn(work: Work) -> Table:
    """A table of grids after three visits: two in one grid, one in the next."""
    opened = work.open()
    first, second = work.town.households(work.town.grid)[:2]
    entered(work, work.visit(opened, first.ground.key), {"B5": {"yes": True}})
    entered(work, work.visit(opened, second.ground.key))
    entered(work, work.visit(opened, work.town.next_household.ground.key))
    return draw_table(work.town.division, kind=UnitKind.GRID, period=Period(DAY, DAY, 1), by=work.clerk)


def test_the_score_of_a_grid_is_the_mean_of_its_visits(drawn: Table) -> None:
    first, second, *unseen = drawn.units.order_by("position")
    assert (first.name, first.score, first.n, first.rank) == ("大村网格", Decimal(100), 1, 1)
    assert (second.name, second.score, second.n, second.rank) == ("小伍排网格", Decimal("95.84"), 2, 2)
    assert [(unit.n, unit.rank) for unit in unseen] == [(0, None), (0, None)]


@pytest.mark.parametrize("kind", [UnitKind.GRID, UnitKind.GROUP])
def test_the_number_of_visits_is_that_of_the_figure_behind_it(
    drawn: Table, work: Work, kind: UnitKind
) -> None:
    table = draw_table(work.town.division, kind=kind, period=Period(DAY, DAY, 1), by=work.clerk)
    for unit in table.units.all():
        scope = FigureScope(unit.ground.key, DAY, DAY)
        assert figures.get("lists.visits").value(scope) == unit.n


def test_the_number_leads_to_the_visits(drawn: Table, work: Work, client_for: ClientFor) -> None:
    client = client_for(work.persons.town_clerk)
    page = client.get(reverse("ranking:table", args=[drawn.pk])).content.decode()
    link = search(rf'href="([^"]*{work.town.grid.pk}[^"]*)"', page)
    assert link
    records = client.get(unescape(link[1])).content.decode()
    for visit in Visit.objects.scored():
        assert (reverse("inspections:visit", args=[visit.pk]) in records) == (
            visit.grid_id == work.town.grid.pk
        )
