"""What all changes of the ground share: their day and reason, the row that keeps them, names that were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from tongxin.records import ledger
from tongxin.records.canonical import JSON
from tongxin.records.permission import Act, Viewer
from tongxin.territory.actions.placements import day_of_change
from tongxin.territory.errors import ChangedLater, GroundGone, ReasonMissing
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.lookup import Place
from tongxin.territory.models import Division, FormerName, Grid, GroundChange, Site, VillagerGroup
from tongxin.territory.queries import grounded

TOWN_DIGITS = 9


@dataclass(frozen=True)
class Change:
    """The day, the reason and the person of a change that is under way."""

    on: date
    reason: str
    by: Viewer


def begin(places: Sequence[Place], *, on: date | None, reason: str, by: Viewer) -> Change:
    """Checks and locks what a change is about: all in use, none changed after its day.

    Raises `NotAllowed`, `GroundGone`, `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    for place in places:
        by.require(Act.GROUND_MANAGE, place.ground)
    day = day_of_change(on)
    if not reason.strip():
        raise ReasonMissing
    for place in places:
        current = _locked(place)
        if current.closed_on is not None:
            raise GroundGone(str(current))
        place.refresh_from_db()
    _refuse_before_last(places, day)
    return Change(day, reason.strip(), by)


def _locked(place: Place) -> Place:
    rows = type(place)._default_manager.select_for_update()
    found: Place = rows.get(pk=place.pk)
    return found


def _refuse_before_last(places: Sequence[Place], day: date) -> None:
    """Raises `ChangedLater` where one of the places began or was changed after `day`."""
    keys = {place.ground.key: place for place in places}
    for place in places:
        opened = getattr(place, "opened_on", None)
        if opened is not None and opened > day:
            raise ChangedLater(str(place), opened)
    towns = {place.ground.division_code[:TOWN_DIGITS] for place in places}
    for town in towns:
        for row in GroundChange.objects.of_town(town).filter(on__gt=day):
            touched = next((keys[key] for key in row.keys if key in keys), None)
            if touched is not None:
                raise ChangedLater(str(touched), row.on)


def said(places: Iterable[Place]) -> list[JSON]:
    """Places as a change keeps them: keys and names of that moment."""
    return [{"key": place.ground.key, "name": str(place)} for place in places]


def keep(
    kind: GroundChange.Kind,
    change: Change,
    *,
    subject: Place,
    before: list[JSON],
    after: list[JSON],
    sites: int = 0,
    of: GroundKind | None = None,
) -> GroundChange:
    """Writes the row of a change and its line in the ledger. `of`: what was changed, where not the subject."""
    ground = subject.ground
    row = GroundChange.objects.create(
        kind=kind,
        ground_kind=(of or ground.kind).value,
        division_code=ground.division_code,
        on=change.on,
        before=before,
        after=after,
        sites=sites,
        reason=change.reason,
    )
    ledger.append(
        f"ground.{kind.value}",
        by=change.by,
        subject=subject,
        division_code=ground.division_code,
        detail={
            "change": str(row.pk),
            "on": change.on.isoformat(),
            "before": [_key(each) for each in before],
            "after": [_key(each) for each in after],
            "sites": sites,
        },
    )
    return row


def _key(place: JSON) -> JSON:
    return place["key"] if isinstance(place, dict) else place


def keep_name(ground: Ground, name: str, *, until: date) -> None:
    """Keeps what a place was called before `until`; of several names on one day the first is the former one."""
    if not FormerName.objects.of(ground).filter(until=until).exists():
        FormerName.objects.create(name=name, until=until, **grounded(ground))


def keep_doors(sites: Sequence[Site], *, until: date) -> None:
    """Keeps the door numbers that sites had before `until`; of several on one day the first is the former one."""
    kept = set(
        FormerName.objects.filter(site__in=[site.pk for site in sites], until=until).values_list(
            "site", flat=True
        )
    )
    rows = [
        FormerName(name=site.door, until=until, **grounded(site.ground))
        for site in sites
        if site.pk not in kept
    ]
    FormerName.objects.bulk_create(rows, batch_size=1000)


def next_number(village: Division, model: type[VillagerGroup | Grid]) -> int:
    """The next free number of a group or grid of the village; those of closed ones are never given again."""
    rows = model._default_manager.filter(village=village)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
