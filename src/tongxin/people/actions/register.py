"""The import of a household register: kept upload, confirmation, and the one transaction that writes it all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tongxin.people.errors import RegisterDone, RegisterFaulty, RegisterMoved
from tongxin.people.models import Person, RegisterEntry, RegisterImport
from tongxin.people.register_import import Addition, Preview, preview_of, read_register
from tongxin.people.register_matching import Changed
from tongxin.people.register_rules import Key, RegisterRow, Table
from tongxin.records import clock, durable, files, jobs, ledger
from tongxin.records.errors import RuleBroken
from tongxin.records.models import StoredFile
from tongxin.records.permission import Act, NotAllowed, Viewer
from tongxin.territory import actions as territory
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

BACKGROUND_OVER = 500  # rows; larger files are written by the worker, so that no page waits for it
FILE_KEPT = timedelta(days=7)  # the upload holds personal data and has then done its duty
JOB = "people.apply_register"
BATCH = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Applied:
    """What an import has written."""

    new: int
    changed: int
    same: int
    gone: int
    groups: int
    grids: int


def start_import(content: bytes, *, name: str, by: Viewer, village: Division | None = None) -> RegisterImport:
    """Keeps an upload for the steps that follow. Raises `NoSpreadsheet`, `SpreadsheetTooLarge`, `DiskFull`."""
    ground = village.ground if village else None
    by.require(Act.REGISTER_IMPORT, ground)
    if by.person_id is None:
        raise NotAllowed(Act.REGISTER_IMPORT)
    table = read_register(content, village=village)
    with transaction.atomic():
        stored = files.store(content, media_type="application/octet-stream", name=name)
        widest = next(iter(by.grounds(Act.REGISTER_IMPORT)))
        return RegisterImport.objects.create(
            file=stored,
            file_name=stored.name,
            village=village,
            division_code=village.code if village else widest.division_code,
            person=Person.objects.get(pk=by.person_id),
            rows=table.count,
        )


@transaction.atomic
def confirm_import(run: RegisterImport, *, seen: str, gone: Collection[UUID], by: Viewer) -> RegisterImport:
    """What the user saw (`seen`) is to be done; `gone`: households ticked as gone.

    A large import goes to the worker; a small one is done at once. Raises `RegisterDone` where it is under
    way already, `RegisterMoved` and `RegisterFaulty` (small ones at once, large ones are told on the page).
    """
    by.require(Act.REGISTER_IMPORT, run.village.ground if run.village else None)
    current = RegisterImport.objects.select_for_update().get(pk=run.pk)
    if current.state not in (RegisterImport.State.PREVIEW, RegisterImport.State.REFUSED):
        raise RegisterDone()
    if not seen:
        raise RegisterMoved()
    current.state, current.fault = RegisterImport.State.WAITING, ""
    current.seen, current.gone = seen, sorted(str(identity) for identity in gone)
    if current.rows > BACKGROUND_OVER:
        current.job_id = jobs.enqueue(JOB, {"import": str(current.pk)}, unique_key=f"{JOB}:{current.pk}").pk
        current.save()
        return current
    return _write(current, *_read(current), by=by)


def run_import(run: RegisterImport, *, by: Viewer, progress: Progress) -> RegisterImport:
    """Does a confirmed import, for the worker; a broken rule is kept on the import for its page to tell.

    `progress(done, of)` is told the steps. A second run of the same import changes nothing.
    """
    if run.state != RegisterImport.State.WAITING:
        return run
    try:
        table, digest = _read(run)
        progress(1, 2)
        with transaction.atomic():
            _write(run, table, digest, by=by)
    except RuleBroken as error:
        run.state, run.fault = RegisterImport.State.REFUSED, str(error)[:500]
        run.save(update_fields=["state", "fault"])
    progress(2, 2)
    return run


def _read(run: RegisterImport) -> tuple[Table, str]:
    """The rows of the kept file and its digest. Raises `RegisterMoved` where it is no longer kept."""
    if run.file is None:
        raise RegisterMoved()
    with run.file.open() as stream:
        return read_register(stream.read(), village=run.village), run.file.digest


def _write(run: RegisterImport, table: Table, digest: str, *, by: Viewer) -> RegisterImport:
    gone = [UUID(each) for each in run.gone]
    applied = _apply(table, digest, by=by, village=run.village, gone=gone, seen=run.seen)
    run.state, run.counts, run.finished_at = RegisterImport.State.DONE, asdict(applied), clock.now()
    run.save()
    return run


def apply_register(
    content: bytes,
    *,
    by: Viewer,
    village: Division | None = None,
    gone: Collection[UUID] = (),
    seen: str = "",
) -> Applied:
    """Writes a whole register, or nothing of it.

    `village`: the one village that the file is about, where its column may be missing. `gone`: households not
    in the file that are to be closed; no other leaves the register. `seen`: digest of the previewed difference.
    Raises `RegisterFaulty`, `RegisterMoved` (what is there is no longer what was previewed), `NoSpreadsheet`.
    """
    table = read_register(content, village=village)
    return _apply(table, sha256(content).hexdigest(), by=by, village=village, gone=gone, seen=seen)


@transaction.atomic
def _apply(
    table: Table, digest: str, *, by: Viewer, village: Division | None, gone: Collection[UUID], seen: str
) -> Applied:
    preview = preview_of(table, by=by, village=village)
    if preview.faults:
        raise RegisterFaulty(len(preview.faults))
    leaving = {each.key: each.village for each in preview.difference.missing}
    if (seen and seen != preview.seen) or any(str(identity) not in leaving for identity in gone):
        raise RegisterMoved()
    villages = list(Division.objects.select_for_update().filter(pk__in=preview.villages))
    for each in villages:
        by.require(Act.REGISTER_IMPORT, each.ground)
    groups = _with_new_groups(preview.groups, villages, by)
    grids = _with_new_grids(preview, villages, groups, by)
    _add_households(preview.difference.new, groups, grids)
    _change_households(preview.difference.changed, grids, by)
    territory.close_doors(gone, on=clock.today())
    _tell_ledger(preview, digest, villages, {str(identity) for identity in gone}, by)
    difference = preview.difference
    return Applied(
        new=len(difference.new),
        changed=len(difference.changed),
        same=difference.same,
        gone=len(gone),
        groups=len(preview.groups),
        grids=len(preview.grids),
    )


def _with_new_groups(
    additions: Iterable[Addition], villages: Iterable[Division], by: Viewer
) -> dict[tuple[str, str], VillagerGroup]:
    """The villages' groups by village and name, new ones made with the next free numbers."""
    by_code = {village.code: village for village in villages}
    groups = {
        (each.division_code, each.name): each for each in VillagerGroup.objects.filter(village__in=by_code)
    }
    last = _last_numbers(each for each in groups.values())
    for each in additions:
        last[each.village] = last.get(each.village, 0) + 1
        groups[each.village, each.name] = territory.add_group(
            by_code[each.village], name=each.name, number=last[each.village], by=by
        )
    return groups


