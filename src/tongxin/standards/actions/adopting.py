"""Taking a sheet into use from a day on, and out of it again. What was scored keeps its version."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tongxin.records import clock, ledger
from tongxin.records.canonical import canonical, sha256
from tongxin.records.permission import Act, Viewer
from tongxin.standards import editing
from tongxin.standards.checking import check_sheet, faults_in
from tongxin.standards.errors import (
    DayTooEarly,
    DraftHasFaults,
    DraftMoved,
    NothingChanged,
    NotInUse,
    ReasonMissing,
    RetiredAlready,
)
from tongxin.standards.limits import limits
from tongxin.standards.models import Completeness, ScoreSheet, SheetAdoption, SheetDraft, SheetVersion
from tongxin.standards.models.adoptions import ALWAYS
from tongxin.standards.rules import optional
from tongxin.standards.towns import TownGround


@transaction.atomic
def adopt_draft(draft: SheetDraft, *, since: date, reason: str, revision: int, by: Viewer) -> SheetAdoption:
    """Makes a version of the draft that the town uses from the day `since` on; the version before it ends that day.

    Rounds that were planned before keep their version. The draft is gone afterwards. Raises `NotAllowed`,
    `DraftMoved`, `ReasonMissing`, `DraftHasFaults`, `NothingChanged`, `DayTooEarly`.
    """
    by.require(Act.SHEET_AMEND, TownGround(draft.division_code))
    current = SheetDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None or current.revision != revision:
        raise DraftMoved
    if not reason.strip():
        raise ReasonMissing
    if faults := faults_in(check_sheet(current.content, limits().free_words)):
        raise DraftHasFaults(len(faults))
    if current.sheet is not None:
        ScoreSheet.objects.select_for_update().get(pk=current.sheet_id)
    _end_former(current, since, reason.strip(), by)
    version = _version(current)
    adoption = SheetAdoption.objects.create(
        version=version,
        division_code=current.division_code,
        since=since,
        adopted_by=by.person_id,
        reason=reason.strip(),
    )
    ledger.append(
        "sheet.adopt",
        by=by,
        subject=version,
        division_code=current.division_code,
        detail={
            "sheet": version.sheet_id,
            "version": version.version,
            "since": since.isoformat(),
            "digest": version.digest,
        },
    )
    current.delete()
    return adoption


def _end_former(draft: SheetDraft, since: date, reason: str, by: Viewer) -> None:
    """Ends the version of the sheet that the town uses so far, on the day on which the next one begins."""
    earliest = clock.today()
    used = SheetAdoption.objects.of_town(draft.division_code).filter(version__sheet=draft.sheet_id)
    latest = used.select_for_update().order_by("-since").first() if draft.sheet_id else None
    if latest is not None:
        next_day = date.fromordinal(latest.since.toordinal() + 1)
        earliest = max(earliest, latest.until or next_day)
    if since < earliest:
        raise DayTooEarly(earliest)
    if latest is not None and latest.until is None:
        _end(latest, since, reason, by)


def _version(draft: SheetDraft) -> SheetVersion:
    """The draft as the next version of its sheet; a new sheet gets a name of its own."""
    sheet = draft.sheet or ScoreSheet.objects.create(
        sheet_id=_sheet_id(draft), division_code=draft.division_code
    )
    number = str(sheet.versions.count() + 1)
    content = editing.as_version(
        draft.content, sheet_id=sheet.sheet_id, version=number, year=clock.today().year
    )
    before = sheet.versions.order_by("-pk").first()
    if before is not None and _says(before.content) == _says(content):
        raise NothingChanged
    return SheetVersion.objects.create(
        sheet=sheet,
        version=number,
        content=content,
        digest=sha256(canonical(content)),
        title_zh=content["title"]["zh"],
        title_en=content["title"]["en"],
        object_kind=content["object_kind"],
        total=optional(content["total"]),
        completeness=Completeness.COMPLETE,
    )


def _says(content: dict[str, object]) -> dict[str, object]:
    """What a version says, apart from its number and from what it was made of."""
    return {
        name: value for name, value in content.items() if name not in ("version", "source", "totals_check")
    }


def _sheet_id(draft: SheetDraft) -> str:
    """A name for a town's own sheet that no other has: the town, and the chance part of the draft's id."""
    return f"town_{draft.division_code[:9]}_{draft.pk.hex[-8:]}"


@transaction.atomic
def retire_version(
    version: SheetVersion, *, town: str, until: date, reason: str, by: Viewer
) -> SheetAdoption:
    """The town no longer uses the version from the day `until` on. Rounds planned before keep it.

    Raises `NotAllowed`, `ReasonMissing`, `DayTooEarly`, `RetiredAlready`, `NotInUse`.
    """
    by.require(Act.SHEET_AMEND, TownGround(town))
    if not reason.strip():
        raise ReasonMissing
    adoption = SheetAdoption.objects.of_town(town).select_for_update().filter(version=version).first()
    if adoption is None:
        if version.sheet.is_own or not version.is_complete:
            raise NotInUse
        adoption = SheetAdoption(version=version, division_code=town, since=ALWAYS)
    elif adoption.until is not None:
        raise RetiredAlready
    earliest = max(clock.today(), date.fromordinal(adoption.since.toordinal() + 1))
    if until < earliest:
        raise DayTooEarly(earliest)
    _end(adoption, until, reason.strip(), by)
    return adoption


def _end(adoption: SheetAdoption, until: date, reason: str, by: Viewer) -> None:
    """Says the first day on which the version is no longer used, by whom and why."""
    adoption.until = until
    adoption.ended_by = by.person_id
    adoption.end_reason = reason
    adoption.ended_at = clock.now()
    adoption.save()
    ledger.append(
        "sheet.retire",
        by=by,
        subject=adoption.version,
        division_code=adoption.division_code,
        detail={
            "sheet": adoption.version.sheet_id,
            "version": adoption.version.version,
            "until": until.isoformat(),
        },
    )
