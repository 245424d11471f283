"""Writing what a visit found: findings, their photos, and the cases that they open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from tongxin.cases.actions import open_case
from tongxin.cases.models import Case
from tongxin.cases.rules import Origin, OriginKind
from tongxin.inspections.bounds import Bound, bounds
from tongxin.inspections.errors import TooManyPhotos
from tongxin.inspections.judging import Found, label
from tongxin.inspections.models import Finding, FindingPhoto, Visit
from tongxin.inspections.rules import FindingOutcome
from tongxin.inspections.sent import SentTo
from tongxin.records import clock, files
from tongxin.records.models import StoredFile
from tongxin.records.permission import Viewer
from tongxin.records.photos import Photo
from tongxin.standards.words import FINDING_UNITS


def add_findings(current: Visit, found: Iterable[Found], by: Viewer) -> list[Finding]:
    """Writes new findings of a visit, with their cases and photos."""
    return [_add(current, one, by) for one in found]


def _add(current: Visit, one: Found, by: Viewer) -> Finding:
    finding = Finding(
        visit=current,
        round=current.round,
        item_id=one.item.id,
        matter=one.matter,
        count=one.count,
        note=one.entry.note.strip(),
        fixed_on_spot=one.entry.outcome is FindingOutcome.FIXED,
    )
    if one.entry.outcome is FindingOutcome.CASE:
        finding.case = _open_case(finding, one, by)
    finding.save(force_insert=True)
    _keep_photos(finding, one, one.entry.photos)
    return finding


def change_findings(current: Visit, found: Sequence[Found], by: Viewer) -> list[Finding]:
    """Brings the findings of a corrected visit in line with what it says now; gives those that are new.

    A finding is the one that its entry names, else the next one at the same item. What is named no longer is
    withdrawn; its case stays and is dealt with as a case.
    """
    left = list(Finding.objects.standing().filter(visit=current).order_by("id"))
    pairs: dict[int, Finding] = {}
    for place, one in sorted(enumerate(found), key=lambda pair: pair[1].entry.finding_id is None):
        wanted = one.entry.finding_id
        match = next(
            (
                row
                for row in left
                if row.item_id == one.item.id and (row.pk == wanted if wanted else not _named(row, found))
            ),
            None,
        )
        if match is not None:
            left.remove(match)
            pairs[place] = match
    for finding in left:
        finding.withdrawn_at = clock.now()
        finding.save(update_fields=["withdrawn_at"])
    for place, finding in pairs.items():
        one = found[place]
        finding.count, finding.note = one.count, one.entry.note.strip() or finding.note
        finding.save(update_fields=["count", "note"])
        _keep_photos(finding, one, one.entry.photos)
    return add_findings(current, (one for place, one in enumerate(found) if place not in pairs), by)


def _named(row: Finding, found: Sequence[Found]) -> bool:
    return any(one.entry.finding_id == row.pk for one in found)


def _keep_photos(finding: Finding, one: Found, photos: Sequence[Photo]) -> None:
    """Keeps photos of a finding; the same one twice is one. Raises `TooManyPhotos` with those it has already."""
    if not photos:
        return
    name = f"{finding.visit.round.title}-{one.item.id}.jpg"
    kept = {file.pk: file for file in (_stored(photo, name) for photo in photos)}
    there = set(finding.photos.values_list("file_id", flat=True))
    most = bounds()[Bound.PHOTOS_A_FINDING]
    if len(there | kept.keys()) > most:
        raise TooManyPhotos(one.item.id, label(one.item), count=len(there | kept.keys()), most=most)
    FindingPhoto.objects.bulk_create(
        FindingPhoto(finding=finding, file=file) for key, file in kept.items() if key not in there
    )


def _stored(photo: Photo, name: str) -> StoredFile:
    return files.store(photo.content, media_type="image/jpeg", name=name)


def _open_case(finding: Finding, one: Found, by: Viewer) -> Case:
    assert one.matter is not None  # noqa: S101 - judged before
    current = finding.visit
    title = one.item.zh
    if one.count > 1:
        counted = {"what": title, "count": one.count, "unit": FINDING_UNITS.get(one.item.unit, "")}
        title = _("%(what)s: %(count)d %(unit)s") % counted
    return open_case(
        ground=current.ground,
        matter=one.matter,
        title=title,
        note=finding.note,
        origin=Origin(OriginKind.FINDING, finding.pk),
        photos=one.entry.photos,
        found_at=current.visited_at,
        by=SentTo(by, current.ground),
    )