def _with_new_grids(
    preview: Preview,
    villages: Iterable[Division],
    groups: Mapping[tuple[str, str], VillagerGroup],
    by: Viewer,
) -> dict[tuple[str, str], Grid]:
    """The villages' grids by village and name. A new grid lies in a group where all its households do."""
    by_code = {village.code: village for village in villages}
    every = list(Grid.objects.filter(village__in=by_code))
    grids = {(each.division_code, each.name): each for each in every if each.closed_on is None}
    last = _last_numbers(every)
    lie_in = _groups_of_grids(preview)
    for each in preview.grids:
        last[each.village] = last.get(each.village, 0) + 1
        inside = lie_in[each.village, each.name]
        grids[each.village, each.name] = territory.add_grid(
            by_code[each.village],
            name=each.name,
            number=last[each.village],
            group=groups[each.village, next(iter(inside))] if len(inside) == 1 else None,
            by=by,
        )
    return grids


def _last_numbers(numbered: Iterable[VillagerGroup | Grid]) -> dict[str, int]:
    last: dict[str, int] = {}
    for each in numbered:
        last[each.division_code] = max(last.get(each.division_code, 0), each.number)
    return last


def _groups_of_grids(preview: Preview) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    rows = [*preview.difference.new, *(each.row for each in preview.difference.changed)]
    for row in rows:
        if row.grid:
            found.setdefault((row.village, row.grid), set()).add(row.group)
    return found


