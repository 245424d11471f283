"""What visits found is looked at again, and its case hears of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import On
from tests.inspections.conftest import DAY, Work, entered, entry_for
from tongxin.access.viewer import viewer_for
from tongxin.cases.actions import assign_case, close_case, fix_case, mark_duplicate, verify_case
from tongxin.cases.models import Case, CaseEvent
from tongxin.inspections.actions import (
    FindingEntry,
    FindingOutcome,
    correct_visit,
    enter_follow_up,
    enter_visit,
    give_follow_up,
)
from tongxin.inspections.bounds import next_look
from tongxin.inspections.errors import (
    FollowUpMade,
    FollowUpMovedOn,
    ItemsUnanswered,
    MadeBeforeFound,
    VisitedInFuture,
)
from tongxin.inspections.follow_up_entry import FollowUpEntry, ItemAnswer
from tongxin.inspections.follow_up_queries import follow_ups_due, follow_ups_to_make, items_of
from tongxin.inspections.follow_up_rules import FollowUpResult, HowItWent, ItemOutcome
from tongxin.inspections.models import FollowUp, FollowUpItem, RoundTally, Visit
from tongxin.inspections.rules import VisitState
from tongxin.people.actions import hand_over
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock, figures
from tongxin.records.ids import new_id
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed
from tongxin.territory.actions import pause_site
from tongxin.territory.models import Pause

pytestmark = pytest.mark.django_db

LITTER: dict[str, Any] = {"B5": {"yes": True}}
TWO: dict[str, Any] = {**LITTER, "B0": {"yes": True}}
RIGHT, CORRECTED, AGAIN = ItemOutcome.PUT_RIGHT, ItemOutcome.CORRECTED, ItemOutcome.FOUND_AGAIN


def found(work: Work, changed: dict[str, Any] | None = None, **more: Any) -> tuple[Visit, FollowUp]:
    """A visit of the cadre that found something, and the follow-up that it made."""
    visit = entered(work, work.visit(work.open(), work.town.household.ground.key), changed or LITTER, **more)
    return visit, FollowUp.objects.get(unit_key=visit.unit_key)


def answer(follow_up: FollowUp, *outcomes: ItemOutcome, **more: Any) -> FollowUpEntry:
    """An entry with these outcomes for the open findings, in their order."""
    items = items_of(follow_up)
    answers = {item.finding_id: ItemAnswer(one) for item, one in zip(items, outcomes, strict=True)}
    return FollowUpEntry(FollowUpResult.DONE, answers, **more)


def looked(work: Work, follow_up: FollowUp, *outcomes: ItemOutcome, **more: Any) -> FollowUp:
    """The follow-up as its inspector, the cadre, entered it."""
    return enter_follow_up(follow_up, entry=answer(follow_up, *outcomes), by=cadre(work), **more)


def cadre(work: Work) -> Any:
    return viewer_for(work.persons.liaison_cadre)


def reported_fixed(work: Work, case: Case) -> Case:
    """The case given to the grid leader, who says that it is put right."""
    given = assign_case(case, to=work.persons.grid_leader, by=work.clerk)
    return fix_case(given, by=viewer_for(work.persons.grid_leader))


def test_a_finding_makes_the_follow_up_due_when_its_kind_is_to_be_right(work: Work) -> None:
    visit, follow_up = found(work)
    case = visit.findings.get().case
    assert case is not None
    assert follow_up.due_on == clock.local(case.due_at).date()
    assert (follow_up.inspector, follow_up.ground) == (work.persons.liaison_cadre, visit.ground)
    assert [item.finding for item in follow_up.items.all()] == [visit.findings.get()]


@pytest.mark.parametrize("outcome", [FindingOutcome.FIXED, FindingOutcome.NOTED])
def test_what_was_put_right_or_only_noted_makes_none(work: Work, outcome: FindingOutcome) -> None:
    entered(work, work.visit(work.open()), LITTER, findings=(FindingEntry("B5", outcome),))
    assert not FollowUp.objects.exists()


def test_all_findings_of_a_place_are_on_one_follow_up_with_what_was_only_noted(work: Work) -> None:
    noted = (FindingEntry("B0", FindingOutcome.NOTED),)
    visit, follow_up = found(work, TWO, findings=noted)
    again = work.open(starts_on=DAY)
    entered(work, work.visit(again, visit.unit_key), {"B2": {"yes": True}})
    assert FollowUp.objects.get() == follow_up
    assert items_of(follow_up).count() == 3
    assert follow_up.due_on == min(day for day in follow_up.items.values_list("correct_by", flat=True) if day)


def test_it_is_due_on_its_day_and_not_before(work: Work, on: On) -> None:
    _visit, follow_up = found(work)
    assert list(follow_ups_to_make(cadre(work))) == [follow_up]
    on(follow_up.due_on - timedelta(days=1))
    assert not follow_ups_due(cadre(work)).exists()
    on(follow_up.due_on)
    assert list(follow_ups_due(cadre(work))) == [follow_up]
    assert not follow_ups_due(viewer_for(work.persons.grid_leader)).exists()


def test_put_right_verifies_what_another_has_fixed(work: Work) -> None:
    visit, follow_up = found(work)
    reported_fixed(work, visit.findings.get().case)  # type: ignore[arg-type]  # a case was opened
    looked(work, follow_up, RIGHT)
    case = Case.objects.get()
    assert (case.state, case.verified_by) == ("verified", work.persons.liaison_cadre)


@pytest.mark.parametrize("outcome", [RIGHT, CORRECTED])
def test_put_right_before_anybody_said_so_waits_for_another_to_verify(
    work: Work, outcome: ItemOutcome
) -> None:
    _visit, follow_up = found(work)
    looked(work, follow_up, outcome)
    case = Case.objects.get()
    assert (case.state, case.fixed_by) == ("fixed", work.persons.liaison_cadre)


def test_found_again_sends_the_fix_back_and_stands_on_the_next_follow_up(work: Work) -> None:
    visit, follow_up = found(work)
    reported_fixed(work, visit.findings.get().case)  # type: ignore[arg-type]  # a case was opened
    done = looked(work, follow_up, AGAIN)
    case = Case.objects.get()
    assert (case.state, case.rework_count, case.assignee) == ("assigned", 1, work.persons.grid_leader)
    assert CaseEvent.objects.get(move="return").note == "复查：又发现了"
    following = FollowUp.objects.get(before=done)
    assert following.due_on == done.next_on == clock.today() + timedelta(days=7)
    assert [item.finding for item in items_of(following)] == [visit.findings.get()]


def test_nobody_judges_the_own_fix_on_a_follow_up(work: Work) -> None:
    visit, follow_up = found(work)
    case = visit.findings.get().case
    assert case is not None
    fix_case(case, by=work.clerk)
    enter_follow_up(follow_up, entry=answer(follow_up, RIGHT), by=work.clerk)
    assert Case.objects.get().state == "fixed"  # another verifies


@pytest.mark.parametrize(
    ("outcomes", "went"),
    [
        ((RIGHT, RIGHT), HowItWent.ALL_RIGHT),
        ((RIGHT, CORRECTED), HowItWent.CORRECTED_ON_SITE),
        ((CORRECTED, AGAIN), HowItWent.FOUND_AGAIN),
    ],
)
def test_the_next_look_comes_the_sooner_the_worse_it_went(
    work: Work, outcomes: tuple[ItemOutcome, ...], went: HowItWent
) -> None:
    _visit, follow_up = found(work, TWO)
    assert looked(work, follow_up, *outcomes).next_on == next_look().after(clock.today(), went)


@pytest.mark.parametrize("result", [FollowUpResult.NOBODY_HOME, FollowUpResult.REFUSED])
def test_where_nobody_is_met_it_stays_to_be_made_some_days_later(work: Work, result: FollowUpResult) -> None:
    _visit, follow_up = found(work)
    tried = enter_follow_up(follow_up, entry=FollowUpEntry(result), by=cadre(work))
    assert (tried.is_due, tried.tries, tried.due_on) == (True, 1, clock.today() + timedelta(days=3))


def test_a_place_that_is_gone_needs_none(work: Work) -> None:
    _visit, follow_up = found(work)
    gone = enter_follow_up(follow_up, entry=FollowUpEntry(FollowUpResult.PLACE_GONE), by=cadre(work))
    assert not gone.is_due
    assert not follow_ups_to_make(cadre(work)).exists()


def test_a_case_that_ended_meanwhile_leaves_nothing_to_look_at(work: Work) -> None:
    visit, follow_up = found(work)
    fixed = reported_fixed(work, visit.findings.get().case)  # type: ignore[arg-type]  # a case was opened
    close_case(verify_case(fixed, by=work.clerk), by=work.clerk)
    assert not follow_ups_to_make(cadre(work)).exists()
    assert not items_of(follow_up).exists()


def test_new_findings_begin_a_follow_up_anew_on_which_nothing_was_open(work: Work, on: On) -> None:
    visit, follow_up = found(work)
    fixed = reported_fixed(work, visit.findings.get().case)  # type: ignore[arg-type]  # a case was opened
    close_case(verify_case(fixed, by=work.clerk), by=work.clerk)
    later = on(DAY + timedelta(days=60)).date()
    opened = work.open(starts_on=later, ends_on=later)
    entered(work, work.visit(opened, visit.unit_key), LITTER)
    follow_up.refresh_from_db()
    assert follow_up.due_on >= later
    assert items_of(follow_up).get().finding.round == opened


def test_a_merged_case_goes_on_as_the_other_one(work: Work) -> None:
    visit, follow_up = found(work, TWO)
    one, other = Case.objects.order_by("number")
    mark_duplicate(one, of=other, by=work.clerk)
    reported_fixed(work, other)
    assert items_of(follow_up).count() == 2
    looked(work, follow_up, RIGHT, RIGHT)
    assert Case.objects.get(pk=other.pk).state == "verified"
    assert visit.findings.count() == 2


def test_a_withdrawn_finding_is_not_looked_at(work: Work) -> None:
    visit, follow_up = found(work)
    correct_visit(visit, entry=entry_for(visit), reason="看错了", by=work.clerk)
    assert not items_of(follow_up).exists()


def test_a_correction_that_finds_something_makes_one(work: Work) -> None:
    visit = entered(work, work.visit(work.open()))
    correct_visit(visit, entry=entry_for(visit, LITTER), reason="漏记", by=work.clerk)
    assert FollowUp.objects.get().items.count() == 1


def test_a_paused_household_is_left_in_peace(work: Work) -> None:
    _visit, follow_up = found(work)
    until = follow_up.due_on + timedelta(days=9)
    reason = Pause.Reason.values[0]
    pause_site(
        work.town.household, since=clock.today(), until=until, reason=Pause.Reason(reason), by=work.clerk
    )
    assert not follow_ups_to_make(cadre(work)).exists()


def test_follow_ups_go_over_with_the_post(work: Work) -> None:
    _visit, follow_up = found(work)
    post = Post.objects.get(person=work.persons.liaison_cadre, role=Role.LIAISON_CADRE)
    hand_over(post, to=work.persons.villager, on=clock.today(), by=work.clerk)
    follow_up.refresh_from_db()
    assert follow_up.inspector == work.persons.villager


def test_the_office_gives_one_to_somebody_else(work: Work) -> None:
    _visit, follow_up = found(work)
    with pytest.raises(NotAllowed):
        give_follow_up(follow_up, to=work.persons.grid_leader, by=cadre(work))
    given = give_follow_up(follow_up, to=work.persons.village_secretary, by=work.clerk)
    assert list(follow_ups_to_make(viewer_for(work.persons.village_secretary))) == [given]


def test_only_the_inspector_and_the_office_enter_one(work: Work) -> None:
    _visit, follow_up = found(work)
    for person in ("grid_leader", "village_secretary", "town_leader"):
        with pytest.raises(NotAllowed):
            enter_follow_up(follow_up, entry=answer(follow_up, RIGHT), by=work.persons.viewer(person))
    typed = enter_follow_up(follow_up, entry=answer(follow_up, RIGHT), by=work.clerk)
    assert (typed.made_by, typed.entered_by) == (work.persons.liaison_cadre, work.persons.town_clerk)


def test_an_entry_is_refused_that_cannot_be(work: Work, on: On) -> None:
    _visit, follow_up = found(work, TWO)
    now = clock.now()
    half = FollowUpEntry(FollowUpResult.DONE, dict(list(answer(follow_up, RIGHT, RIGHT).answers.items())[:1]))
    with pytest.raises(ItemsUnanswered, match="1"):
        enter_follow_up(follow_up, entry=half, by=cadre(work))
    for shift, error in ((timedelta(minutes=1), VisitedInFuture), (-timedelta(days=1), MadeBeforeFound)):
        entry = answer(follow_up, RIGHT, RIGHT, made_at=now + shift)
        with pytest.raises(error):
            enter_follow_up(follow_up, entry=entry, by=cadre(work))
    with pytest.raises(FollowUpMovedOn):
        looked(work, follow_up, RIGHT, RIGHT, seen=7)
    assert set(Case.objects.values_list("state", flat=True)) == {"found"}
    looked(work, follow_up, RIGHT, RIGHT)
    with pytest.raises(FollowUpMade):
        enter_follow_up(follow_up, entry=FollowUpEntry(FollowUpResult.DONE), by=cadre(work))


def test_the_same_entry_sent_twice_is_one(work: Work) -> None:
    _visit, follow_up = found(work)
    entry, receipt = answer(follow_up, RIGHT), new_id()
    for _time in range(2):
        enter_follow_up(follow_up, entry=entry, by=cadre(work), receipt_id=receipt)
    assert CaseEvent.objects.filter(move="fix").count() == 1


def test_it_never_moves_the_scores_of_a_round(work: Work) -> None:
    visit, follow_up = found(work)
    before = list(RoundTally.objects.values())
    looked(work, follow_up, AGAIN)
    visit.refresh_from_db()
    assert list(RoundTally.objects.values()) == before
    assert visit.score == 55
    assert Visit.objects.exclude(state=VisitState.PLANNED).count() == 1


def test_its_outcomes_are_figures(work: Work) -> None:
    _visit, follow_up = found(work, TWO)
    looked(work, follow_up, CORRECTED, AGAIN)
    scope = figures.FigureScope(work.town.division.ground.key, date(2022, 5, 1), date(2022, 5, 31))
    values = [
        figures.get(f"inspections.{name}").value(scope)
        for name in ("put_right", "corrected_on_site", "found_again")
    ]
    assert values == [0, 1, 1]


def test_it_is_in_the_ledger_without_personal_words(work: Work) -> None:
    _visit, follow_up = found(work)
    entry = answer(follow_up, RIGHT, note="户主李小明在家")
    enter_follow_up(follow_up, entry=entry, by=cadre(work))
    written = LedgerEntry.objects.get(verb="follow_up.enter")
    assert written.detail == {"result": "done", "put_right": 1, "corrected": 0, "again": 0, "version": 2}


def test_entering_what_is_in_order_asks_nothing_of_follow_ups(work: Work) -> None:
    visit = work.visit(work.open())
    enter_visit(visit, entry=entry_for(visit), by=work.inspector(visit))
    assert not FollowUpItem.objects.exists()
