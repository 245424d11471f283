"""Making a case of a problem that was found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from tongxin.cases.actions.writing import keep, record
from tongxin.cases.errors import (
    AlreadyOpened,
    FoundInFuture,
    NothingToReport,
)
from tongxin.cases.models import Case, Stage
from tongxin.cases.rules import (
    OPENING,
    Origin,
    OriginKind,
    PlaceKind,
    is_never_public,
    ring_of,
)
from tongxin.records import calendar, clock
from tongxin.records.numbers import next_number
from tongxin.records.permission import Act, Viewer
from tongxin.records.photos import Photo
from tongxin.records.working_time import LimitUnit
from tongxin.standards.models import MatterType
from tongxin.territory.ground import Ground
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.models import Division, Site
from tongxin.territory.queries import grounded

TITLE_LENGTH = 80


REPORTED = Origin(OriginKind.REPORT)


@transaction.atomic
def open_case(
    *,
    ground: Ground,
    matter: MatterType,
    by: Viewer,
    title: str = "",
    note: str = "",
    origin: Origin = REPORTED,
    found_at: datetime | None = None,
    photos: Iterable[Photo] = (),
) -> Case:
    """Makes a case of a problem found on `ground`; without a title it takes the name of its kind.

    The limit of the kind runs from `found_at` (now). Raises `NotAllowed`, `FoundInFuture`, `NothingToReport`
    (the kind was retired), `AlreadyOpened` (one case for one origin), `DiskFull`.
    """
    by.require(Act.CASE_REPORT, ground)
    now = clock.now()
    found = found_at or now
    if found > now:
        raise FoundInFuture
    if matter.retired_on is not None and matter.retired_on <= clock.today():
        raise NothingToReport
    place = place_kind(ground)
    due = calendar.due_at(found, matter.limit_value, LimitUnit(matter.limit_unit))
    case = Case(
        matter=matter,
        title=(title.strip() or matter.name_zh)[:TITLE_LENGTH],
        note=note.strip(),
        ring=ring_of(place, household_matter=matter.household_related),
        never_public=is_never_public(place, household_matter=matter.household_related),
        line=matter.line,
        severity=matter.severity,
        origin_kind=origin.kind,
        origin_id=origin.id,
        found_at=found,
        found_by_id=by.person_id,
        due_at=due.at,
        due_provisional=due.provisional,
        **grounded(ground),
    )
    _number(case)
    _insert_once(case)
    keep(photos, case=case, stage=Stage.BEFORE, by=by)
    said = {"due_at": due.at}
    record(
        case, OPENING, by=by, at=now, note="", detail={"matter": matter.code, "ground": ground.key}, said=said
    )
    return case


def place_kind(ground: Ground) -> PlaceKind:
    """What a case needs to know of the place."""
    if ground.site_id is None:
        return PlaceKind.OTHER
    kind = Site.objects.values_list("kind", flat=True).get(pk=ground.site_id)
    if kind == SiteKind.HOUSEHOLD:
        return PlaceKind.HOUSEHOLD
    return PlaceKind.PUBLIC if kind in PUBLIC_KINDS else PlaceKind.OTHER


def _number(case: Case) -> None:
    village = Division.objects.get(pk=case.division_code)
    case.number = next_number(f"case:{village.code}", clock.today().year, prefix=village.brief_name)


def _insert_once(case: Case) -> None:
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        earlier = Case.objects.filter(origin_kind=case.origin_kind, origin_id=case.origin_id).first()
        if case.origin_id is None or earlier is None:
            raise
        raise AlreadyOpened(earlier.number) from error
