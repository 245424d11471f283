"""The one transaction that writes a whole file, or nothing of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from tongxin.people.actions.register import households, places
from tongxin.people.errors import RegisterFaulty, RegisterMoved
from tongxin.people.models import RegisterImport
from tongxin.people.register_import import Addition, Preview, Task, look_at
from tongxin.people.register_rules import ImportKind
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory import actions as territory
from tongxin.territory.actions import imports as ground
from tongxin.territory.models import Division, Grid, VillagerGroup

Named = TypeVar("Named", VillagerGroup, Grid)
VERBS = {ImportKind.HOUSEHOLDS: "register.apply", ImportKind.PLACES: "places.apply"}


@dataclass(frozen=True)
class Applied:
    """What an import has written."""

    new: int
    changed: int
    same: int
    gone: int
    groups: int
    grids: int


@dataclass(frozen=True)
class Areas:
    """The villages of a file with their groups and grids by village and name, and the ids of those made."""

    villages: Mapping[str, Division]
    groups: Mapping[tuple[str, str], VillagerGroup]
    grids: Mapping[tuple[str, str], Grid]
    made: Mapping[str, list[str]]


def apply_register(
    content: bytes,
    *,
    by: Viewer,
    village: Division | None = None,
    gone: Collection[UUID] = (),
    seen: str = "",
) -> Applied:
    """Writes a whole register, or nothing of it, past the pages: for the command line and the demonstration.

    `village`: the one village that the file is about, where its column may be missing. `gone`: households not
    in the file that are to be closed; no other leaves the register. `seen`: digest of the previewed difference.
    Raises `ColumnsUnsure`, `RegisterFaulty`, `RegisterMoved` (what is there is no longer what was previewed),
    `NoSpreadsheet`.
    """
    return _apply_file(content, Task(by, ImportKind.HOUSEHOLDS, village), gone=gone, seen=seen)


def apply_places(
    content: bytes,
    *,
    by: Viewer,
    village: Division | None = None,
    gone: Collection[UUID] = (),
    seen: str = "",
) -> Applied:
    """Writes a whole file of public places, or nothing of it; as `apply_register`."""
    return _apply_file(content, Task(by, ImportKind.PLACES, village), gone=gone, seen=seen)


def apply_preview(preview: Preview, content: bytes, *, by: Viewer) -> Applied:
    """Writes what a preview of `content` says, for the command line; nobody is marked gone. As `apply_register`."""
    return write(preview, sha256(content).hexdigest(), by=by, gone=(), seen="")


@transaction.atomic
def _apply_file(content: bytes, task: Task, *, gone: Collection[UUID], seen: str) -> Applied:
    preview = look_at(content, task)
    return write(preview, sha256(content).hexdigest(), by=task.by, gone=gone, seen=seen)


@transaction.atomic
def write(
    preview: Preview,
    digest: str,
    *,
    by: Viewer,
    gone: Collection[UUID],
    seen: str,
    run: RegisterImport | None = None,
) -> Applied:
    """Writes what a preview says. `run`: the import for which it is remembered how to undo it.

    Raises `RegisterFaulty`, `RegisterMoved`, `NotAllowed`.
    """
    if preview.faults:
        raise RegisterFaulty(len(preview.faults))
    leaving = {each.key: each.village for each in preview.difference.missing}
    if (seen and seen != preview.seen) or any(str(identity) not in leaving for identity in gone):
        raise RegisterMoved()
    villages = list(Division.objects.select_for_update().filter(pk__in=preview.villages))
    for each in villages:
        by.require(Act.REGISTER_IMPORT, each.ground)
    areas = _areas(preview, villages, by)
    writing = households if preview.kind is ImportKind.HOUSEHOLDS else places
    writing.add(preview.difference.new, areas.groups, areas.grids, run=run, by=by)
    writing.change(preview.difference.changed, areas.grids, run=run, by=by)
    if preview.kind is ImportKind.PLACES:
        places.remember_stewards(preview.named, run)
    _close(gone, run)
    if run is not None:
        run.made = dict(areas.made)
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


def _close(gone: Collection[UUID], run: RegisterImport | None) -> None:
    ground.close_sites(gone, on=clock.today())
    households.remember(run, ((identity, "closed", {}) for identity in gone))


def _areas(preview: Preview, villages: Iterable[Division], by: Viewer) -> Areas:
    """Groups and grids by village and name, new ones made with the next free numbers."""
    by_code = {village.code: village for village in villages}
    groups, new_groups = _with_new_groups(preview.groups, by_code, by)
    grids, new_grids = _with_new_grids(preview, by_code, groups, by)
    made = {"groups": [str(each.pk) for each in new_groups], "grids": [str(each.pk) for each in new_grids]}
    return Areas(by_code, groups, grids, made)


def _with_new_groups(
    additions: Iterable[Addition], villages: Mapping[str, Division], by: Viewer
) -> tuple[dict[tuple[str, str], VillagerGroup], list[VillagerGroup]]:
    every = list(VillagerGroup.objects.filter(village__in=villages))
    groups = _by_name(every)
    last = _last_numbers(every)
    made = []
    for each in additions:
        last[each.village] = last.get(each.village, 0) + 1
        group = territory.add_group(villages[each.village], name=each.name, number=last[each.village], by=by)
        groups[each.village, each.name] = group
        made.append(group)
    return groups, made


def _with_new_grids(
    preview: Preview,
    villages: Mapping[str, Division],
    groups: Mapping[tuple[str, str], VillagerGroup],
    by: Viewer,
) -> tuple[dict[tuple[str, str], Grid], list[Grid]]:
    """A new grid lies in a group where all its households or places do."""
    every = list(Grid.objects.filter(village__in=villages))
    grids = _by_name(every)
    last = _last_numbers(every)
    lie_in = _groups_of_grids(preview)
    made = []
    for each in preview.grids:
        last[each.village] = last.get(each.village, 0) + 1
        inside = lie_in[each.village, each.name]
        group = next(iter(inside)) if len(inside) == 1 else ""
        grid = territory.add_grid(
            villages[each.village],
            name=each.name,
            number=last[each.village],
            group=groups[each.village, group] if group else None,
            by=by,
        )
        grids[each.village, each.name] = grid
        made.append(grid)
    return grids, made


def _by_name(areas: Iterable[Named]) -> dict[tuple[str, str], Named]:
    return {(each.division_code, each.name): each for each in areas if each.closed_on is None}


def _last_numbers(numbered: Iterable[Named]) -> dict[str, int]:
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


def _tell_ledger(
    preview: Preview, digest: str, villages: Sequence[Division], gone: set[str], by: Viewer
) -> None:
    """One row for each village: the file's digest and counts, and the ids of what was marked gone."""
    difference = preview.difference
    new, changed = (
        _counts(row.village for row in difference.new),
        _counts(each.row.village for each in difference.changed),
    )
    for village in villages:
        ledger.append(
            VERBS[preview.kind],
            by=by,
            subject=village,
            division_code=village.code,
            detail={
                "file": digest,
                "new": new.get(village.code, 0),
                "changed": changed.get(village.code, 0),
                "gone": sorted(
                    each.key
                    for each in difference.missing
                    if each.village == village.code and each.key in gone
                ),
            },
        )


def _counts(codes: Iterator[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in codes:
        found[code] = found.get(code, 0) + 1
    return found
