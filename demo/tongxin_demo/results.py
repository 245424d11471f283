"""What the quarter adds up to: tables, a red list, a private list, a brief; drawn by one, approved by another."""

from __future__ import annotations

from datetime import date

from tongxin.ranking.actions import approve_list, draw_list, draw_table, publish_list
from tongxin.ranking.actions.tables import Period
from tongxin.ranking.rules import BottomM, RankRule, TopN, UnitKind
from tongxin.reporting.actions import approve_brief, publish_brief, write_brief
from tongxin.reporting.models import BriefTemplate
from tongxin.territory.models import Division
from tongxin_demo.staff import Staff
from tongxin_demo.town import TOWN

LEAST_VISITS = 3
RED_DAYS, IMPROVE_DAYS = 30, 14


def compare(staff: Staff, *, since: date, until: date) -> None:
    """Compares villages and grids; publishes the red list of grids and tells the grids that are to improve."""
    town = Division.objects.get(pk=TOWN)
    clerk, leader = staff.viewer(staff.clerk), staff.viewer(staff.leader)
    period = Period(since, until, LEAST_VISITS)
    draw_table(town, kind=UnitKind.VILLAGE, period=period, by=clerk)
    grids = draw_table(town, kind=UnitKind.GRID, period=period, by=clerk)
    rules: tuple[tuple[RankRule, int], ...] = ((TopN(3), RED_DAYS), (BottomM(2), IMPROVE_DAYS))
    for rule, days in rules:
        drawn = draw_list(grids, rule=rule, by=clerk)
        publish_list(approve_list(drawn, by=leader), days=days, by=leader)


def report(staff: Staff, *, since: date, until: date) -> None:
    """Writes the quarter's brief; another person approves and publishes it."""
    town = Division.objects.get(pk=TOWN)
    clerk, leader = staff.viewer(staff.clerk), staff.viewer(staff.leader)
    brief = write_brief(
        BriefTemplate.objects.get(key="quarter"), by=clerk, ground=town.ground, since=since, until=until
    )
    publish_brief(approve_brief(brief, by=leader, revision=brief.revision), by=leader)
