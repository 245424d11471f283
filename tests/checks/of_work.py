"""Pairs of the checks of rounds, cases, lists and briefs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from tests.checks.pair import DAY, House, pair
from tests.ranking.tables import drafted, in_force
from tongxin.cases.actions import (
    assign_case,
    close_case,
    decline_case,
    fix_case,
    open_case,
    resume_clock,
    stop_clock,
    verify_case,
)
from tongxin.cases.models import Case
from tongxin.inspections.actions import close_round, open_round
from tongxin.inspections.models import Round, RoundInspector, Visit
from tongxin.people.actions import appoint, end_post
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.ranking.actions import withdraw_list
from tongxin.ranking.models import RankedList
from tongxin.records import clock
from tongxin.records.permission import SYSTEM
from tongxin.reporting import actions as reporting
from tongxin.reporting.models import Brief, BriefTemplate
from tongxin.reporting.wording import stored_speech
from tongxin.standards.models import LimitBasis, MatterType
from tongxin.territory.actions import add_class, close_doors, end_goal, reopen_doors, set_goal
from tongxin.territory.models import GroundGoal

WEEKS_AGO = timedelta(days=40)


def today_round(house: House, **plan: object) -> Round:
    """An open round that ends in six days."""
    days = {"starts_on": clock.today(), "ends_on": clock.today() + 6 * DAY}
    return house.work.open(**days, **plan)


@pair("inspections.round_past_its_end")
def round_past_its_end(house: House) -> Iterator[None]:
    yield
    round_ = today_round(house)
    Round.objects.filter(pk=round_.pk).update(
        starts_on=clock.today() - 9 * DAY, ends_on=clock.today() - 2 * DAY
    )
    yield
    close_round(round_, by=house.clerk)


@pair("inspections.round_not_opened")
def round_not_opened(house: House) -> Iterator[None]:
    yield
    planned = house.work.plan(starts_on=clock.today(), ends_on=clock.today() + 6 * DAY)
    yield
    open_round(planned, by=house.clerk)


@pair("inspections.round_without_inspector")
def round_without_inspector(house: House) -> Iterator[None]:
    yield
    planned = house.work.plan(starts_on=clock.today(), ends_on=clock.today() + 6 * DAY)
    RoundInspector.objects.all().delete()
    yield
    RoundInspector.objects.create(round=planned, person=house.persons.liaison_cadre, position=1)


@pair("inspections.sheet_incomplete")
def sheet_incomplete(house: House) -> Iterator[None]:
    yield
    round_ = today_round(house, sheet="longtian_village_board", accept_partial=True)
    yield
    close_round(round_, by=house.clerk)


@pair("inspections.visit_without_inspector")
def visit_without_inspector(house: House) -> Iterator[None]:
    round_ = today_round(house, inspectors=(house.persons.town_clerk,))
    yield
    visit = house.work.visit(round_)
    Visit.objects.filter(pk=visit.pk).update(inspector=None)
    yield
    Visit.objects.filter(pk=visit.pk).update(inspector=house.persons.town_clerk)


@pair("inspections.visit_at_closed_place")
def visit_at_closed_place(house: House) -> Iterator[None]:
    today_round(house)
    yield
    close_doors([house.town.household.pk], on=clock.today())
    yield
    reopen_doors([house.town.household.pk])


@pair("inspections.inspector_without_post")
def inspector_without_post(house: House) -> Iterator[None]:
    today_round(house, ground=house.town.lianhua.ground)
    yield
    post = Post.objects.get(role=Role.LIAISON_CADRE)
    end_post(post, on=clock.today(), by=house.founder)
    yield
    appoint(post.person, role=Role.LIAISON_CADRE, ground=post.ground, since=clock.today(), by=house.founder)


def found_case(house: House) -> Case:
    """A case at the public place of the grid."""
    matter = MatterType.objects.filter(household_related=False).order_by("code")[0]
    return open_case(ground=house.town.public_place.ground, matter=matter, by=house.clerk)


def assigned_case(house: House) -> Case:
    """The same, assigned to the grid leader."""
    return assign_case(found_case(house), to=house.persons.grid_leader, by=house.clerk)


@pair("cases.overdue_without_assignee")
def overdue_without_assignee(house: House) -> Iterator[None]:
    yield
    case = found_case(house)
    Case.objects.filter(pk=case.pk).update(found_at=clock.now() - WEEKS_AGO, due_at=clock.now() - DAY)
    yield
    assign_case(case, to=house.persons.grid_leader, by=house.clerk)


@pair("cases.assignee_without_post")
def assignee_without_post(house: House) -> Iterator[None]:
    case = assigned_case(house)
    yield
    leader = Post.objects.get(grid=house.town.grid, role=Role.GRID_LEADER)
    end_post(leader, on=clock.today(), by=house.founder)
    yield
    case.refresh_from_db()
    assign_case(case, to=house.persons.village_secretary, by=house.clerk)


@pair("cases.unfinished")
def unfinished(house: House) -> Iterator[None]:
    yield
    case = fix_case(assigned_case(house), by=house.persons.viewer("grid_leader"))
    Case.objects.filter(pk=case.pk).update(fixed_at=clock.now() - WEEKS_AGO)
    yield
    close_case(verify_case(case, by=house.clerk), by=house.clerk)


@pair("cases.waiting_long")
def waiting_long(house: House) -> Iterator[None]:
    yield
    case = stop_clock(found_case(house), reason="等天晴", by=house.clerk)
    Case.objects.filter(pk=case.pk).update(waiting_since=clock.now() - WEEKS_AGO)
    yield
    resume_clock(case, by=house.clerk)


@pair("cases.suggested_limit")
def suggested_limit(house: House) -> Iterator[None]:
    MatterType.objects.update(limit_basis=LimitBasis.SUGGESTED)
    yield
    case = found_case(house)
    yield
    decline_case(case, reason="不属于环境卫生", by=house.clerk)


@pair("ranking.list_past_its_end")
def list_past_its_end(house: House) -> Iterator[None]:
    yield
    red = in_force(house.town, house.persons)
    RankedList.objects.filter(pk=red.pk).update(
        published_at=clock.now() - WEEKS_AGO, expires_at=clock.now() - DAY
    )
    yield
    withdraw_list(red, reason="到期", by=house.clerk)


@pair("ranking.list_waits")
def list_waits(house: House) -> Iterator[None]:
    yield
    draft = drafted(house.town, house.persons)
    RankedList.objects.filter(pk=draft.pk).update(drawn_at=clock.now() - WEEKS_AGO)
    yield
    withdraw_list(draft, reason="重新拟定", by=house.clerk)


def draft_brief(house: House) -> Brief:
    """A draft of the clerk for the last quarter."""
    wording = reporting.load_templates(by=SYSTEM)[0]
    today = clock.today()
    ground = house.town.division.ground
    return reporting.write_brief(wording, by=house.clerk, ground=ground, since=today - 90 * DAY, until=today)


@pair("reporting.brief_figure_unknown")
def brief_figure_unknown(house: House) -> Iterator[None]:
    yield
    brief = draft_brief(house)
    Brief.objects.filter(pk=brief.pk).update(text="共有 {cases.gone} 个")
    yield
    brief.refresh_from_db()
    text = {"title": "情况", "text": "共有 {cases.found} 个"}
    reporting.edit_brief(brief, by=house.clerk, revision=brief.revision, speech=stored_speech(), **text)


@pair("reporting.brief_waits")
def brief_waits(house: House) -> Iterator[None]:
    yield
    brief = draft_brief(house)
    Brief.objects.filter(pk=brief.pk).update(written_at=clock.now() - WEEKS_AGO)
    yield
    reporting.withdraw_brief(brief, by=house.clerk, reason="重新写")


@pair("reporting.no_wording")
def no_wording(house: House) -> Iterator[None]:
    reporting.load_templates(by=SYSTEM)
    yield
    BriefTemplate.objects.all().delete()
    yield
    reporting.load_templates(by=SYSTEM)


@pair("reporting.goal_figure_unknown")
def goal_figure_unknown(house: House) -> Iterator[None]:
    mountain = add_class(house.town.division, name="山区", by=house.founder)
    goal = set_goal(mountain, figure="cases.found", value=Decimal(3), is_ceiling=True, by=house.founder)
    yield
    GroundGoal.objects.filter(pk=goal.pk).update(figure="cases.gone")
    yield
    end_goal(GroundGoal.objects.get(pk=goal.pk), by=house.founder)
