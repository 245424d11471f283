"""Writes to posts: begin and end. What was is never overwritten (A6)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from tongxin.people.catalogue import role_type, town_of
from tongxin.people.models import Leave, Organisation, OwnRole, Person, Post
from tongxin.people.post_errors import (
    GroundClosed,
    GroundOutside,
    GroundUnfit,
    HandOverTooEarly,
    PostEnded,
    PostEnding,
    PostHeld,
    PostTaken,
    RoleRetired,
    TooManyGrounds,
    UnknownRole,
)
from tongxin.people.roles import Role, RoleType, most_at_once, standard_roles
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.queries import grounded


@transaction.atomic
def appoint(
    person: Person,
    *,
    role: str,
    ground: Ground,
    since: date,
    by: Viewer,
    organisation: Organisation | None = None,
) -> Post:
    """Gives a person a post from a day on. `role`: a code of the catalogue.

    Raises `GroundOutside` (another town's), `UnknownRole`, `RoleRetired`, `GroundUnfit`, `NoSuchGround`,
    `GroundClosed`, `PostHeld` (the person has it), `PostTaken` and `TooManyGrounds` (the catalogue's numbers).
    """
    kind = role_type(role)
    require_over(kind.acts_as, ground, by)
    _check_own(kind, ground, since)
    if not kind.fits(ground):
        raise GroundUnfit(kind)
    _lock(ground, person, since)
    _check_numbers(kind, ground, person, since)
    try:
        with transaction.atomic():
            post = Post.objects.create(
                person=person, role=kind.code, since=since, organisation=organisation, **grounded(ground)
            )
    except IntegrityError as error:  # the constraint has the last word
        raise PostTaken(kind) from error
    ledger.append(
        "post.begin",
        by=by,
        subject=post,
        division_code=ground.division_code,
        detail={"role": kind.code, "ground": ground.key, "since": since.isoformat()},
    )
    return post


@transaction.atomic
def end_post(post: Post, *, on: date, by: Viewer) -> Post:
    """Ends a post, and with it the leaves that reach past it: `on` is the first day no longer in force.

    Raises `PostEnded`, `PostEnding` (its end is settled already), `HandOverTooEarly`, `GroundOutside`.
    """
    current = Post.objects.select_for_update().get(pk=post.pk)
    require_over(Role(current.acts_as), current.ground, by)
    if current.until is not None:
        raise PostEnding(current.until) if current.until > clock.today() else PostEnded
    if on <= current.since:
        raise HandOverTooEarly(current.since)
    end_leaves(current.leaves.all(), on=on, by=by)
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


def end_leaves(leaves: QuerySet[Leave], *, on: date, by: Viewer) -> None:
    """Cuts the leaves that would still hold on `on`; one that had not begun is called off."""
    waiting = Leave.objects.filter(pk__in=leaves.values("pk")).not_over_before(on)
    for leave in waiting.filter(until__isnull=True).select_for_update(of=("self",)).select_related("post"):
        leave.until = max(on, leave.since)
        leave.save(update_fields=["until"])
        ledger.append(
            "leave.end",
            by=by,
            subject=leave,
            division_code=leave.post.division_code,
            detail={"until": leave.until.isoformat()},
        )


def require_over(role: Role, ground: Ground, by: Viewer, act: Act = Act.POST_MANAGE) -> None:
    """Who may `act` on a post there? Raises `GroundOutside` for ground of others, `NotAllowed`.

    An administrator's post is only for those who administer.
    """
    if by.may(act) and not by.may(act, ground):
        raise GroundOutside(act)
    by.require(act, ground)
    if role is Role.ADMINISTRATOR:
        by.require(Act.ADMINISTER, ground)


def _check_own(kind: RoleType, ground: Ground, since: date) -> None:
    """A role of the catalogue is everybody's; one that a town added is that town's, until it is retired."""
    if kind.code in standard_roles():
        return
    own = OwnRole.objects.get(pk=kind.code)
    if own.division_code != town_of(ground.division_code):
        raise UnknownRole(kind.code)
    if own.retired_on is not None and own.retired_on <= since:
        raise RoleRetired(own.zh)


def _lock(ground: Ground, person: Person, since: date) -> None:
    """Holds the place and the person, so that two clerks at once cannot both pass the numbers.

    Raises `NoSuchGround`, `GroundClosed`.
    """
    model, key = _row(ground)
    closed_on = model._default_manager.select_for_update().filter(pk=key).values_list("closed_on", flat=True)
    found = list(closed_on)
    if not found:
        raise NoSuchGround(ground.key)
    if found[0] is not None and found[0] <= since:
        raise GroundClosed
    Person.objects.select_for_update().get(pk=person.pk)


def _row(ground: Ground) -> tuple[type[Model], str | UUID | None]:
    match ground.kind:
        case GroundKind.DIVISION:
            return Division, ground.division_code
        case GroundKind.GROUP:
            return VillagerGroup, ground.group_id
        case GroundKind.GRID:
            return Grid, ground.grid_id
        case GroundKind.SITE:
            return Site, ground.site_id


def _check_numbers(kind: RoleType, ground: Ground, person: Person, since: date) -> None:
    standing = Post.objects.filter(role=kind.code).not_over_before(since)
    there = list(standing.on(ground).values_list("person_id", "since", "until"))
    if any(holder == person.pk for holder, _since, _until in there):
        raise PostHeld(kind)
    if kind.per_ground is not None:
        spans = [(first, last) for _holder, first, last in there]
        if most_at_once(spans, since) >= kind.per_ground:
            raise PostTaken(kind)
    if kind.per_person is not None:
        held = standing.filter(person=person).values_list("since", "until")
        if most_at_once(held, since) >= kind.per_person:
            raise TooManyGrounds(kind)
