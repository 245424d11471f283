"""Planning, opening and closing a round."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongxin.inspections.actions.tally import recount
from tongxin.inspections.assigning import Errand, NobodyLeft, Sharing, crossing_share, on_days, share_out
from tongxin.inspections.drawing import (
    PERCENT,
    Among,
    SampleKind,
    SampleRule,
    draw_strata,
    frame_digest,
    sizes_of,
    strangers,
    strata_of,
)
from tongxin.inspections.errors import (
    AnotherInspectorNeeded,
    CannotInspect,
    DaysMissing,
    NobodyStrangeLeft,
    NoInspectors,
    NothingToVisit,
    NotOnThisGround,
    OnlySitesAreSeen,
    RoundEndsBeforeStart,
    RoundMovedOn,
    SampleNumberMissing,
    ShareOutOfRange,
    SheetNotInForce,
)
from tongxin.inspections.frames import MEDIA_TYPE, frame_csv, packed
from tongxin.inspections.models import Round, RoundInspector, RoundStratum, Visit
from tongxin.inspections.places import Place, in_walking_order, is_of_sites, paused_keys, places_to_visit
from tongxin.inspections.purposes import Purpose, planning_numbers, purpose_rules
from tongxin.inspections.queries import own_grounds, posts_that_inspect, sheets_for
from tongxin.inspections.rules import ROUND_MOVES, RoundState
from tongxin.people.models import Person
from tongxin.records import clock, files, ledger
from tongxin.records.calendar import town_calendar
from tongxin.records.canonical import JSON
from tongxin.records.permission import Act, Viewer
from tongxin.standards.errors import SheetIncomplete
from tongxin.standards.models import SheetVersion
from tongxin.territory.ground import Ground
from tongxin.territory.queries import grounded

_BATCH = 500  # rows an insert: SQLite takes 250,000 variables, PostgreSQL 65,535
_SEED_BYTES = 16  # nobody finds a seed of 128 bits from its hash


def usual_sharing(purpose: Purpose) -> Sharing:
    """How visits are shared out where the plan says nothing else: the town's starting values."""
    return Sharing(
        cross=planning_numbers().cross_share,
        own=purpose_rules()[purpose].own_ground,
        home_first=purpose is Purpose.SELF,
    )


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
    purpose: Purpose = Purpose.ROUTINE,
    is_announced: bool | None = None,
    sharing: Sharing | None = None,
    seed: str = "",
    accept_partial: bool = False,
) -> Round:
    """Plans a round; nobody is sent yet. Announcement and sharing follow from the purpose where they are not given.

    The machine makes the seed; `seed` is for a simulated town that has to come out the same again. A sheet that
    is not complete needs `accept_partial`. Raises `NotAllowed`, `SheetIncomplete`, `SheetNotInForce`,
    `RoundEndsBeforeStart`, and what `_check_sample`, `_check_sharing` and `_check_inspectors` raise.
    """
    by.require(Act.ROUND_PLAN, ground)
    if not (sheet_version.is_complete or accept_partial):
        raise SheetIncomplete
    if not sheets_for(ground, starts_on).filter(pk=sheet_version.pk).exists():
        raise SheetNotInForce
    if ends_on < starts_on:
        raise RoundEndsBeforeStart
    shares = usual_sharing(purpose) if sharing is None else sharing
    _check_sample(sample, sheet_version)
    _check_sharing(shares, len(inspectors))
    _check_inspectors(inspectors, ground)
    planned = Round.objects.create(
        title=title.strip(),
        sheet_version=sheet_version,
        starts_on=starts_on,
        ends_on=ends_on,
        **_of_purpose(purpose, sample, is_announced),
        **_of_sample(sample),
        **_of_sharing(shares),
        seed=seed or secrets.token_hex(_SEED_BYTES),
        planned_by_id=by.person_id,
        **grounded(ground),
    )
    _name_inspectors(planned, inspectors)
    write_down("round.plan", planned, _plan_in_words(planned, inspectors), by)
    return planned


def _of_purpose(purpose: Purpose, sample: SampleRule, is_announced: bool | None) -> dict[str, Any]:
    """Announced and compared as the purpose allows: where last time's problems are looked at, nobody is compared."""
    rule = purpose_rules()[purpose]
    return {
        "purpose": purpose,
        "is_announced": rule.announced if is_announced is None else is_announced and rule.announced,
        "is_compared": rule.compared and sample.among is not Among.PROBLEMS,
    }


