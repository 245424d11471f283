"""The steps of an import: upload, columns, look, confirmation, writing, undoing. The file is kept between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction

from tongxin.people.actions.register import applying, forgetting, undoing
from tongxin.people.errors import RegisterDone, RegisterMoved
from tongxin.people.import_errors import ColumnsFaulty
from tongxin.people.models import ImportFault, LearntHeading, Person, RegisterImport
from tongxin.people.register_columns import (
    SAMPLE_ROWS,
    Plan,
    SheetPlan,
    plain_heading,
    plan_faults,
)
from tongxin.people.register_import import Preview, Task, look_at, plan_for, plan_is_ready, town_code
from tongxin.people.register_layouts import layout
from tongxin.people.register_rules import ImportKind, Key
from tongxin.people.register_view import kept_faults, kept_preview
from tongxin.people.register_words import column_faults_text
from tongxin.people.workbook import read_sheets
from tongxin.records import clock, files, jobs, ledger
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, NotAllowed, Viewer
from tongxin.territory.models import Division

BACKGROUND_OVER = 500  # rows; larger files are read and written by the worker, so that no page waits for it
FILE_KEPT = timedelta(days=7)  # the upload holds personal data and has then done its duty
JOB, LOOK_JOB, UNDO_JOB = "people.apply_register", "people.look_at_import", "people.undo_import"
BATCH = 2000
STEPS = 4  # of writing: read, compared, written, done

Progress = Callable[[int, int], None]
State = RegisterImport.State
OPEN_STATES = (State.COLUMNS, State.PREVIEW, State.REFUSED)


@dataclass(frozen=True)
class SheetChoice:
    """What was chosen for a sheet: whether it is read, what each column (by place) is, its group."""

    is_taken: bool
    columns: Mapping[int, Key | None]
    group: str = ""


def task_of(run: RegisterImport, by: Viewer) -> Task:
    """In whose name and about what the file of an import is looked at."""
    return Task(by, ImportKind(run.kind), run.village)


def plan_of(run: RegisterImport) -> Plan:
    """The kept plan of an import."""
    return tuple(SheetPlan.of_json(each) for each in run.plan)


def start_import(
    content: bytes,
    *,
    name: str,
    by: Viewer,
    village: Division | None = None,
    kind: ImportKind = ImportKind.HOUSEHOLDS,
) -> RegisterImport:
    """Keeps an upload for the steps that follow; where its columns are sure it is looked at right away.

    Raises `NoSpreadsheet`, `SpreadsheetTooLarge`, `DiskFull`.
    """
    by.require(Act.REGISTER_IMPORT, village.ground if village else None)
    if by.person_id is None:
        raise NotAllowed(Act.REGISTER_IMPORT)
    task = Task(by, kind, village)
    plan = plan_for(read_sheets(content, most_rows=SAMPLE_ROWS), task)
    with transaction.atomic():
        stored = files.store(content, media_type="application/octet-stream", name=name)
        widest = next(iter(by.grounds(Act.REGISTER_IMPORT)))
        run = RegisterImport.objects.create(
            kind=kind.value,
            file=stored,
            file_name=stored.name,
            village=village,
            division_code=village.code if village else widest.division_code,
            person=Person.objects.get(pk=by.person_id),
            rows=_rows(plan),
            plan=[sheet.as_json() for sheet in plan],
        )
    return _look(run, by=by) if plan_is_ready(plan, task) else run


def _rows(plan: Iterable[SheetPlan]) -> int:
    return sum(max(sheet.height - sheet.start, 0) for sheet in plan if sheet.is_taken)


def choose_columns(run: RegisterImport, choices: Sequence[SheetChoice], *, by: Viewer) -> RegisterImport:
    """Takes what was chosen for each sheet, learns it for the next upload, and looks at the file.

    Raises `ColumnsFaulty` where a needed column is missing or one stands twice, `RegisterDone`, `RegisterMoved`.
    """
    by.require(Act.REGISTER_IMPORT, run.village.ground if run.village else None)
    plan = plan_of(run)
    if run.file is None or len(choices) != len(plan):
        raise RegisterMoved()
    if run.state not in OPEN_STATES:
        raise RegisterDone()
    chosen = tuple(_chosen(sheet, choice) for sheet, choice in zip(plan, choices, strict=True))
    form = layout(ImportKind(run.kind))
    if faults := plan_faults(chosen, form, village_given=run.village is not None):
        raise ColumnsFaulty(column_faults_text(faults))
    with transaction.atomic():
        _learn(run, plan, chosen)
        run.plan, run.rows = [sheet.as_json() for sheet in chosen], _rows(chosen)
        run.state, run.fault = State.COLUMNS, ""
        run.save(update_fields=["plan", "rows", "state", "fault"])
    return _look(run, by=by)


def _chosen(sheet: SheetPlan, choice: SheetChoice) -> SheetPlan:
    columns = tuple(
        replace(column, key=choice.columns.get(column.place, column.key), is_sure=True)
        for column in sheet.columns
    )
    has_group = any(column.key is Key.GROUP for column in columns)
    group = "" if has_group else " ".join(choice.group.split())[:40]
    return replace(sheet, columns=columns, is_taken=choice.is_taken, group=group)


def _learn(run: RegisterImport, before: Plan, chosen: Plan) -> None:
    """Headings whose meaning was asked, or chosen otherwise than suggested, are known from now on."""
    town = town_code(run.division_code)
    for old, new in zip(before, chosen, strict=True):
        for was, column in zip(old.columns, new.columns, strict=True):
            heading = plain_heading(column.heading)[:120]
            if new.is_taken and heading and (not was.is_sure or was.key != column.key):
                LearntHeading.objects.update_or_create(
                    division_code=town,
                    kind=run.kind,
                    heading=heading,
                    defaults={"key": (column.key or ""), "used_at": clock.now()},
                )


def look_again(run: RegisterImport, *, by: Viewer) -> RegisterImport:
    """Puts the kept file beside what is there now."""
    by.require(Act.REGISTER_IMPORT, run.village.ground if run.village else None)
    if run.file is None:
        raise RegisterMoved()
    if run.state not in OPEN_STATES:
        raise RegisterDone()
    return _look(run, by=by)


def _look(run: RegisterImport, *, by: Viewer) -> RegisterImport:
    """At once, or by the worker where the file is large."""
    if run.rows <= BACKGROUND_OVER:
        return _keep_preview(run, _read(run, by))
    with transaction.atomic():
        run.state = State.LOOKING
        run.job_id = jobs.enqueue(LOOK_JOB, {"import": str(run.pk)}, unique_key=f"{LOOK_JOB}:{run.pk}").pk
        run.save(update_fields=["state", "job_id"])
    return run


def run_look(run: RegisterImport, *, by: Viewer, progress: Progress) -> RegisterImport:
    """Looks at a large file, for the worker; what makes it unreadable is told on the import's page."""
    if run.state != State.LOOKING:
        return run
    progress(1, 3)
    try:
        preview = _read(run, by)
    except RuleBroken as error:
        run.state, run.fault = State.REFUSED, str(error)[:500]
        run.save(update_fields=["state", "fault"])
        return run
    progress(2, 3)
    _keep_preview(run, preview)
    progress(3, 3)
    return run


