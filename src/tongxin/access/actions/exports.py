"""Exports of personal data: asked for, agreed to by another person, made once, downloaded, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.access.errors import (
    ExportDecided,
    NoFile,
    NothingToExport,
    OwnExport,
    PurposeMissing,
    ReasonMissing,
    UnfitExport,
)
from tongxin.access.export_columns import CHOICE, parts_of
from tongxin.access.export_file import content_of, households_of, media_type_of, name_of
from tongxin.access.export_rules import ExportState, is_covered, needs_second
from tongxin.access.models import Export, ExportDownload, ExportedHousehold
from tongxin.access.models.exports import REASON_LENGTH
from tongxin.access.purposes import (
    Part,
    approval_kept,
    export_alone,
    export_window,
    file_kept,
    purposes,
)
from tongxin.people.models import Person, RegisterEntry
from tongxin.records import clock, files, jobs, ledger
from tongxin.records.canonical import JSON
from tongxin.records.models import StoredFile
from tongxin.records.permission import SYSTEM, Act, NotAllowed, Viewer
from tongxin.records.personal import refuse_personal
from tongxin.records.subjects import drop_files
from tongxin.territory.ground import Ground
from tongxin.territory.queries import grounded

JOB = "access.make_export"
BATCH = 1_000

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Progress of what is made at once."""


@transaction.atomic
def request_export(
    ground: Ground,
    *,
    columns: Sequence[str],
    purpose: str,
    reason: str,
    by: Viewer,
    file_format: str = Export.Format.XLSX,
    with_identity: bool = False,
) -> Export:
    """Asks for the households of a ground. A small export is made at once, another waits for a second person.

    What one person exported alone within the last 24 hours counts together, so that many small exports are no
    way round. Raises `PurposeMissing`, `ReasonMissing`, `UnfitExport`, `NothingToExport`, `NotAllowed`,
    `PersonalDataInText`.
    """
    by.require(Act.REGISTER_EXPORT, ground)
    if by.person_id is None:
        raise NotAllowed(Act.REGISTER_EXPORT)
    keys = _fitting(columns, purpose, with_identity)
    refuse_personal(reason)
    if not reason.strip():
        raise ReasonMissing
    Person.objects.select_for_update().get(pk=by.person_id)  # one at a time, or two would both be the first
    count = households_of(ground).count()
    if not count:
        raise NothingToExport
    is_large = _needs_second(by, count, with_identity=with_identity)
    export = Export.objects.create(
        requested_by_id=by.person_id,
        purpose=purpose,
        reason=reason.strip(),
        columns=keys,
        file_format=file_format,
        with_identity=with_identity,
        needs_second=is_large,
        asked_count=count,
        state=ExportState.WAITING if is_large else ExportState.MAKING,
        decide_until=clock.now() + approval_kept() if is_large else None,
        **grounded(ground),
    )
    _note("export.ask", export, by, {"purpose": purpose, "households": count, "columns": list(keys)})
    return export if is_large else make_export(export, by=by)


@transaction.atomic
def approve_export(export: Export, *, by: Viewer) -> Export:
    """Agrees to an export of another person; the worker then makes the file.

    Raises `OwnExport`, `ExportDecided`, `NotAllowed`.
    """
    current = _decided(export, by)
    current.state = ExportState.MAKING
    current.job_id = jobs.enqueue(JOB, {"export": str(current.pk)}, unique_key=f"{JOB}:{current.pk}").pk
    current.save()
    _note("export.approve", current, by, {"households": current.asked_count})
    return current


@transaction.atomic
def refuse_export(export: Export, *, reason: str, by: Viewer) -> Export:
    """Refuses an export of another person. Raises `ReasonMissing`, `OwnExport`, `ExportDecided`, `NotAllowed`."""
    if not reason.strip():
        raise ReasonMissing
    refuse_personal(reason)
    current = _decided(export, by)
    current.state, current.decision_note = ExportState.REFUSED, reason.strip()
    current.save()
    _note("export.refuse", current, by)
    return current


def make_export(export: Export, *, by: Viewer, progress: Progress = _silent) -> Export:
    """Makes the file, once; a second call changes nothing. `by`: who asked, as of today.

    What counts is the number of households now: where it has outgrown what may be done alone, or what was
    agreed to, the export waits for a second person (again). Raises `NotAllowed`.
    """
    by.require(Act.REGISTER_EXPORT, export.ground)
    entries = list(households_of(export.ground))
    with transaction.atomic():
        current = _locked(export)
        if current.state != ExportState.MAKING:
            return current
        if not _is_allowed(current, len(entries), by):
            return _wait_again(current, len(entries))
    content = content_of(current, entries, by=by, progress=progress)
    with transaction.atomic():
        current = _locked(export)
        if current.state != ExportState.MAKING:
            return current
        stored = files.store(content, media_type=media_type_of(current), name=name_of(current))
        return _made(current, stored, entries, by)


@transaction.atomic
def abandon_export(export: Export, *, why: str) -> Export:
    """Ends an export that the worker cannot make: who asked may not any more, or the file would be too large."""
    current = _locked(export)
    if current.state == ExportState.MAKING:
        current.state, current.decision_note = ExportState.REFUSED, why[:REASON_LENGTH]
        current.save(update_fields=["state", "decision_note"])
        _note("export.abandon", current, SYSTEM)
    return current


