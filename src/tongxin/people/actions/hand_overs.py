"""A post changes hands: one act with a date; what is open goes to the successor on that day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from tongxin.people import open_work
from tongxin.people.actions.posts import appoint, end_leaves, end_post
from tongxin.people.events import PostHandedOver
from tongxin.people.models import Account, HandOver, Leave, Person, Post
from tongxin.people.post_errors import (
    HandOverToSelf,
    NothingToLeave,
    NotYetEffective,
    SuccessorWithoutAccount,
)
from tongxin.records import clock, events, jobs, ledger
from tongxin.records.errors import Stale
from tongxin.records.permission import Act, Viewer

EFFECT = "people.hand_over"  # the job of a hand-over to come


@transaction.atomic
def hand_over(post: Post, *, to: Person, on: date, by: Viewer) -> Post:
    """Ends one person's post and begins another's on the same ground and day, as one act.

    What is open goes to the successor at once, or on the day where that is still to come. Gives the new post.
    Raises `HandOverFaulty` in one of its forms or what `appoint` raises, and then changes nothing.
    """
    if post.person_id == to.pk:
        raise HandOverToSelf
    if not Account.objects.filter(person=to, is_active=True).exists():
        raise SuccessorWithoutAccount(to.masked_name)
    ended = end_post(post, on=on, by=by)
    begun = appoint(
        to, role=ended.role, ground=ended.ground, since=on, by=by, organisation=ended.organisation
    )
    made = HandOver.objects.create(before=ended, after=begun, made_by_id=by.person_id)
    ledger.append(
        "post.hand_over",
        by=by,
        subject=made,
        division_code=ended.division_code,
        detail={"before": str(ended.pk), "after": str(begun.pk), "on": on.isoformat()},
    )
    if on > clock.today():
        key = str(made.pk)
        jobs.enqueue(EFFECT, {"hand_over": key}, run_at=clock.start_of(on), unique_key=f"{EFFECT}:{key}")
    else:
        take_effect(made, by=by)
    return begun


@transaction.atomic
def take_effect(made: HandOver, *, by: Viewer) -> bool:
    """Gives what is open to the successor; False where that was done before. Raises `NotYetEffective`."""
    current = HandOver.objects.shown().select_for_update(of=("self",)).get(pk=made.pk)
    if current.effective_at is not None:
        return False
    if current.after.since > clock.today():
        raise NotYetEffective(current.after.since)
    current.moved = open_work.ids_of(current.before)
    events.emit(PostHandedOver(before=current.before, after=current.after, by=by))
    current.effective_at = clock.now()
    current.save(update_fields=["moved", "effective_at"])
    ledger.append(
        "post.take_over",
        by=by,
        subject=current,
        division_code=current.before.division_code,
        detail={"moved": {key: len(ids) for key, ids in current.moved.items()}},
    )
    return True


def posts_to_leave(person: Person, by: Viewer) -> list[Post]:
    """The posts without an end that the viewer may end, nearest ground first: in this order they are handed over."""
    held = by.visible(Post.objects.filter(person=person, until__isnull=True), Act.POST_MANAGE)
    return sorted(held.shown(), key=lambda post: (*open_work.width(post), post.since, post.pk), reverse=True)


@transaction.atomic
def leave_all(
    person: Person, *, on: date, successors: Mapping[UUID, Person | None], by: Viewer
) -> tuple[list[Post], list[Post]]:
    """A person leaves everything on a day: each post goes to its successor or falls vacant, all or nothing.

    `successors` names every post that `posts_to_leave` gives, so that none is forgotten (else `Stale`). Gives
    the posts that began and those that fell vacant. The person stands in for nobody from that day on.
    Raises `NothingToLeave` and what `hand_over` and `end_post` raise.
    """
    by.require(Act.POST_MANAGE)
    posts = posts_to_leave(person, by)
    if not posts:
        raise NothingToLeave
    if {post.pk for post in posts} != set(successors):
        raise Stale
    begun: list[Post] = []
    vacant: list[Post] = []
    for post in posts:
        successor = successors[post.pk]
        if successor is None:
            vacant.append(end_post(post, on=on, by=by))
        else:
            begun.append(hand_over(post, to=successor, on=on, by=by))
    end_leaves(by.visible(Leave.objects.filter(deputy=person), Act.POST_MANAGE), on=on, by=by)
    ledger.append(
        "person.leave",
        by=by,
        subject=person,
        division_code="",
        detail={"until": on.isoformat(), "handed_over": len(begun), "vacant": len(vacant)},
    )
    return begun, vacant
