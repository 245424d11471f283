"""What becomes of posts whose ground is no more: they end, and go on where the ground goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from tongxin.people.actions.posts import end_leaves
from tongxin.people.catalogue import role_type
from tongxin.people.events import PostHandedOver
from tongxin.people.models import Leave, Post
from tongxin.people.queries import PostQuerySet
from tongxin.records import events, ledger
from tongxin.records.canonical import JSON
from tongxin.records.permission import Viewer
from tongxin.territory.events import GroundClosed
from tongxin.territory.ground import Ground
from tongxin.territory.queries import grounded


@transaction.atomic
def follow_ground(change: GroundClosed) -> None:
    """Ends the posts on ground that is no more; part of the act that closes or merges it.

    Where it is the same place under a new key, the same people go on there, their deputies too. Where it went
    into another place, what was open goes to whoever has the same role there.
    """
    for post in Post.objects.on(change.ground).filter(until__isnull=True).select_for_update():
        leaves = list(post.leaves.not_over_before(change.on).filter(until__isnull=True))
        _end(post, change)
        if change.successor is None:
            continue
        following = _on(post, change.successor, change)
        if change.goes_on and following is None:
            _go_on(post, leaves, change.successor, change)
        elif following is not None and following.person_id != post.person_id:
            events.emit(PostHandedOver(before=post, after=following, by=change.by))


def _end(post: Post, change: GroundClosed) -> None:
    """A post that was to begin later has its one day on ground that holds nothing any more."""
    end_leaves(post.leaves.all(), on=change.on, by=change.by)
    post.until = max(change.on, post.since + timedelta(days=1))
    post.save(update_fields=["until"])
    _write_down("post.end", post, {"until": post.until.isoformat()}, change.by)


def _on(post: Post, ground: Ground, change: GroundClosed) -> Post | None:
    """The post on the new ground that answers for it as this one did: the same person's, else the first."""
    there: PostQuerySet = Post.objects.in_force(change.on).on(ground).filter(role=post.role)
    found = list(there.select_related("person").order_by("since", "id"))
    own = next((each for each in found if each.person_id == post.person_id), None)
    return own or next(iter(found), None)


def _go_on(post: Post, leaves: list[Leave], ground: Ground, change: GroundClosed) -> None:
    if not role_type(post.role).fits(ground):
        return
    going_on = Post.objects.create(
        person=post.person,
        role=post.role,
        since=change.on,
        organisation=post.organisation,
        **grounded(ground),
    )
    begun = {"role": post.role, "ground": ground.key, "since": change.on.isoformat(), "was": str(post.pk)}
    _write_down("post.begin", going_on, begun, change.by)
    for leave in leaves:
        since = max(leave.since, change.on)
        granted = Leave.objects.create(
            post=going_on, deputy=leave.deputy, since=since, back_on=leave.back_on, reason=leave.reason
        )
        days = {"post": str(going_on.pk), "since": since.isoformat(), "back": leave.back_on.isoformat()}
        ledger.append(
            "leave.grant", by=change.by, subject=granted, division_code=ground.division_code, detail=days
        )


def _write_down(verb: str, post: Post, detail: Mapping[str, JSON], by: Viewer) -> None:
    ledger.append(verb, by=by, subject=post, division_code=post.division_code, detail=detail)
