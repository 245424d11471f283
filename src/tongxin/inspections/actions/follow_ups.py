"""Follow-up visits: made by findings, entered, handed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases.actions import fix_case, return_case, verify_case
from tongxin.cases.models import Case
from tongxin.cases.rules import TRANSITIONS, Move, State
from tongxin.inspections.bounds import next_look
from tongxin.inspections.errors import (
    CannotInspect,
    FollowUpMade,
    FollowUpMovedOn,
    ItemsUnanswered,
    MadeBeforeFound,
    VisitedInFuture,
)
from tongxin.inspections.follow_up_entry import FollowUpEntry
from tongxin.inspections.follow_up_queries import follow_ups_of_post, items_of, may_make
from tongxin.inspections.follow_up_rules import (
    FollowUpResult,
    FollowUpState,
    HowItWent,
    ItemOutcome,
    earliest,
    how_it_went,
    move_for,
)
from tongxin.inspections.models import Finding, FollowUp, FollowUpItem, Visit
from tongxin.inspections.queries import posts_that_inspect
from tongxin.inspections.querysets import inspectors_by
from tongxin.inspections.sent import SentTo
from tongxin.people.models import Person, Post
from tongxin.records import clock, ledger, receipts
from tongxin.records.canonical import JSON
from tongxin.records.permission import Act, NotAllowed, Viewer
from tongxin.territory.actions import mark_seen
from tongxin.territory.queries import grounded

_SENT_FOR = frozenset({Act.CASE_FIX, Act.CASE_VERIFY})


def plan_follow_up(visit: Visit, findings: Sequence[Finding]) -> FollowUp | None:
    """Puts new findings on the follow-up of their place; one with a case makes it where there is none yet.

    What was only noted is looked at along with the rest. Part of entering a visit, in its transaction.
    """
    open_ones = [finding for finding in findings if not finding.fixed_on_spot]
    limits = [finding.case for finding in open_ones if finding.case is not None]
    if not open_ones:
        return None
    planned = (
        FollowUp.objects.select_for_update().filter(unit_key=visit.unit_key, state=FollowUpState.DUE).first()
    )
    if planned is None and not limits:
        return None
    if planned is None:
        falls_to = visit.inspector_id or visit.made_by_id
        planned = FollowUp(unit_key=visit.unit_key, inspector_id=falls_to, **grounded(visit.ground))
    _bring_forward(planned, limits)
    FollowUpItem.objects.bulk_create(
        FollowUpItem(
            follow_up=planned, finding=finding, correct_by=_day(finding.case) if finding.case else None
        )
        for finding in open_ones
    )
    return planned


def _bring_forward(planned: FollowUp, limits: Sequence[Case]) -> None:
    """Sets the day of a new follow-up, or an earlier one; one on which nothing was open any more begins anew."""
    is_new = planned._state.adding
    still = None if is_new or not FollowUp.objects.due().filter(pk=planned.pk).exists() else planned.due_on
    due_on = earliest([still, *map(_day, limits)])
    if due_on is not None and (is_new or due_on != planned.due_on):
        planned.due_on = due_on
        planned.due_provisional = any(case.due_provisional for case in limits if _day(case) == due_on)
        planned.save()


def _day(case: Case) -> date:
    return clock.local(case.due_at).date()


def enter_follow_up(
    follow_up: FollowUp,
    *,
    entry: FollowUpEntry,
    by: Viewer,
    seen: int | None = None,
    receipt_id: UUID | None = None,
) -> FollowUp:
    """Enters what came of a follow-up visit: each open finding's outcome, what its case does then, the next look.

    Put right verifies somebody's reported fix, or reports one; found again sends the fix back and stands on the
    next follow-up. Raises `NotAllowed`, `FollowUpMade`, `FollowUpMovedOn`, `ItemsUnanswered`, `VisitedInFuture`,
    `MadeBeforeFound`, and with `receipt_id` `ReceiptConflict`.
    """
    if receipt_id is None:
        with transaction.atomic():
            return _enter(follow_up, entry, by, seen, None)

    def act() -> dict[str, str]:
        return {"follow_up": str(_enter(follow_up, entry, by, seen, receipt_id).pk)}

    receipts.once(receipt_id, entry.body(str(follow_up.pk)), act)
    return FollowUp.objects.get(pk=follow_up.pk)


def _enter(
    follow_up: FollowUp, entry: FollowUpEntry, by: Viewer, seen: int | None, receipt_id: UUID | None
) -> FollowUp:
    current = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    _require(by, current)
    if not current.is_due:
        raise FollowUpMade
    if seen is not None and current.version != seen:
        raise FollowUpMovedOn
    moment = entry.made_at or clock.now()
    if moment > clock.now():
        raise VisitedInFuture
    current.receipt_id = receipt_id
    current.version += 1
    current.note = entry.note.strip()
    outcomes: list[ItemOutcome] = []
    if entry.result in (FollowUpResult.NOBODY_HOME, FollowUpResult.REFUSED):
        _try_later(current, moment)
    else:
        _name_both(current, moment, by)
        if entry.result is FollowUpResult.PLACE_GONE:
            current.state = FollowUpState.PLACE_GONE
            current.save()
        else:
            outcomes = _settle(current, entry, moment, by)
    _write_down("follow_up.enter", current, by, {"result": entry.result.value, **_counted(outcomes)})
    return current


def _require(by: Viewer, current: FollowUp) -> None:
    """Raises `NotAllowed`; else notes for whom it is entered, if for somebody away."""
    if not may_make(by, current):
        raise NotAllowed(Act.VISIT_ENTER)
    if current.inspector_id not in inspectors_by(by):
        by.require(Act.ROUND_PLAN, current.ground)
        return
    away = (post.post_id for post in by.stands_in_for if post.holder_id == current.inspector_id)
    by.act_for(None if current.inspector_id == by.person_id else next(away))


def _name_both(current: FollowUp, moment: datetime, by: Viewer) -> None:
    """Who was there and who typed it: the office types what the inspector wrote on paper."""
    is_own = current.inspector_id is None or current.inspector_id in inspectors_by(by)
    current.made_at, current.entered_at = moment, clock.now()
    current.made_by_id = by.person_id if is_own else current.inspector_id
    current.entered_by_id = by.person_id


def _try_later(current: FollowUp, moment: datetime) -> None:
    """Nobody was met: it stays to be made, some days later."""
    current.tries += 1
    current.tried_at = moment
    current.due_on = next_look().after(clock.local(moment).date(), HowItWent.NOT_MET)
    current.due_provisional = False
    current.save()


def _settle(current: FollowUp, entry: FollowUpEntry, moment: datetime, by: Viewer) -> list[ItemOutcome]:
    items = list(items_of(current))
    unanswered = [item for item in items if item.finding_id not in entry.answers]
    if unanswered:
        raise ItemsUnanswered(len(unanswered))
    if any(
        found_at is not None and found_at > moment for found_at in (i.finding.visit.visited_at for i in items)
    ):
        raise MadeBeforeFound
    day = clock.local(moment).date()
    for item in items:
        answer = entry.answers[item.finding_id]
        item.outcome, item.note = answer.outcome, answer.note.strip()
        _move_case(current, item, by)
    FollowUpItem.objects.bulk_update(items, ["outcome", "note"])
    outcomes = [ItemOutcome(item.outcome) for item in items]
    current.state = FollowUpState.DONE
    current.next_on = next_look().after(day, how_it_went(outcomes))
    current.save()
    again = [item for item in items if item.outcome == ItemOutcome.FOUND_AGAIN]
    if again:
        _plan_next(current, again)
    if current.site_id:
        mark_seen(current.site_id, day)
    return outcomes


def _move_case(current: FollowUp, item: FollowUpItem, by: Viewer) -> None:
    """Takes the step of the finding's case that follows from what was seen, where there is one.

    A case that was merged goes on as the other one. That one may lie elsewhere: then the posts decide.
    """
    own = item.finding.case
    if own is None:
        return
    case = Case.objects.get(pk=own.duplicate_of_id or own.pk)
    is_own_fix = case.fixed_by_id is not None and case.fixed_by_id in (by.person_id, current.made_by_id)
    move = move_for(ItemOutcome(item.outcome), State(case.state), is_own_fix=is_own_fix)
    sent = SentTo(by, current.ground, _SENT_FOR)
    if move is None or not sent.may(TRANSITIONS[move].act, case.ground):
        return
    said = _("follow-up visit: %(outcome)s") % {"outcome": item.get_outcome_display()}
    note = f"{said} \u00b7 {item.note}" if item.note else said
    if move is Move.RETURN:
        return_case(case, by=sent, reason=note)
    else:
        step = fix_case if move is Move.FIX else verify_case
        step(case, by=sent, note=note)


def _plan_next(current: FollowUp, again: Sequence[FollowUpItem]) -> None:
    """What was found again stands on the next follow-up, due by how this one went."""
    assert current.next_on is not None  # noqa: S101 - set by the caller
    following = FollowUp.objects.create(
        unit_key=current.unit_key,
        inspector_id=current.inspector_id,
        due_on=current.next_on,
        before=current,
        **grounded(current.ground),
    )
    FollowUpItem.objects.bulk_create(
        FollowUpItem(follow_up=following, finding=item.finding, correct_by=item.correct_by) for item in again
    )


@transaction.atomic
def give_follow_up(follow_up: FollowUp, *, to: Person, by: Viewer) -> FollowUp:
    """Gives a follow-up visit to another inspector. Raises `NotAllowed`, `FollowUpMade`, `CannotInspect`."""
    by.require(Act.ROUND_PLAN, follow_up.ground)
    current = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if not current.is_due:
        raise FollowUpMade
    if not posts_that_inspect(clock.today(), current.ground).filter(person=to).exists():
        raise CannotInspect(to.masked_name)
    before = current.inspector_id
    current.inspector = to
    current.version += 1
    current.save(update_fields=["inspector", "version"])
    _write_down("follow_up.give", current, by, {"before": str(before or ""), "after": str(to.pk)})
    return current


@transaction.atomic
def pass_on_follow_ups(post: Post, *, to: Person, by: Viewer) -> int:
    """Gives the follow-ups that fall to the post's person by this post to the successor; part of a hand-over."""
    rows = list(follow_ups_of_post(post).select_for_update(of=("self",)))
    for row in rows:
        row.inspector = to
        row.version += 1
        row.save(update_fields=["inspector", "version"])
        _write_down("follow_up.give", row, by, {"before": str(post.person_id), "after": str(to.pk)})
    return len(rows)


def _counted(outcomes: Sequence[ItemOutcome]) -> dict[str, JSON]:
    return {outcome.value: outcomes.count(outcome) for outcome in ItemOutcome if outcomes}


def _write_down(verb: str, row: FollowUp, by: Viewer, detail: dict[str, JSON]) -> None:
    ledger.append(
        verb, by=by, subject=row, division_code=row.division_code, detail={**detail, "version": row.version}
    )
