"""Every write to the ground."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tongxin.records import ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.errors import DivisionFileFaulty, NameTaken, OtherVillage
from tongxin.territory.ground import division_stem
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

DIVISION_COLUMNS = ("code", "name", "short_name", "level", "parent_code", "pinyin", "name_en", "data_year")


@dataclass(frozen=True)
class Loaded:
    """How many rows were new, changed, and the same as before."""

    new: int
    changed: int
    same: int


@transaction.atomic
def load_divisions(path: Path, *, by: Viewer) -> Loaded:
    """Loads a CSV of divisions; loading twice changes nothing.

    Columns `DIVISION_COLUMNS`, parents before their children.
    Raises `DivisionFileFaulty` with the first faulty row; then nothing is loaded.
    """
    by.require(Act.STANDARD_LOAD)
    known = Division.objects.in_bulk()
    new = changed = same = 0
    for number, row in enumerate(_division_rows(path), start=2):
        values = {
            "name": row["name"],
            "short_name": row["short_name"],
            "level": row["level"],
            "parent_id": row["parent_code"] or None,
            "pinyin": row["pinyin"],
            "name_en": row["name_en"],
            "data_year": int(row["data_year"]),
        }
        _check_division(number, row["code"], values["parent_id"], known)
        division = known.get(row["code"])
        if division is None:
            known[row["code"]] = Division.objects.create(code=row["code"], **values)
            new += 1
        elif any(getattr(division, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(division, name, value)
            division.save()
            changed += 1
        else:
            same += 1
    Division.objects.forget_names()
    return Loaded(new, changed, same)


def _division_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [column for column in DIVISION_COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise DivisionFileFaulty(1, _("missing columns: %(names)s") % {"names": ", ".join(missing)})
        return list(reader)


def _check_division(number: int, code: str, parent: object, known: dict[str, Division]) -> None:
    if not re.fullmatch(r"[0-9]{12}", code):
        raise DivisionFileFaulty(
            number, _("the code “%(code)s” is not 12 digits kept as text") % {"code": code}
        )
    if parent and (parent not in known or not code.startswith(division_stem(str(parent)))):
        raise DivisionFileFaulty(number, _("the parent “%(code)s” does not contain it") % {"code": parent})


@transaction.atomic
def add_group(village: Division, *, name: str, number: int, by: Viewer) -> VillagerGroup:
    """Adds a villager group to a village. Raises `NameTaken`."""
    by.require(Act.GROUND_MANAGE, village.ground)
    try:
        with transaction.atomic():
            group = VillagerGroup.objects.create(
                village=village, division_code=village.code, name=name.strip(), number=number
            )
    except IntegrityError as error:
        raise NameTaken(name) from error
    ledger.append("group.add", by=by, subject=group, division_code=village.code, detail={"number": number})
    return group


@transaction.atomic
def add_grid(
    village: Division,
    *,
    name: str,
    number: int,
    by: Viewer,
    group: VillagerGroup | None = None,
    members: Iterable[UUID] = (),
) -> Grid:
    """Makes a grid with the sites `members`. Raises `NameTaken`, `OtherVillage`."""
    by.require(Act.GROUND_MANAGE, village.ground)
    if group is not None and group.division_code != village.code:
        raise OtherVillage(group.name)
    try:
        with transaction.atomic():
            grid = Grid.objects.create(
                village=village, division_code=village.code, group=group, name=name.strip(), number=number
            )
    except IntegrityError as error:
        raise NameTaken(name) from error
    ledger.append("grid.add", by=by, subject=grid, division_code=village.code, detail={"number": number})
    put_into_grid(grid, members=members, by=by)
    return grid


@transaction.atomic
def put_into_grid(grid: Grid, *, members: Iterable[UUID], by: Viewer) -> int:
    """Puts sites into a grid, out of their former one; gives how many.

    Raises `OtherVillage`, and then changes nothing.
    """
    by.require(Act.GROUND_MANAGE, grid.ground)
    ids = list(members)
    if not ids:
        return 0
    stranger = Site.objects.filter(pk__in=ids).exclude(division_code=grid.division_code).first()
    if stranger is not None:
        raise OtherVillage(str(stranger))
    moved = Site.objects.filter(pk__in=ids).update(grid=grid)
    ledger.append(
        "grid.members",
        by=by,
        subject=grid,
        division_code=grid.division_code,
        detail={"sites": sorted(map(str, ids))},
    )
    return moved


@transaction.atomic
def add_place(
    village: Division,
    *,
    kind: SiteKind,
    name: str,
    by: Viewer,
    group: VillagerGroup | None = None,
    grid: Grid | None = None,
    sequence: int = 0,
) -> Site:
    """Adds a public place, road section, toilet … Raises `OtherVillage` where group or grid lie elsewhere."""
    by.require(Act.GROUND_MANAGE, village.ground)
    for part in (group, grid):
        if part is not None and part.division_code != village.code:
            raise OtherVillage(name)
    site = Site.objects.create(
        kind=kind, division_code=village.code, group=group, grid=grid, name=name.strip(), sequence=sequence
    )
    ledger.append("site.add", by=by, subject=site, division_code=village.code, detail={"kind": kind.value})
    return site


def add_doors(doors: Sequence[Site]) -> None:
    """Adds many households at once, for the register's import, which brings transaction, check and ledger."""
    Site.objects.bulk_create(doors, batch_size=1000)


def close_doors(ids: Collection[UUID], *, on: date) -> None:
    """Closes households that are gone, for the register's import; what was recorded about them stays."""
    Site.objects.filter(pk__in=ids, kind=SiteKind.HOUSEHOLD, closed_on__isnull=True).update(closed_on=on)


def reopen_doors(ids: Collection[UUID]) -> None:
    """Opens households again that are back in the register."""
    Site.objects.filter(pk__in=ids).update(closed_on=None)


def mark_seen(site_id: UUID, on: date) -> None:
    """Keeps the latest day on which a record says that the site was looked at; never goes back."""
    Site.objects.filter(Q(last_seen_on__lt=on) | Q(last_seen_on__isnull=True), pk=site_id).update(
        last_seen_on=on
    )