@transaction.atomic
def download_export(export: Export, *, by: Viewer) -> bytes:
    """The file, for the one who asked for it and may still ask; each download is recorded.

    Raises `NoFile`, `NotAllowed`.
    """
    by.require(Act.REGISTER_EXPORT, export.ground)
    current = _locked(export)
    if by.person_id is None or current.requested_by_id != by.person_id:
        raise NotAllowed(Act.REGISTER_EXPORT)
    is_kept = current.file_until is not None and clock.now() < current.file_until
    if current.state != ExportState.READY or current.file is None or not is_kept:
        raise NoFile
    with current.file.open() as stream:
        content: bytes = stream.read()
    ExportDownload.objects.create(export=current, person_id=by.person_id)
    _note("export.download", current, by, {"households": current.rows})
    return content


def lapse_exports() -> int:
    """Ends the exports on which nobody decided in time; gives how many."""
    count = 0
    for export in Export.objects.lapsed(clock.now()):
        with transaction.atomic():
            current = _locked(export)
            if current.state != ExportState.WAITING:
                continue
            current.state = ExportState.LAPSED
            current.save(update_fields=["state"])
            _note("export.lapse", current, SYSTEM)
            count += 1
    return count


def delete_files() -> int:
    """Deletes the files whose time is over; gives how many. The records of the exports stay."""
    return sum(delete_file(export) for export in Export.objects.outlived(clock.now()))


@transaction.atomic
def delete_file(export: Export) -> int:
    """Deletes the file of an export, content and all; gives 1, or 0 where it is gone already."""
    current = _locked(export)
    if current.state != ExportState.READY:
        return 0
    digest = current.file_id
    current.state, current.file = ExportState.DELETED, None
    current.save(update_fields=["state", "file"])
    if digest:
        drop_files({digest})
    _note("export.delete", current, SYSTEM)
    return 1


def _fitting(columns: Sequence[str], purpose: str, with_identity: bool) -> list[str]:
    """The chosen columns in their order. Raises `PurposeMissing`, `UnfitExport`."""
    known = purposes().get(purpose)
    if known is None or not known.exports:
        raise PurposeMissing
    keys = [key for key in CHOICE if key in columns]
    asked = parts_of(keys)
    if not keys or len(keys) != len(set(columns)):
        raise UnfitExport(_("Choose at least one column of the list."))
    if not asked <= known.exports:
        raise UnfitExport(_("This purpose does not need all of these columns. Take some out."))
    if (Part.IDENTITY in asked) != with_identity:
        raise UnfitExport(_("ID numbers are exported only with their own tick."))
    return keys


def _needs_second(by: Viewer, count: int, *, with_identity: bool) -> bool:
    assert by.person_id is not None  # noqa: S101 - asked by the callers
    earlier = Export.objects.households_alone_since(by.person_id, clock.now() - export_window())
    return needs_second(count, earlier=earlier, with_identity=with_identity, alone=export_alone())


def _is_allowed(export: Export, count: int, by: Viewer) -> bool:
    if export.needs_second:
        return is_covered(count, agreed=export.asked_count)
    return not _needs_second(by, count, with_identity=export.with_identity)


def _wait_again(export: Export, count: int) -> Export:
    """The number outgrew what was allowed: back to a second person, with the number of today."""
    export.state, export.needs_second, export.asked_count = ExportState.WAITING, True, count
    export.decided_by, export.decided_at = None, None
    export.decide_until = clock.now() + approval_kept()
    export.save()
    _note("export.outgrown", export, SYSTEM, {"households": count})
    return export


def _made(export: Export, stored: StoredFile, entries: Sequence[RegisterEntry], by: Viewer) -> Export:
    moment = clock.now()
    export.state, export.file, export.rows = ExportState.READY, stored, len(entries)
    export.made_at, export.file_until = moment, moment + file_kept()
    export.save()
    ExportedHousehold.objects.bulk_create(
        (ExportedHousehold(export=export, site_id=entry.site_id) for entry in entries), batch_size=BATCH
    )
    _note("export.make", export, by, {"households": len(entries), "file": stored.digest})
    return export


def _decided(export: Export, by: Viewer) -> Export:
    """The export under lock with the decision's who and when. Raises as `approve_export`."""
    by.require(Act.EXPORT_APPROVE, export.ground)
    if by.person_id is None:
        raise NotAllowed(Act.EXPORT_APPROVE)
    current = _locked(export)
    if current.requested_by_id == by.person_id:
        raise OwnExport
    if current.state != ExportState.WAITING or _is_over(current.decide_until):
        raise ExportDecided
    current.decided_by_id, current.decided_at = by.person_id, clock.now()
    return current


def _is_over(end: datetime | None) -> bool:
    return end is not None and end <= clock.now()


def _locked(export: Export) -> Export:
    return Export.objects.select_for_update().get(pk=export.pk)


def _note(verb: str, export: Export, by: Viewer, detail: dict[str, JSON] | None = None) -> None:
    ledger.append(verb, by=by, subject=export, division_code=export.division_code, detail=detail or {})
