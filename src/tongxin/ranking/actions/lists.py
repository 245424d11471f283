"""Lists: drawn by a rule, approved by a second person, in force, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from tongxin.ranking import publishing
from tongxin.ranking.errors import (
    AlreadyListed,
    EveryoneEnters,
    HeldBack,
    NobodyEnters,
    RuleLacks,
    SecondPersonNeeded,
    StepNotAllowed,
    TooLong,
)
from tongxin.ranking.holding import held_units
from tongxin.ranking.models import Listing, RankedList, ScoredUnit, Table
from tongxin.ranking.rule_json import to_json
from tongxin.ranking.rules import (
    Colour,
    ListAct,
    ListState,
    RankRule,
    RuleDoesNotFit,
    colour_of,
    days_at_most,
    next_state,
    select,
)
from tongxin.ranking.words import STATE_WORDS, statement
from tongxin.records import clock, jobs, ledger
from tongxin.records.permission import SYSTEM, Act, NotAllowed, Viewer

EXPIRE = "ranking.expire"


@transaction.atomic
def draw_list(table: Table, *, rule: RankRule, by: Viewer) -> RankedList:
    """Drafts the list that `rule` draws from the main kind of `table`; units held back now do not enter a red one.

    Raises `RuleLacks`, `NobodyEnters`, `EveryoneEnters`; `AlreadyListed` where a list of this colour lives.
    """
    by.require(Act.LIST_DRAFT, table.ground)
    units = list(table.units.filter(kind=table.kind).order_by("position"))
    try:
        chosen = select(
            rule, [unit.to_rank() for unit in units], taken=taken_by_other(table, colour_of(rule))
        )
    except RuleDoesNotFit as error:
        raise RuleLacks(error.lacking) from error
    if not chosen:
        raise NobodyEnters
    if len(chosen) == sum(unit.rank is not None for unit in units):
        raise EveryoneEnters
    keys = {unit.key for unit in chosen} - set(held_units(units, colour_of(rule)))
    if not keys:
        raise NobodyEnters
    return write_list(table, rule=rule, units=[unit for unit in units if str(unit.pk) in keys], by=by)


def taken_by_other(table: Table, colour: Colour) -> frozenset[str]:
    """Keys of the units on the table's living list of the other colour: they do not enter this one."""
    listed = Listing.objects.filter(ranked_list__in=table.lists.living().exclude(colour=colour))
    return frozenset(str(key) for key in listed.values_list("unit_id", flat=True))


def write_list(table: Table, *, rule: RankRule, units: Sequence[ScoredUnit], by: Viewer) -> RankedList:
    """Writes a drafted list with its entries, in the caller's transaction. Raises `AlreadyListed`."""
    with translation.override(settings.LANGUAGE_CODE):  # the record keeps the town's own language
        words = statement(rule, min_n=table.min_n)
    try:
        with transaction.atomic():
            drawn = RankedList.objects.create(
                table=table,
                division_code=table.division_code,
                colour=colour_of(rule),
                rule=to_json(rule),
                statement=words,
                drawn_by_id=acting_person(by),
            )
    except IntegrityError as error:
        raise AlreadyListed from error
    Listing.objects.bulk_create(
        Listing(
            ranked_list=drawn,
            unit=unit,
            position=position,
            rank=unit.rank,
            score100=unit.score100,
            reason=unit.reason,
            ground_kind=unit.ground_kind,
            division_code=unit.division_code,
            group_id=unit.group_id,
            grid_id=unit.grid_id,
        )
        for position, unit in enumerate(units, start=1)
    )
    _tell(drawn, "list.draw", by, colour=drawn.colour, rule=drawn.rule, entries=len(units))
    return drawn


def acting_person(by: Viewer) -> UUID:
    """The person who acts: tables and lists are drawn by persons, never by the machine. Raises `NotAllowed`."""
    if by.person_id is None:
        raise NotAllowed(Act.LIST_DRAFT)
    return by.person_id


@transaction.atomic
def approve_list(ranked_list: RankedList, *, by: Viewer) -> RankedList:
    """Approves a draft. Raises `SecondPersonNeeded` for whoever drew it, `StepNotAllowed`."""
    by.require(Act.LIST_APPROVE, ranked_list.ground)
    current = _advanced(ranked_list, ListAct.APPROVE)
    if by.person_id == current.drawn_by_id:
        raise SecondPersonNeeded
    current.approved_by_id = acting_person(by)
    current.approved_at = clock.now()
    current.save()
    _tell(current, "list.approve", by)
    return current


