"""A round's purpose, its draw that anybody can check, who goes where, and what happens when somebody drops out."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import On
from tests.inspections.conftest import ANYWHERE, DAY, Work, entered
from tongxin.inspections import purposes
from tongxin.inspections.actions import close_round, open_round, pass_on_visits, reassign_visits
from tongxin.inspections.actions.rounds import on_own_ground, visiting_days
from tongxin.inspections.advice import advise
from tongxin.inspections.assigning import Sharing
from tongxin.inspections.columns import lines_by_grid, lines_by_village
from tongxin.inspections.drawing import Among, SampleKind, SampleRule, seed_hash
from tongxin.inspections.errors import (
    AnotherInspectorNeeded,
    CannotInspect,
    DaysMissing,
    NobodyStrangeLeft,
    NothingToReassign,
    NothingToVisit,
    OnlySitesAreSeen,
    RoundNotOpen,
    ShareOutOfRange,
)
from tongxin.inspections.loads import able_people, loads_of, orphans
from tongxin.inspections.models import Round, RoundStratum, Visit
from tongxin.inspections.places import last_round
from tongxin.inspections.purposes import Purpose, Source
from tongxin.inspections.queries import scores_for
from tongxin.inspections.redrawing import draw_again, frame_text
from tongxin.inspections.rules import VisitRole
from tongxin.people.models import Post
from tongxin.records.models import LedgerEntry
from tongxin.territory.models import Site

pytestmark = pytest.mark.django_db

TWO_EACH = SampleRule(SampleKind.PER_GRID, 2)


def both(work: Work) -> tuple[object, ...]:
    """Two inspectors, each with a grid of their own."""
    return (work.persons.grid_leader, work.persons.next_grid_leader)


def test_the_seed_is_bound_at_planning_and_told_at_the_end(work: Work) -> None:
    planned = work.plan(seed="")
    assert len(planned.seed) == 32
    detail = LedgerEntry.objects.get(verb="round.plan").detail
    assert detail["seed_hash"] == seed_hash(planned.seed)
    assert planned.seed not in str(detail)
    close_round(open_round(planned, by=work.clerk), by=work.clerk)
    assert LedgerEntry.objects.get(verb="round.close").detail["seed"] == planned.seed
    assert planned.seed not in str(LedgerEntry.objects.get(verb="round.open").detail)


def test_frame_and_chances_are_kept(work: Work) -> None:
    opened = work.open(sample=TWO_EACH)
    rows = list(csv.DictReader(frame_text(opened).splitlines()))
    assert len(rows) == opened.frame_size == 16
    assert {Fraction(int(row["drawn"]), int(row["of"])) for row in rows} == {Fraction(1, 2)}
    assert {(row.size, row.drawn) for row in opened.strata.all()} == {(4, 2)}


def test_the_draw_is_checked_against_the_kept_frame(work: Work) -> None:
    opened = work.open(sample=TWO_EACH)
    Site.objects.filter(pk=work.town.household.pk).update(closed_on=DAY)
    assert draw_again(opened).is_same_list
    opened.visits.filter(position=1).update(unit_key="site:of-somebody-chosen-by-hand")
    assert not draw_again(opened).is_same_list


def test_more_drawn_than_there_are_cannot_be_stored(work: Work) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundStratum.objects.create(round=work.plan(), key="all", size=3, drawn=4)


@pytest.mark.parametrize(
    ("purpose", "announced", "compared"),
    [
        (Purpose.ROUTINE, True, True),
        (Purpose.SUPERVISION, True, True),
        (Purpose.UNANNOUNCED, False, True),
        (Purpose.RECHECK, True, False),
        (Purpose.SELF, True, False),
        (Purpose.HIGHER, True, False),
    ],
)
def test_what_follows_from_the_purpose(work: Work, purpose: Purpose, announced: bool, compared: bool) -> None:
    planned = work.plan(purpose=purpose)
    assert (planned.is_announced, planned.is_compared) == (announced, compared)


def test_an_unannounced_round_cannot_be_announced(work: Work) -> None:
    planned = work.plan(purpose=Purpose.UNANNOUNCED, is_announced=True)
    assert not planned.is_announced
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=planned.pk).update(is_announced=True)


def test_every_purpose_has_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = purposes._read()
    purposes.purpose_rules.cache_clear()
    monkeypatch.setattr(purposes, "_read", lambda: {"purposes": rules["purposes"][1:]})
    with pytest.raises(ValueError, match="routine"):
        purposes.purpose_rules()
    monkeypatch.undo()
    assert set(purposes.purpose_rules()) == set(Purpose)


def test_what_was_not_seen_for_days(work: Work) -> None:
    Site.objects.update(last_seen_on=DAY - timedelta(days=10))
    Site.objects.filter(pk=work.town.household.pk).update(last_seen_on=DAY - timedelta(days=91))
    Site.objects.filter(pk=work.town.far_household.pk).update(last_seen_on=None)
    opened = work.open(sample=SampleRule(SampleKind.ALL, among=Among.NOT_SEEN, days=90))
    keys = {work.town.household.ground.key, work.town.far_household.ground.key}
    assert set(opened.visits.values_list("unit_key", flat=True)) == keys
    assert opened.frame_size == 2


def test_days_are_asked_of_sites_only(work: Work) -> None:
    with pytest.raises(DaysMissing):
        work.plan(sample=SampleRule(SampleKind.ALL, among=Among.NOT_SEEN))
    rule = SampleRule(SampleKind.ALL, among=Among.NOT_SEEN, days=90)
    with pytest.raises(OnlySitesAreSeen):
        work.plan(sheet="yunnan_first_class_8", sample=rule, accept_partial=True)


def test_the_problems_of_last_time(work: Work) -> None:
    first = work.open()
    bad = work.visit(first, work.town.household.ground.key)
    entered(work, bad, {"B5": {"yes": True}})
    entered(work, work.visit(first, work.town.far_household.ground.key))
    close_round(first, by=work.clerk)
    assert last_round(first.sheet_version, work.town.grid.ground) == first
    again = work.open(sample=SampleRule(SampleKind.ALL, among=Among.PROBLEMS))
    assert list(again.visits.values_list("unit_key", flat=True)) == [bad.unit_key]
    assert not again.is_compared


def test_without_a_round_before_there_are_no_problems_of_last_time(work: Work) -> None:
    planned = work.plan(sample=SampleRule(SampleKind.ALL, among=Among.PROBLEMS))
    with pytest.raises(NothingToVisit):
        open_round(planned, by=work.clerk)


def test_nobody_goes_to_own_ground_unless_the_plan_allows_it(work: Work) -> None:
    planned = work.plan(inspectors=(work.persons.grid_leader,), sharing=Sharing())
    with pytest.raises(NobodyStrangeLeft):
        open_round(planned, by=work.clerk)
    assert not Visit.objects.exists()
    own = work.open(inspectors=(work.persons.grid_leader,), sharing=Sharing(own=100))
    assert own.visits.count() == 16


def test_shares_make_sense(work: Work) -> None:
    with pytest.raises(ShareOutOfRange):
        work.plan(sharing=Sharing(cross=101))
    with pytest.raises(AnotherInspectorNeeded):
        work.plan(sharing=Sharing(second=10))


def test_a_second_inspector_and_a_second_look(work: Work) -> None:
    people = (*both(work), work.persons.town_clerk)
    opened = work.open(inspectors=people, sharing=replace(ANYWHERE, second=50, recheck=25))
    assert Counter(opened.visits.values_list("role", flat=True)) == {"main": 16, "second": 8, "recheck": 4}
    extra = opened.visits.filter(role="second")[0]
    extra.pk = Visit().pk
    with pytest.raises(IntegrityError), transaction.atomic():
        extra.save(force_insert=True)


def test_only_main_visits_count(work: Work) -> None:
    opened = work.open(
        inspectors=(work.persons.town_clerk, work.persons.liaison_cadre),
        sharing=replace(ANYWHERE, second=100),
    )
    key = work.town.household.ground.key
    for visit in opened.visits.filter(unit_key=key).select_related("round__sheet_version"):
        entered(work, visit, {} if visit.role == VisitRole.MAIN else {"B5": {"yes": True}})
    assert [(row.count, row.total) for row in scores_for(work.town.grid.ground, DAY, DAY)] == [(1, 10_000)]
    tally = opened.tallies.get(grid=work.town.grid)
    assert (tally.done, tally.sum_score100, tally.findings) == (1, 10_000, 0)


def test_a_self_score_is_not_compared(work: Work) -> None:
    opened = work.open(purpose=Purpose.SELF, inspectors=(work.persons.grid_leader,))
    entered(work, work.visit(opened, work.town.household.ground.key))
    assert scores_for(work.town.grid.ground, DAY, DAY) == []


def test_visits_stand_on_working_days(work: Work) -> None:
    opened = work.open(starts_on=date(2022, 5, 21), ends_on=date(2022, 5, 27))  # Saturday to Friday
    assert visiting_days(opened) == [date(2022, 5, 23) + timedelta(days=number) for number in range(5)]
    days = [day for day in opened.visits.order_by("position").values_list("planned_on", flat=True) if day]
    assert len(days) == opened.visits.count()
    assert days == sorted(days)
    weekend = work.open(starts_on=date(2022, 5, 21), ends_on=date(2022, 5, 22))
    assert {visit.planned_on for visit in weekend.visits.all()} == {date(2022, 5, 21), date(2022, 5, 22)}


def test_visits_of_who_lost_the_post_go_to_others(work: Work) -> None:
    people = (work.persons.next_grid_leader, work.persons.town_clerk)
    opened = work.open(inspectors=people)
    gone = work.persons.next_grid_leader
    theirs = opened.visits.filter(inspector=gone).count()
    Post.objects.filter(person=gone).update(until=DAY)
    loads = loads_of(work.clerk, opened, [])
    assert [(load.inspector, load.to_make) for load in orphans(loads, able_people(opened))] == [
        (gone, theirs)
    ]
    assert reassign_visits(opened, of=gone, to=None, by=work.clerk) == theirs
    assert not opened.visits.exclude(inspector=work.persons.town_clerk).exists()
    assert not opened.inspectors.filter(person=gone).exists()
    assert LedgerEntry.objects.get(verb="round.reassign").detail["visits"] == theirs


def test_visits_go_to_nobody_who_may_not(work: Work) -> None:
    opened = work.open(inspectors=(work.persons.town_clerk,), sharing=Sharing())
    with pytest.raises(CannotInspect):
        reassign_visits(opened, of=work.persons.town_clerk, to=work.persons.villager, by=work.clerk)
    with pytest.raises(NobodyStrangeLeft):
        reassign_visits(opened, of=work.persons.town_clerk, to=work.persons.grid_leader, by=work.clerk)
    with pytest.raises(NothingToReassign):
        reassign_visits(opened, of=None, to=work.persons.town_clerk, by=work.clerk)
    with pytest.raises(RoundNotOpen):
        reassign_visits(work.plan(), of=None, to=work.persons.town_clerk, by=work.clerk)


def test_at_a_hand_over_no_successor_gets_own_ground(work: Work) -> None:
    opened = work.open(inspectors=(work.persons.next_grid_leader, work.persons.town_clerk), sharing=Sharing())
    post = Post.objects.get(person=work.persons.next_grid_leader, role="grid_leader")
    before = opened.visits.filter(inspector=work.persons.next_grid_leader)
    at_home = before.filter(grid=work.town.grid).count()
    assert at_home > 0
    moved = before.count() - at_home
    assert pass_on_visits(post, to=work.persons.grid_leader, by=work.clerk) == moved
    assert not opened.visits.filter(grid=work.town.grid, inspector=work.persons.grid_leader).exists()
    assert opened.visits.filter(inspector=None).count() == at_home


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_inspector_sees_own_ground_beyond_the_share_whatever_happens(
    work: Work, data: st.DataObject
) -> None:
    people = [work.persons.grid_leader, work.persons.next_grid_leader, work.persons.town_clerk]
    share = data.draw(st.sampled_from([0, 20]))
    sharing = Sharing(cross=20, own=share, second=data.draw(st.sampled_from([0, 30])))
    with transaction.atomic():
        opened = work.open(
            inspectors=tuple(people), sharing=sharing, seed=data.draw(st.text("ab", min_size=1))
        )
        for _step in range(2):
            of, to = data.draw(st.sampled_from(people)), data.draw(st.sampled_from([None, *people]))
            try:
                reassign_visits(opened, of=of, to=to, by=work.clerk)
            except (NobodyStrangeLeft, NothingToReassign):
                pass
        grounds = {visit.unit_key: visit.ground for visit in opened.visits.all()}
        own = on_own_ground(grounds, [person.pk for person in people])
        for person in people:
            keys = list(opened.visits.filter(inspector=person).values_list("unit_key", flat=True))
            assert sum(key in own[person.pk] for key in keys) * 100 <= share * len(keys)
            assert len(set(keys)) == len(keys)
        transaction.set_rollback(True)


def test_three_columns_are_never_one_number(work: Work, on: On) -> None:
    found: dict[Purpose, dict[str, Any]] = {
        Purpose.SELF: {},
        Purpose.ROUTINE: {"B5": {"yes": True}},
        Purpose.HIGHER: {"B5": {"yes": True}},
    }
    for purpose, changed in found.items():
        opened = work.open(
            purpose=purpose, ground=work.town.grid.ground, inspectors=(work.persons.town_clerk,)
        )
        entered(work, work.visit(opened), changed)
        close_round(opened, by=work.clerk)
    for line in (
        lines_by_village(work.clerk, [work.town.lianhua])[0],
        next(line for line in lines_by_grid(work.clerk, work.town.lianhua.code) if line.cells),
    ):
        assert [str(cell.mean) if cell else "" for cell in line.columns] == ["100.0", "91.7", "91.7"]
        assert line.cells[Source.SELF].title == "5月第三轮督导"
        assert str(line.self_above_town) == "8.3"
        assert str(line.town_above_higher) == "0.0"


def test_an_open_round_stands_in_no_column(work: Work) -> None:
    opened = work.open(inspectors=(work.persons.town_clerk,))
    entered(work, work.visit(opened))
    assert not lines_by_village(work.clerk, [work.town.lianhua])[0].cells


def test_while_planning_the_page_knows_what_the_sample_tells(work: Work) -> None:
    version = work.plan().sheet_version
    days = [DAY + timedelta(days=number) for number in range(5)]
    told = advise(
        version, work.town.division.ground, TWO_EACH, Sharing(20, second=50), inspectors=2, days=days
    )
    assert told is not None
    assert (told.size, told.drawn, told.visits, told.crossing, told.each, told.each_day) == (
        16,
        8,
        12,
        1,
        6,
        2,
    )
    row = told.rows[0]
    assert (row.grids, row.drawn, round(row.worst)) == (2, 4, 57)
    near = advise(version, work.town.lianhua.ground, TWO_EACH, Sharing(), inspectors=0, days=days)
    assert near is not None
    assert [row.size for row in near.rows] == [4, 4]
    assert (
        advise(
            version, work.town.lianhua.ground, SampleRule(SampleKind.LIST), Sharing(), inspectors=1, days=days
        )
        is None
    )
