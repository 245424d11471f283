"""Leave and deputy: somebody stands in for the holder of a post."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tongxin.people.actions.posts import require_over
from tongxin.people.catalogue import town_of
from tongxin.people.models import Account, Leave, Person, Post
from tongxin.people.post_errors import (
    DeputyElsewhere,
    DeputyIsHolder,
    DeputyWithoutAccount,
    LeaveBackTooEarly,
    LeaveOutsidePost,
    LeaveOver,
    LeaveOverlaps,
)
from tongxin.people.queries import containing
from tongxin.people.roles import Role
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import division_ground


@transaction.atomic
def grant_leave(post: Post, *, deputy: Person, since: date, back_on: date, reason: str, by: Viewer) -> Leave:
    """Lets a deputy see and do what the post may, from `since` until the day before `back_on`.

    The holder keeps the rights. Raises `GroundOutside` and one of the forms of `LeaveFaulty`.
    """
    current = Post.objects.select_for_update().get(pk=post.pk)
    require_over(Role(current.acts_as), current.ground, by, Act.LEAVE_MANAGE)
    _check_days(current, since, back_on)
    _check_deputy(current, deputy, since)
    leave = Leave.objects.create(post=current, deputy=deputy, since=since, back_on=back_on, reason=reason)
    ledger.append(
        "leave.grant",
        by=by,
        subject=leave,
        division_code=current.division_code,
        detail={"post": str(current.pk), "since": since.isoformat(), "back": back_on.isoformat()},
    )
    return leave


@transaction.atomic
def end_leave(leave: Leave, *, on: date, by: Viewer) -> Leave:
    """Ends a leave earlier than granted, or calls off one that has not begun (`on` is then its first day).

    Raises `LeaveOver` for one that is over or ended already, `LeaveBackTooEarly` for a day past its own.
    """
    current = Leave.objects.select_for_update(of=("self",)).select_related("post").get(pk=leave.pk)
    require_over(Role(current.post.acts_as), current.post.ground, by, Act.LEAVE_MANAGE)
    if current.until is not None or current.back_on <= clock.today():
        raise LeaveOver
    if on >= current.back_on:
        raise LeaveBackTooEarly
    current.until = max(on, current.since)
    current.save(update_fields=["until"])
    ledger.append(
        "leave.end",
        by=by,
        subject=current,
        division_code=current.post.division_code,
        detail={"until": current.until.isoformat()},
    )
    return current


def _check_days(post: Post, since: date, back_on: date) -> None:
    if back_on <= max(since, clock.today()):
        raise LeaveBackTooEarly
    if since < post.since or (post.until is not None and back_on > post.until):
        raise LeaveOutsidePost
    others = post.leaves.not_over_before(since).filter(since__lt=back_on)
    # One that was called off before it began holds on no day.
    clash = next((leave for leave in others if leave.until is None or leave.until > leave.since), None)
    if clash is not None:
        raise LeaveOverlaps(clash.since, clash.until or clash.back_on)


def _check_deputy(post: Post, deputy: Person, since: date) -> None:
    if deputy.pk == post.person_id:
        raise DeputyIsHolder
    if not Account.objects.filter(person=deputy, is_active=True).exists():
        raise DeputyWithoutAccount(deputy.masked_name)
    town = division_ground(town_of(post.division_code))
    held = Post.objects.in_force(max(since, clock.today())).filter(person=deputy)
    if not (held.within(town) | held.filter(containing(town))).exists():
        raise DeputyElsewhere(deputy.masked_name)
