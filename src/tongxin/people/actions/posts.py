"""Writes to posts: begin, end, hand over. What was is never overwritten (A6)."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tongxin.people.errors import (
    GroundUnfit,
    HandOverTooEarly,
    HandOverToSelf,
    PostEnded,
    PostHeld,
    PostTaken,
)
from tongxin.people.models import Organisation, Person, Post
from tongxin.people.roles import SOLE_ROLES, Role, fits
from tongxin.records import ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground
from tongxin.territory.queries import grounded


@transaction.atomic
def appoint(
    person: Person,
    *,
    role: Role,
    ground: Ground,
    since: date,
    by: Viewer,
    organisation: Organisation | None = None,
) -> Post:
    """Gives a person a post from a day on.

    Raises `GroundUnfit`, `PostHeld` (the person has it), `PostTaken` (one holder at a time for a sole role).
    """
    _require(role, ground, by)
    if not fits(role, ground):
        raise GroundUnfit(role)
    standing = Post.objects.of_role(role).on(ground).not_over_before(since)
    if standing.filter(person=person).exists():
        raise PostHeld(role)
    if role in SOLE_ROLES and standing.exists():
        raise PostTaken(role)
    try:
        with transaction.atomic():
            post = Post.objects.create(
                person=person, role=role, since=since, organisation=organisation, **grounded(ground)
            )
    except IntegrityError as error:  # two clerks at once: the constraint has the last word
        raise PostTaken(role) from error
    ledger.append(
        "post.begin",
        by=by,
        subject=post,
        division_code=ground.division_code,
        detail={"role": role.value, "ground": ground.key, "since": since.isoformat()},
    )
    return post


@transaction.atomic
def end_post(post: Post, *, on: date, by: Viewer) -> Post:
    """Ends a post: `on` is the first day no longer in force. Raises `PostEnded`, `HandOverTooEarly`."""
    current = Post.objects.select_for_update().get(pk=post.pk)
    _require(Role(current.role), current.ground, by)
    if current.until is not None:
        raise PostEnded()
    if on <= current.since:
        raise HandOverTooEarly(current.since)
    current.until = on
    current.save(update_fields=["until"])
    ledger.append(
        "post.end",
        by=by,
        subject=current,
        division_code=current.division_code,
        detail={"until": on.isoformat()},
    )
    return current


@transaction.atomic
def hand_over(post: Post, *, to: Person, on: date, by: Viewer) -> Post:
    """Ends one person's post and begins another's on the same ground and day, as one act.

    Gives the new post. Raises `HandOverFaulty` in one of its forms, and then changes nothing.
    """
    if post.person_id == to.pk:
        raise HandOverToSelf()
    ended = end_post(post, on=on, by=by)
    return appoint(
        to, role=Role(ended.role), ground=ended.ground, since=on, by=by, organisation=ended.organisation
    )


def _require(role: Role, ground: Ground, by: Viewer) -> None:
    by.require(Act.POST_MANAGE, ground)
    if role is Role.ADMINISTRATOR:
        by.require(Act.ADMINISTER, ground)
