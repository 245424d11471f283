"""From tables to the plain rows that the rules of signals read: eight queries, whatever the visits."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongxin.inspections.models import FindingPhoto, PeerLook, Round, Visit, VisitVersion
from tongxin.inspections.models.signals import PhotoLikeness
from tongxin.inspections.rules import VisitState
from tongxin.inspections.signals.rules import PhotoRow, VisitRow
from tongxin.inspections.signals.thresholds import thresholds
from tongxin.records import clock
from tongxin.territory.ground import Ground, GroundKind, code_range

_TOWN_DIGITS = 9

Photos = dict[UUID, list[PhotoRow]]


def rows_of(round_: Round) -> list[VisitRow]:
    """The visits of a round that were made, and earlier ones of the town whose photos are compared with theirs."""
    visits = list(Visit.objects.filter(round=round_).exclude(state=VisitState.PLANNED).select_related("site"))
    photos = _photos(Q(finding__visit__round=round_))
    versions = _versions(round_)
    looks = _looks(round_)
    own = [_row(visit, photos, versions, looks) for visit in visits]
    return own + (_earlier(round_) if photos else [])


def _row(
    visit: Visit, photos: Photos, versions: dict[UUID, list[VisitVersion]], looks: dict[UUID, list[datetime]]
) -> VisitRow:
    assert visit.visited_at is not None and visit.entered_at is not None  # noqa: S101, PT018 - a constraint
    maker = visit.made_by_id or visit.inspector_id
    before = versions.get(visit.pk, [])
    entered = [each.entered_at for each in before if each.entered_at is not None]
    site = visit.site
    placed = site is not None and site.latitude is not None and site.longitude is not None
    return VisitRow(
        id=visit.pk,
        maker=maker,
        visited_at=visit.visited_at,
        entered_at=min([visit.entered_at, *entered]),
        from_paper=visit.from_paper,
        position=(site.latitude, site.longitude) if placed and site else None,  # type: ignore[arg-type]
        answers=visit.answers,
        photos=tuple(photos.get(visit.pk, ())),
        edits=tuple(_edits(visit, before, maker)),
        looks=tuple(looks.get(maker, ())) if maker else (),
    )


def _edits(visit: Visit, before: list[VisitVersion], maker: UUID | None) -> list[datetime]:
    """When the maker changed the score of a visit that had one."""
    scores = [each.score for each in before] + [visit.score]
    return [
        each.replaced_at
        for each, following in zip(before, scores[1:], strict=True)
        if each.replaced_by_id == maker and each.score is not None and each.score != following
    ]


def _versions(round_: Round) -> dict[UUID, list[VisitVersion]]:
    kept: defaultdict[UUID, list[VisitVersion]] = defaultdict(list)
    for version in VisitVersion.objects.filter(visit__round=round_).order_by("visit", "version"):
        kept[version.visit_id].append(version)
    return kept


def _looks(round_: Round) -> dict[UUID, list[datetime]]:
    kept: defaultdict[UUID, list[datetime]] = defaultdict(list)
    for person, at in PeerLook.objects.filter(round=round_).values_list("person_id", "at"):
        kept[person].append(at)
    return kept


def _photos(which: Q) -> Photos:
    """The photos of visits: digest and likeness."""
    kept: Photos = defaultdict(list)
    shown = FindingPhoto.objects.filter(which, finding__withdrawn_at__isnull=True).order_by("finding", "id")
    pairs = list(shown.values_list("finding__visit_id", "file_id"))
    known = dict(
        PhotoLikeness.objects.filter(file__in=FindingPhoto.objects.filter(which).values("file")).values_list(
            "file_id", "bits"
        )
    )
    for visit, digest in pairs:
        bits = known.get(digest, "")
        kept[visit].append(PhotoRow(digest, int(bits, 16) if bits else None))
    return kept


def _earlier(round_: Round) -> list[VisitRow]:
    """Visits of other rounds of the town with photos, as far back as the thresholds say; only for those."""
    town = round_.division_code[:_TOWN_DIGITS].ljust(12, "0")
    first, after = code_range(Ground(GroundKind.DIVISION, town).division_code)
    since = clock.now() - timedelta(days=thresholds().look_back)
    which = Q(
        finding__visit__division_code__gte=first,
        finding__visit__division_code__lt=after,
        finding__visit__visited_at__gte=since,
    ) & ~Q(finding__visit__round=round_)
    photos = _photos(which)
    moments: dict[UUID, Any] = dict(
        Visit.objects.filter(pk__in=FindingPhoto.objects.filter(which).values("finding__visit")).values_list(
            "pk", "visited_at"
        )
    )
    return [
        VisitRow(
            id=visit,
            maker=None,
            visited_at=moments[visit],
            entered_at=moments[visit],
            photos=tuple(found),
            is_other=True,
        )
        for visit, found in photos.items()
    ]
