"""Visits that go to another inspector: at a hand-over, or because somebody can no longer make them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from tongxin.inspections.actions.rounds import on_own_ground, write_down
from tongxin.inspections.assigning import ToHandOn, hand_on
from tongxin.inspections.errors import CannotInspect, NobodyStrangeLeft, NothingToReassign, RoundNotOpen
from tongxin.inspections.models import Round, RoundInspector, Visit
from tongxin.inspections.queries import able_to_inspect, is_sent_by, visits_of_post
from tongxin.inspections.rules import RoundState
from tongxin.people.models import Person, Post
from tongxin.records.canonical import JSON
from tongxin.records.permission import Act, Viewer


@transaction.atomic
def reassign_visits(round_: Round, *, of: Person | None, to: Person | None, by: Viewer) -> int:
    """Gives what `of` (None: nobody) has still to visit on the round to `to`, or evenly to its other inspectors.

    Own ground is given only within the round's share, and nobody gets a second visit to the same place. All or
    none. Gives how many visits went over. Raises `NotAllowed`, `RoundNotOpen`, `CannotInspect`,
    `NothingToReassign`, `NobodyStrangeLeft`.
    """
    by.require(Act.ROUND_PLAN, round_.ground)
    current = Round.objects.select_for_update().get(pk=round_.pk)
    if not current.is_open:
        raise RoundNotOpen
    before = None if of is None else of.pk
    visits = list(current.visits.to_make().filter(inspector=before).order_by("position"))
    if not visits:
        raise NothingToReassign
    able = able_to_inspect(current.ground)
    if to is not None and to.pk not in able:
        raise CannotInspect(to.masked_name)
    named = current.inspectors.values_list("person_id", flat=True)
    takers = [to.pk] if to is not None else [one for one in named if one in able and one != before]
    taken = _takers(current, visits, takers)
    lost = taken.count(None)
    if lost:
        raise NobodyStrangeLeft(lost)
    for visit, taker in zip(visits, taken, strict=True):
        visit.inspector_id = taker
    Visit.objects.bulk_update(visits, ["inspector"], batch_size=500)
    for taker in {one for one in taken if one is not None}:
        add_inspector(current, taker)
    _drop_inspector(current, before)
    detail: dict[str, JSON] = {
        "visits": len(visits),
        "before": None if before is None else str(before),
        "after": sorted({str(taker) for taker in taken}),
    }
    write_down("round.reassign", current, detail, by)
    return len(visits)


def _takers(round_: Round, visits: Sequence[Visit], takers: Sequence[UUID]) -> list[UUID | None]:
    """Who of the takers takes each visit; None where nobody may."""
    moving = {visit.pk for visit in visits}
    others: dict[str, set[UUID]] = defaultdict(set)
    load: Counter[UUID] = Counter()
    has: dict[UUID, set[str]] = defaultdict(set)
    grounds = {visit.unit_key: visit.ground for visit in visits}
    for visit in round_.visits.filter(inspector__in=takers).iterator(2000):
        if visit.pk not in moving and visit.inspector_id is not None:
            others[visit.unit_key].add(visit.inspector_id)
            load[visit.inspector_id] += 1
            has[visit.inspector_id].add(visit.unit_key)
            grounds.setdefault(visit.unit_key, visit.ground)
    own = on_own_ground(grounds, takers)
    at_home = {taker: len(has[taker] & own[taker]) for taker in takers}
    wanted = [ToHandOn(visit.unit_key, frozenset(others[visit.unit_key])) for visit in visits]
    return hand_on(wanted, takers, own, load, at_home, round_.own_share)


@transaction.atomic
def pass_on_visits(post: Post, *, to: Person, by: Viewer) -> int:
    """Gives the visits that fall to the post's person by this post to the successor; part of a hand-over.

    The successor is an inspector of the rounds concerned, also of those that are still to be drawn. A visit that
    the successor may not make (own ground, or the place is the successor's already) falls to nobody and shows
    as such on the round. Gives how many visits went over.
    """
    visits = visits_of_post(post)
    by_round: dict[UUID, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_round[visit.round_id].append(visit)
    rounds = Round.objects.filter(pk__in=by_round)
    if is_sent_by(post):
        rounds |= Round.objects.filter(state=RoundState.PLANNED, inspectors__person=post.person_id)
    moved = 0
    for round_ in rounds.distinct():
        moving = by_round[round_.pk]
        taken = _takers(round_, moving, [to.pk])
        for visit, taker in zip(moving, taken, strict=True):
            visit.inspector_id = taker
        Visit.objects.bulk_update(moving, ["inspector"], batch_size=500)
        add_inspector(round_, to.pk)
        _drop_inspector(round_, post.person_id)
        went_over = len(moving) - taken.count(None)
        detail: dict[str, JSON] = {
            "visits": went_over,
            "to_nobody": taken.count(None),
            "before": str(post.person_id),
            "after": str(to.pk),
        }
        write_down("round.pass_on", round_, detail, by)
        moved += went_over
    return moved


def add_inspector(round_: Round, person_id: UUID) -> None:
    """The person inspects on the round, as its last inspector where that is new."""
    if not round_.inspectors.filter(person=person_id).exists():
        last = round_.inspectors.order_by("-position").values_list("position", flat=True).first() or 0
        RoundInspector.objects.create(round=round_, person_id=person_id, position=last + 1)


def _drop_inspector(round_: Round, person_id: UUID | None) -> None:
    """Who has no visit of the round any more, made or to make, is no inspector of it."""
    if person_id is not None and not round_.visits.filter(inspector=person_id).exists():
        round_.inspectors.filter(person=person_id).delete()