def _read(run: RegisterImport, by: Viewer) -> Preview:
    """The kept file beside what is there. Raises `RegisterMoved` where it is no longer kept."""
    if run.file is None:
        raise RegisterMoved()
    with run.file.open() as stream:
        return look_at(stream.read(), task_of(run, by), plan=plan_of(run))


@transaction.atomic
def _keep_preview(run: RegisterImport, preview: Preview, *, state: State = State.PREVIEW) -> RegisterImport:
    ImportFault.objects.filter(run=run).delete()
    rows = kept_faults(preview)
    while batch := [ImportFault(run=run, **each) for each in islice(rows, BATCH)]:
        ImportFault.objects.bulk_create(batch)
    run.shown, run.rows, run.state = kept_preview(preview), preview.rows, state
    if state is not State.REFUSED:
        run.fault = ""
    run.save(update_fields=["shown", "rows", "state", "fault"])
    return run


def confirm_import(run: RegisterImport, *, seen: str, gone: Collection[UUID], by: Viewer) -> RegisterImport:
    """What the user saw (`seen`) is to be done; `gone`: households or places ticked as gone.

    A large import goes to the worker; a small one is done at once. Raises `RegisterDone` where it is under
    way already, `RegisterMoved` and `RegisterFaulty` (small ones at once, large ones are told on the page).
    """
    by.require(Act.REGISTER_IMPORT, run.village.ground if run.village else None)
    with transaction.atomic():
        current = RegisterImport.objects.select_for_update().get(pk=run.pk)
        if current.state not in (State.PREVIEW, State.REFUSED):
            raise RegisterDone()
        if not seen:
            raise RegisterMoved()
        current.state, current.fault = State.WAITING, ""
        current.seen, current.gone = seen, sorted(str(identity) for identity in gone)
        if current.rows > BACKGROUND_OVER:
            key = f"{JOB}:{current.pk}"
            current.job_id = jobs.enqueue(JOB, {"import": str(current.pk)}, unique_key=key).pk
            current.save()
            return current
        return _write(current, _read(current, by), by=by)