@transaction.atomic
def publish_list(ranked_list: RankedList, *, days: int, by: Viewer) -> RankedList:
    """Puts an approved list in force for `days` days: the red one in public, the other as private notices.

    Raises `TooLong`, `StepNotAllowed`; `KindStaysPrivate` or `UnknownPlaces` where a red entry may not be named;
    `HeldBack` where a serious case at a red entry was opened since it was drafted.
    """
    by.require(Act.LIST_PUBLISH, ranked_list.ground)
    current = _advanced(ranked_list, ListAct.PUBLISH)
    most = days_at_most(Colour(current.colour))
    if not 1 <= days <= most:
        raise TooLong(most)
    current.published_by_id = acting_person(by)
    current.published_at = clock.now()
    current.days = days
    current.expires_at = current.published_at + timedelta(days=days)
    current.save()
    if current.is_red:
        _refuse_held(current)
        publishing.show(current, by=by)
    jobs.enqueue(
        EXPIRE, {"list": str(current.pk)}, run_at=current.expires_at, unique_key=f"{EXPIRE}:{current.pk}"
    )
    _tell(current, "list.publish", by, days=days)
    return current


@transaction.atomic
def withdraw_list(ranked_list: RankedList, *, reason: str, by: Viewer) -> RankedList:
    """Takes a living list back, from the public page too. Raises `StepNotAllowed`."""
    by.require(Act.LIST_PUBLISH, ranked_list.ground)
    current = _advanced(ranked_list, ListAct.WITHDRAW)
    current.ended_at = clock.now()
    current.end_reason = reason
    current.save()
    publishing.hide(current, by=by)
    _tell(current, "list.withdraw", by)
    return current


@transaction.atomic
def expire_list(list_id: UUID) -> bool:
    """Ends a list whose time is up; False where there is nothing to end (any more). Called by the worker."""
    current = RankedList.objects.select_for_update().filter(pk=list_id).first()
    if current is None or next_state(ListState(current.state), ListAct.EXPIRE) is None:
        return False
    if current.expires_at is None or current.expires_at > clock.now():
        return False
    current.state = ListState.EXPIRED
    current.ended_at = current.expires_at
    current.save()
    publishing.hide(current, by=SYSTEM)
    _tell(current, "list.expire", SYSTEM)
    return True


@transaction.atomic
def end_listing(listing: Listing, *, reason: str, by: Viewer) -> Listing:
    """Takes one entry off a list in force: it was put right, or the entry was wrong. Raises `StepNotAllowed`."""
    by.require(Act.LIST_PUBLISH, listing.ranked_list.ground)
    ranked_list = RankedList.objects.select_for_update().get(pk=listing.ranked_list_id)
    current = Listing.objects.select_for_update().get(pk=listing.pk)
    if ranked_list.state != ListState.PUBLISHED or current.ended_at is not None:
        raise StepNotAllowed(STATE_WORDS[ranked_list.state])
    current.ended_at = clock.now()
    current.end_reason = reason
    current.save()
    if ranked_list.is_red:
        publishing.show(ranked_list, by=by)
    ledger.append("listing.end", by=by, subject=current, division_code=current.division_code)
    return current


def _refuse_held(ranked_list: RankedList) -> None:
    units = {str(row.unit_id): row.unit for row in ranked_list.listings.select_related("unit")}
    held = held_units(units.values(), Colour(ranked_list.colour))
    if held:
        raise HeldBack({units[key].full_name: cases for key, cases in held.items()})


def _advanced(ranked_list: RankedList, act: ListAct) -> RankedList:
    """The list as it stands now, moved on by `act` and not yet saved. Raises `StepNotAllowed`."""
    current = RankedList.objects.select_for_update().get(pk=ranked_list.pk)
    state = next_state(ListState(current.state), act)
    if state is None:
        raise StepNotAllowed(STATE_WORDS[current.state])
    current.state = state
    return current


def _tell(ranked_list: RankedList, verb: str, by: Viewer, **detail: object) -> None:
    ledger.append(
        verb,
        by=by,
        subject=ranked_list,
        division_code=ranked_list.division_code,
        detail=detail,  # type: ignore[arg-type]
    )
