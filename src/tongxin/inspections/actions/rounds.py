"""Planning, opening and closing a round."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from tongxin.inspections.actions.tally import recount
from tongxin.inspections.drawing import SampleKind, SampleRule, assign, draw, frame_digest, strangers
from tongxin.inspections.errors import (
    CannotInspect,
    NoInspectors,
    NothingToVisit,
    NotOnThisGround,
    RoundEndsBeforeStart,
    RoundMovedOn,
    SampleNumberMissing,
)
from tongxin.inspections.models import Round, RoundInspector, Visit
from tongxin.inspections.places import Place, paused_keys, places_to_visit
from tongxin.inspections.queries import is_sent_by, own_grounds, posts_that_inspect, visits_of_post
from tongxin.inspections.rules import ROUND_MOVES, RoundState
from tongxin.people.models import Person, Post
from tongxin.records import clock, ledger
from tongxin.records.canonical import JSON
from tongxin.records.permission import Act, Viewer
from tongxin.standards.errors import SheetIncomplete
from tongxin.standards.models import SheetVersion
from tongxin.territory.ground import Ground
from tongxin.territory.queries import grounded

MOST_PERCENT = 100
_BATCH = 500  # rows an insert: SQLite takes 250,000 variables, PostgreSQL 65,535


@transaction.atomic
def plan_round(
    *,
    title: str,
    ground: Ground,
    sheet_version: SheetVersion,
    starts_on: date,
    ends_on: date,
    sample: SampleRule,
    inspectors: Sequence[Person],
    by: Viewer,
    seed: str = "",
    accept_partial: bool = False,
) -> Round:
    """Plans a round; nobody is sent yet. `seed` is drawn where none is given.

    A sheet that is not complete needs `accept_partial`. Raises `NotAllowed`, `SheetIncomplete`,
    `RoundEndsBeforeStart`, `SampleNumberMissing`, `NoInspectors`, `CannotInspect`.
    """
    by.require(Act.ROUND_PLAN, ground)
    if not (sheet_version.is_complete or accept_partial):
        raise SheetIncomplete
    if ends_on < starts_on:
        raise RoundEndsBeforeStart
    _check_sample(sample)
    _check_inspectors(inspectors, ground)
    planned = Round.objects.create(
        title=title.strip(),
        sheet_version=sheet_version,
        starts_on=starts_on,
        ends_on=ends_on,
        sample_kind=sample.kind,
        sample_number=sample.number,
        sample_keys=sorted(sample.keys),
        seed=seed or secrets.token_hex(8),
        planned_by_id=by.person_id,
        **grounded(ground),
    )
    _name_inspectors(planned, inspectors)
    detail: dict[str, JSON] = {
        "sheet": sheet_version.sheet_id,
        "version": sheet_version.version,
        "sample": sample.kind.value,
        "number": sample.number,
        "seed": planned.seed,
        "inspectors": [str(person.pk) for person in inspectors],
    }
    _write_down("round.plan", planned, detail, by)
    return planned


def _name_inspectors(planned: Round, inspectors: Sequence[Person]) -> None:
    RoundInspector.objects.bulk_create(
        RoundInspector(round=planned, person=person, position=position)
        for position, person in enumerate(inspectors, start=1)
    )


def _write_down(verb: str, round_: Round, detail: dict[str, JSON], by: Viewer) -> None:
    ledger.append(verb, by=by, subject=round_, division_code=round_.division_code, detail=detail)


def _check_sample(sample: SampleRule) -> None:
    most = MOST_PERCENT if sample.kind is SampleKind.SHARE else None
    if sample.kind in (SampleKind.PER_GRID, SampleKind.SHARE) and (
        sample.number < 1 or (most is not None and sample.number > most)
    ):
        raise SampleNumberMissing
    if sample.kind is SampleKind.LIST and not sample.keys:
        raise NothingToVisit


def _check_inspectors(inspectors: Sequence[Person], ground: Ground) -> None:
    if not inspectors:
        raise NoInspectors
    able = set(posts_that_inspect(clock.today(), ground).values_list("person_id", flat=True))
    for person in inspectors:
        if person.pk not in able:
            raise CannotInspect(person.masked_name)


@transaction.atomic
def open_round(round_: Round, *, by: Viewer) -> Round:
    """Draws the visit list and gives each visit to an inspector; from now on visits can be entered.

    Raises `NotAllowed`, `RoundMovedOn` (two people at once), `NotOnThisGround`, `NothingToVisit`.
    """
    by.require(Act.ROUND_PLAN, round_.ground)
    current = _move(round_, RoundState.OPEN)
    places = places_to_visit(current)
    units = [place.unit for place in places]
    unknown = strangers(units, current.sample)
    lost = unknown - paused_keys(unknown)
    if lost:
        raise NotOnThisGround(len(lost))
    drawn = draw(units, current.sample, current.seed)
    if not drawn:
        raise NothingToVisit
    by_key = {place.unit.key: place for place in places}
    chosen = [by_key[unit.key] for unit in drawn]
    people = list(current.inspectors.values_list("person_id", flat=True))
    falls_to = assign(drawn, people, _on_own_ground(chosen, people))
    Visit.objects.bulk_create(
        (
            Visit(
                round=current,
                unit_key=place.unit.key,
                position=position,
                inspector_id=falls_to[place.unit.key],
                **grounded(place.ground),
            )
            for position, place in enumerate(chosen, start=1)
        ),
        batch_size=_BATCH,
    )
    current.opened_at = clock.now()
    current.frame_size = len(units)
    current.frame_digest = frame_digest(units)
    current.save(update_fields=["state", "opened_at", "frame_size", "frame_digest"])
    recount(current)
    detail: dict[str, JSON] = {
        "frame": len(units),
        "frame_digest": current.frame_digest,
        "drawn": len(drawn),
    }
    _write_down("round.open", current, detail, by)
    return current


def _on_own_ground(places: Sequence[Place], people: Sequence[UUID]) -> dict[UUID, set[str]]:
    """For each inspector the units on ground that a post gives the inspector to look after."""
    own: dict[UUID, set[str]] = {}
    for person_id, grounds in own_grounds(clock.today(), people).items():
        own[person_id] = {
            place.unit.key for place in places if any(ground.contains(place.ground) for ground in grounds)
        }
    return own


@transaction.atomic
def close_round(round_: Round, *, by: Viewer) -> Round:
    """Closes the round; what was not visited stays on the list as such. Raises `NotAllowed`, `RoundMovedOn`."""
    by.require(Act.ROUND_PLAN, round_.ground)
    current = _move(round_, RoundState.CLOSED)
    current.closed_at = clock.now()
    current.save(update_fields=["state", "closed_at"])
    _write_down("round.close", current, {"not_visited": current.visits.planned().count()}, by)
    return current


@transaction.atomic
def pass_on_visits(post: Post, *, to: Person, by: Viewer) -> int:
    """Gives the visits that fall to the post's person by this post to the successor; part of a hand-over.

    The successor is an inspector of the rounds concerned, also of those that are still to be drawn. Gives how
    many visits went over.
    """
    visits = list(visits_of_post(post).values_list("pk", "round_id"))
    Visit.objects.filter(pk__in=[key for key, _round in visits]).update(inspector=to)
    rounds = Round.objects.filter(pk__in={round_id for _key, round_id in visits})
    if is_sent_by(post):
        rounds |= Round.objects.filter(state=RoundState.PLANNED, inspectors__person=post.person_id)
    for round_ in rounds.distinct():
        moved = sum(round_id == round_.pk for _key, round_id in visits)
        _succeed(round_, post.person_id, to)
        detail: dict[str, JSON] = {"visits": moved, "before": str(post.person_id), "after": str(to.pk)}
        _write_down("round.pass_on", round_, detail, by)
    return len(visits)


def _succeed(round_: Round, before: UUID, after: Person) -> None:
    """The successor inspects on the round; who still has visits of it stays on the list."""
    if not round_.inspectors.filter(person=after).exists():
        last = round_.inspectors.order_by("-position").values_list("position", flat=True).first() or 0
        RoundInspector.objects.create(round=round_, person=after, position=last + 1)
    if not round_.visits.filter(inspector=before).exists():
        round_.inspectors.filter(person=before).delete()


def _move(round_: Round, to: RoundState) -> Round:
    """The round as it is now, locked, with its state moved (not saved). Raises `RoundMovedOn`."""
    current = Round.objects.select_for_update().get(pk=round_.pk)
    if to not in ROUND_MOVES[RoundState(current.state)]:
        raise RoundMovedOn
    current.state = to
    return current