def run_import(run: RegisterImport, *, by: Viewer, progress: Progress) -> RegisterImport:
    """Does a confirmed import, for the worker; a broken rule is kept on the import for its page to tell.

    `progress(done, of)` is told the steps. A second run of the same import changes nothing. Where what is there
    has changed since the preview, the new one is kept to be looked at.
    """
    if run.state != State.WAITING:
        return run
    progress(1, STEPS)
    preview = None
    try:
        preview = _read(run, by)
        progress(2, STEPS)
        with transaction.atomic():
            _write(run, preview, by=by)
        progress(STEPS - 1, STEPS)
    except RuleBroken as error:
        run.refresh_from_db()
        run.state, run.fault = State.REFUSED, str(error)[:500]
        run.save(update_fields=["state", "fault"])
        if preview is not None:
            _keep_preview(run, preview, state=State.REFUSED)
    progress(STEPS, STEPS)
    return run


def _write(run: RegisterImport, preview: Preview, *, by: Viewer) -> RegisterImport:
    gone = [UUID(each) for each in run.gone]
    digest = run.file.digest if run.file else ""
    applied = applying.write(preview, digest, by=by, gone=gone, seen=run.seen, run=run)
    run.state, run.counts, run.finished_at = State.DONE, asdict(applied), clock.now()
    run.save()
    return run


def undo_import(run: RegisterImport, *, by: Viewer) -> RegisterImport:
    """Takes an import back, while nothing depends on it: what it made goes, what it changed is as before.

    A large one is undone by the worker. Raises `UndoHindered` with everything that stands against it,
    `RegisterDone` where it is under way, was done or is too long ago.
    """
    by.require(Act.REGISTER_IMPORT, run.village.ground if run.village else None)
    with transaction.atomic():
        current = RegisterImport.objects.select_for_update().get(pk=run.pk)
        if not current.can_be_undone:
            raise RegisterDone()
        undoing.require_free(current)
        if sum(current.counts.get(each, 0) for each in ("new", "changed", "gone")) > BACKGROUND_OVER:
            key = f"{UNDO_JOB}:{current.pk}"
            current.state, current.fault = State.UNDOING, ""
            current.job_id = jobs.enqueue(UNDO_JOB, {"import": str(current.pk)}, unique_key=key).pk
            current.save(update_fields=["state", "job_id", "fault"])
            return current
        return _undo(current, by=by)


def run_undo(run: RegisterImport, *, by: Viewer, progress: Progress) -> RegisterImport:
    """Undoes a large import, for the worker; what stands against it meanwhile is told on the import's page."""
    if run.state != State.UNDOING:
        return run
    progress(1, 2)
    try:
        with transaction.atomic():
            undoing.require_free(run)
            _undo(run, by=by)
    except RuleBroken as error:
        run.refresh_from_db()
        run.state, run.fault = State.DONE, str(error)[:500]
        run.save(update_fields=["state", "fault"])
    progress(2, 2)
    return run


def _undo(run: RegisterImport, *, by: Viewer) -> RegisterImport:
    villages = undoing.villages_of(run)
    for village in villages:
        by.require(Act.REGISTER_IMPORT, village.ground)
    undone = undoing.take_back(run)
    for village in villages:
        ledger.append(
            "register.undo",
            by=by,
            subject=run,
            division_code=village.code,
            detail=undone.get(village.code, {}),
        )
    run.state, run.undone_at, run.fault, run.made = State.UNDONE, clock.now(), "", {}
    run.save(update_fields=["state", "undone_at", "fault", "made"])
    return run


def forget_files() -> int:
    """Removes uploads older than `FILE_KEPT`, which hold personal data; gives how many."""
    old = RegisterImport.objects.with_file_older_than(clock.now() - FILE_KEPT)
    kept = RegisterImport.objects.filter(file__isnull=False, uploaded_at__gte=clock.now() - FILE_KEPT)
    return forgetting.forget(old, kept)