def _add_households(
    rows: Iterable[RegisterRow],
    groups: Mapping[tuple[str, str], VillagerGroup],
    grids: Mapping[tuple[str, str], Grid],
) -> None:
    """Doors with their entries, in the order of the file behind the last door of each group."""
    last: dict[UUID, int] = dict(
        Site.objects.filter(group__in=groups.values())
        .order_by()
        .values_list("group")
        .annotate(last=Max("sequence"))
    )
    doors: list[Site] = []
    entries: list[RegisterEntry] = []
    for row in rows:
        group = groups[row.village, row.group]
        last[group.pk] = last.get(group.pk, 0) + 1
        door = Site(
            kind=SiteKind.HOUSEHOLD,
            division_code=row.village,
            group=group,
            grid=grids[row.village, row.grid] if row.grid else None,
            door=row.door,
            sequence=last[group.pk],
        )
        doors.append(door)
        entries.append(_entry(door, row))
    territory.add_doors(doors)
    RegisterEntry.objects.bulk_create(entries, batch_size=BATCH)


def _entry(door: Site, row: RegisterRow) -> RegisterEntry:
    return RegisterEntry(
        site=door, head=row.head, phone=row.phone or "", people=row.people, note=row.note or ""
    )


def _change_households(changed: Iterable[Changed], grids: Mapping[tuple[str, str], Grid], by: Viewer) -> None:
    """New values of entries, households that return, households that change their grid."""
    listed = list(changed)
    sites = Site.objects.in_bulk([UUID(each.present.key) for each in listed])
    entries = {entry.site_id: entry for entry in RegisterEntry.objects.filter(site__in=sites)}
    missing: list[RegisterEntry] = []
    written: list[RegisterEntry] = []
    moved: dict[tuple[str, str], list[UUID]] = {}
    for each in listed:
        site = sites[UUID(each.present.key)]
        if site.pk in entries:
            written.append(_with_changes(entries[site.pk], each))
        else:
            missing.append(_entry(site, each.row))
        if each.row.grid and any(change.key is Key.GRID for change in each.changes):
            moved.setdefault((each.row.village, each.row.grid), []).append(site.pk)
    RegisterEntry.objects.bulk_create(missing, batch_size=BATCH)
    RegisterEntry.objects.bulk_update(
        written, ["head", "phone", "people", "note", "changed_at"], batch_size=BATCH
    )
    territory.reopen_doors([UUID(each.present.key) for each in listed if each.returns])
    for place, members in moved.items():
        territory.put_into_grid(grids[place], members=members, by=by)


def _with_changes(entry: RegisterEntry, changed: Changed) -> RegisterEntry:
    row = changed.row
    for change in changed.changes:
        match change.key:
            case Key.HEAD:
                entry.head = row.head
            case Key.PHONE:
                entry.phone = row.phone or ""
            case Key.PEOPLE:
                entry.people = row.people
            case Key.NOTE:
                entry.note = row.note or ""
            case _:  # the grid belongs to the door
                continue
        entry.changed_at = clock.now()
    return entry


def _tell_ledger(
    preview: Preview, digest: str, villages: Iterable[Division], gone: set[str], by: Viewer
) -> None:
    """One row for each village: the file's digest and counts, and the ids of households marked gone."""
    difference = preview.difference
    for village in villages:
        ledger.append(
            "register.apply",
            by=by,
            subject=village,
            division_code=village.code,
            detail={
                "file": digest,
                "new": sum(row.village == village.code for row in difference.new),
                "changed": sum(each.row.village == village.code for each in difference.changed),
                "gone": sorted(
                    each.key
                    for each in difference.missing
                    if each.village == village.code and each.key in gone
                ),
            },
        )


def forget_files() -> int:
    """Removes uploads older than `FILE_KEPT`, which hold personal data; gives how many."""
    old = RegisterImport.objects.with_file_older_than(clock.now() - FILE_KEPT)
    digests = set(old.values_list("file_id", flat=True))
    still = RegisterImport.objects.filter(file__in=digests, uploaded_at__gte=clock.now() - FILE_KEPT)
    leaving = digests - set(still.values_list("file_id", flat=True))
    with transaction.atomic():
        RegisterImport.objects.filter(file__in=leaving).update(file=None)
        StoredFile.objects.filter(pk__in=leaving).delete()
    for digest in leaving:
        durable.path_of(str(digest)).unlink(missing_ok=True)
    return len(leaving)