def _of_sample(sample: SampleRule) -> dict[str, Any]:
    return {
        "sample_kind": sample.kind,
        "sample_number": sample.number,
        "sample_keys": sorted(sample.keys),
        "sample_among": sample.among,
        "sample_days": sample.days,
    }


def _of_sharing(shares: Sharing) -> dict[str, Any]:
    return {
        "cross_share": shares.cross,
        "own_share": shares.own,
        "second_share": shares.second,
        "recheck_share": shares.recheck,
    }


def _plan_in_words(planned: Round, inspectors: Sequence[Person]) -> dict[str, JSON]:
    """The plan for the ledger: the seed only by its hash, which binds the round to it."""
    version = planned.sheet_version
    return {
        "sheet": version.sheet_id,
        "version": version.version,
        "purpose": str(planned.purpose),
        "announced": planned.is_announced,
        "sample": str(planned.sample_kind),
        "number": planned.sample_number,
        "among": str(planned.sample_among),
        "days": planned.sample_days,
        "cross": planned.cross_share,
        "own": planned.own_share,
        "second": planned.second_share,
        "recheck": planned.recheck_share,
        "seed_hash": planned.seed_hash,
        "inspectors": [str(person.pk) for person in inspectors],
    }


def _name_inspectors(planned: Round, inspectors: Sequence[Person]) -> None:
    RoundInspector.objects.bulk_create(
        RoundInspector(round=planned, person=person, position=position)
        for position, person in enumerate(inspectors, start=1)
    )


def write_down(verb: str, round_: Round, detail: dict[str, JSON], by: Viewer) -> None:
    """One entry of the round in the ledger."""
    ledger.append(verb, by=by, subject=round_, division_code=round_.division_code, detail=detail)


def _check_sample(sample: SampleRule, version: SheetVersion) -> None:
    """Raises `SampleNumberMissing`, `NothingToVisit`, `DaysMissing`, `OnlySitesAreSeen`."""
    most = PERCENT if sample.kind is SampleKind.SHARE else None
    if sample.is_drawn and (sample.number < 1 or (most is not None and sample.number > most)):
        raise SampleNumberMissing
    if sample.kind is SampleKind.LIST and not sample.keys:
        raise NothingToVisit
    if sample.among is Among.NOT_SEEN:
        if sample.days < 1:
            raise DaysMissing
        if not is_of_sites(version.object_kind):
            raise OnlySitesAreSeen


def _check_sharing(sharing: Sharing, inspectors: int) -> None:
    """Raises `ShareOutOfRange`, `NoInspectors`, `AnotherInspectorNeeded`."""
    shares = (sharing.cross, sharing.own, sharing.second, sharing.recheck)
    if any(not 0 <= share <= PERCENT for share in shares):
        raise ShareOutOfRange
    if not inspectors:
        raise NoInspectors
    if inspectors < 2 and (sharing.second or sharing.recheck):
        raise AnotherInspectorNeeded


def _check_inspectors(inspectors: Sequence[Person], ground: Ground) -> None:
    """Raises `CannotInspect`."""
    able = set(posts_that_inspect(clock.today(), ground).values_list("person_id", flat=True))
    for person in inspectors:
        if person.pk not in able:
            raise CannotInspect(person.masked_name)


@transaction.atomic
def open_round(round_: Round, *, by: Viewer) -> Round:
    """Draws the visit list and gives each visit to an inspector; from now on visits can be entered.

    Keeps the frame with the chance of each unit. Raises `NotAllowed`, `RoundMovedOn` (two people at once),
    `NotOnThisGround`, `NothingToVisit`, `NobodyStrangeLeft`.
    """
    by.require(Act.ROUND_PLAN, round_.ground)
    current = _move(round_, RoundState.OPEN)
    frame = places_to_visit(current)
    rule = current.sample
    unknown = strangers(frame, rule)
    lost = unknown - paused_keys(unknown)
    if lost:
        raise NotOnThisGround(len(lost))
    strata = strata_of(frame, rule)
    drawn = draw_strata(strata, rule, current.seed)
    if not drawn:
        raise NothingToVisit
    chosen = in_walking_order([place for place in frame if place.key in drawn])
    errands = _send_out(current, chosen)
    current.opened_at = clock.now()
    current.frame_size = len(frame)
    _keep_frame(current, strata)
    current.save(update_fields=["state", "opened_at", "frame_size", "frame_digest", "frame_file"])
    recount(current)
    crossing, _mains = crossing_share(errands)
    detail: dict[str, JSON] = {
        "frame": len(frame),
        "frame_digest": current.frame_digest,
        "frame_file": current.frame_file_id,
        "drawn": len(drawn),
        "visits": len(errands),
        "crossing": crossing,
    }
    write_down("round.open", current, detail, by)
    return current


def _keep_frame(current: Round, strata: Mapping[str, Sequence[str]]) -> None:
    """Keeps what was drawn from and how: a line a unit in a file, a row a stratum."""
    rule = current.sample
    current.frame_digest = frame_digest(key for members in strata.values() for key in members)
    current.frame_file = files.store(
        packed(frame_csv(strata, rule)), media_type=MEDIA_TYPE, name=f"frame-{current.pk}.csv.gz"
    )
    RoundStratum.objects.bulk_create(
        (
            RoundStratum(round=current, key=stratum.key, size=stratum.size, drawn=stratum.drawn)
            for stratum in sizes_of(strata, rule)
        ),
        batch_size=_BATCH,
    )


def _send_out(current: Round, chosen: Sequence[Place]) -> list[Errand[UUID]]:
    """Makes the visits of the places, each with inspector and day. Raises `NobodyStrangeLeft`."""
    people = list(current.inspectors.values_list("person_id", flat=True))
    grounds = {place.key: place.ground for place in chosen}
    own = on_own_ground(grounds, people)
    try:
        errands = share_out(list(grounds), people, own, current.sharing, current.seed)
    except NobodyLeft as error:
        raise NobodyStrangeLeft(error.count) from error
    days = on_days(errands, visiting_days(current))
    positions = {place.key: position for position, place in enumerate(chosen, start=1)}
    Visit.objects.bulk_create(
        (
            Visit(
                round=current,
                unit_key=errand.key,
                role=errand.role,
                position=positions[errand.key],
                planned_on=day,
                inspector_id=errand.inspector,
                **grounded(grounds[errand.key]),
            )
            for errand, day in zip(errands, days, strict=True)
        ),
        batch_size=_BATCH,
    )
    return errands


def visiting_days(round_: Round) -> list[date]:
    """The days on which the round is walked: its working days that are still to come, else all its days left."""
    first = max(round_.starts_on, clock.today())
    return working_days(first, round_.ends_on) or [first]


def working_days(first: date, last: date) -> list[date]:
    """The working days from `first` to `last`; all of them where none is a working day."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    calendar = town_calendar()
    return [day for day in days if calendar.day_kind(day).working] or days


def on_own_ground(grounds: Mapping[str, Ground], people: Sequence[UUID]) -> dict[UUID, set[str]]:
    """For each inspector the units on ground that a post gives the inspector to look after."""
    return {
        person_id: {key for key, ground in grounds.items() if any(one.contains(ground) for one in own)}
        for person_id, own in own_grounds(clock.today(), people).items()
    }


@transaction.atomic
def close_round(round_: Round, *, by: Viewer) -> Round:
    """Closes the round; what was not visited stays on the list as such. The seed is no secret any more.

    Raises `NotAllowed`, `RoundMovedOn`.
    """
    by.require(Act.ROUND_PLAN, round_.ground)
    current = _move(round_, RoundState.CLOSED)
    current.closed_at = clock.now()
    current.save(update_fields=["state", "closed_at"])
    not_visited = current.visits.planned().count()
    write_down("round.close", current, {"not_visited": not_visited, "seed": current.seed}, by)
    return current


def _move(round_: Round, to: RoundState) -> Round:
    """The round as it is now, locked, with its state moved (not saved). Raises `RoundMovedOn`."""
    current = Round.objects.select_for_update().get(pk=round_.pk)
    if to not in ROUND_MOVES[RoundState(current.state)]:
        raise RoundMovedOn
    current.state = to
    return current
