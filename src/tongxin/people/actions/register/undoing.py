"""How an import is taken back: what stands against it, and the values before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import ManyToOneRel, Model, Q, QuerySet, UUIDField

from tongxin.people.actions.register.households import batches
from tongxin.people.import_errors import UndoHindered
from tongxin.people.models import ImportedRow, RegisterEntry, RegisterImport, RegisterMember
from tongxin.people.register_words import hindrance_words
from tongxin.records import clock
from tongxin.territory.actions import imports as ground
from tongxin.territory.models import Division, Grid, GridVersion, Placement, Site, VillagerGroup

# What an import makes besides sites; the rest of what points at a site depends on it.
_OWN: tuple[type[Model], ...] = (ImportedRow, RegisterEntry, Placement, GridVersion)
Undone = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Hindrance:
    """Something that depends on an import: which kind of record, and how many."""

    kind: str
    count: int


def require_free(run: RegisterImport) -> None:
    """Raises `UndoHindered` where something depends on what the import made or changed."""
    if found := hindrances(run):
        raise UndoHindered([hindrance_words(each.kind, each.count) for each in found])


def hindrances(run: RegisterImport) -> list[Hindrance]:
    """Everything that stands against undoing `run`, by kind of record; the same few queries for any size.

    On what it made: any record at all. On what it changed or closed: a record made since (ids tell when), or
    another change of the household.
    """
    made = _sites(run, ImportedRow.Act.MADE)
    touched = _sites(run, ImportedRow.Act.CHANGED, ImportedRow.Act.CLOSED)
    finished = run.finished_at or run.uploaded_at
    groups, grids = ([UUID(each) for each in run.made.get(name, [])] for name in ("groups", "grids"))
    on_made: dict[type[Model], Q] = {}
    for area, ids in ((Site, made), (VillagerGroup, groups), (Grid, grids)):
        for model, column in _pointing_at(area):
            if area is Site or model not in (Site, Grid):
                on_made[model] = on_made.get(model, Q()) | Q(**{f"{column}__in": ids})
    counts = {model._meta.label: model._base_manager.filter(each).count() for model, each in on_made.items()}
    for model, column in _pointing_at(Site):
        counts[model._meta.label] += _since(model, finished).filter(**{f"{column}__in": touched}).count()
    counts["later import"] = _later_rows(run, made | touched).count()
    counts["later change"] = _changed_since(made | touched, finished) + _moved_since(made, touched, finished)
    counts["households in its groups"] = _strangers_in(groups, grids, run)
    return [Hindrance(kind, count) for kind, count in counts.items() if count]


def _sites(run: RegisterImport, *acts: str) -> QuerySet[ImportedRow, UUID]:
    return ImportedRow.objects.filter(run=run, act__in=acts).order_by().values_list("site_id", flat=True)


def _pointing_at(area: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Every model and column that refers to a site, group or grid, in whatever room, but those of the import."""
    for relation in area._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            model: type[Model] = relation.related_model
            if model not in _OWN:
                yield model, relation.field.name


def _since(model: type[Model], moment: datetime) -> QuerySet[Any]:
    """Rows made after `moment`: their version 7 ids say when."""
    rows = model._base_manager.all()
    if isinstance(model._meta.pk, UUIDField):
        return rows.filter(pk__gt=UUID(int=(int(moment.timestamp() * 1000) + 1) << 80))
    return rows


def _later_rows(run: RegisterImport, sites: QuerySet[ImportedRow, UUID]) -> QuerySet[ImportedRow]:
    later = ImportedRow.objects.exclude(run=run).exclude(act=ImportedRow.Act.NAMED).filter(site__in=sites)
    return later.filter(run__finished_at__gte=run.finished_at).exclude(run__state=RegisterImport.State.UNDONE)


def _changed_since(sites: QuerySet[ImportedRow, UUID], moment: datetime) -> int:
    """Entries changed by hand since; those of the import itself carry a moment up to its end."""
    return RegisterEntry.objects.filter(site__in=sites, changed_at__gt=moment).count()


def _moved_since(
    made: QuerySet[ImportedRow, UUID], touched: QuerySet[ImportedRow, UUID], moment: datetime
) -> int:
    """Sites that lie elsewhere by now, or were closed, locked or put into another grid since."""
    moved = Placement.objects.filter(Q(site__in=made, until__isnull=False))
    again = _since(Placement, moment).filter(Q(site__in=touched) | Q(site__in=made))
    closed = Site.objects.filter(pk__in=made, closed_on__isnull=False)
    return moved.count() + again.count() + closed.count()


def _strangers_in(groups: Collection[UUID], grids: Collection[UUID], run: RegisterImport) -> int:
    """Sites in the groups and grids that the import made, which it neither made nor moved there."""
    if not groups and not grids:
        return 0
    own = _sites(run, ImportedRow.Act.MADE, ImportedRow.Act.CHANGED)
    inside = Site.objects.filter(Q(group__in=groups) | Q(grid__in=grids)).exclude(pk__in=own)
    strange_grids = Grid.objects.filter(group__in=groups).exclude(pk__in=grids)
    return inside.count() + strange_grids.count()


def villages_of(run: RegisterImport) -> list[Division]:
    """The villages in which the import made or changed something."""
    codes = ImportedRow.objects.filter(run=run).order_by().values("site__division_code")
    made = VillagerGroup.objects.filter(pk__in=run.made.get("groups", [])).values("village_id")
    return list(Division.objects.filter(Q(pk__in=codes) | Q(pk__in=made)).order_by("code"))


def take_back(run: RegisterImport) -> Undone:
    """Restores what the import changed and closed, removes what it made; counts by village."""
    today = clock.today()
    counts: Undone = {}
    changed = ImportedRow.objects.filter(run=run, act=ImportedRow.Act.CHANGED).select_related("site")
    for batch in batches(changed.iterator(chunk_size=2000)):
        _restore(batch, today)
        _count(counts, "restored", (row.site.division_code for row in batch))
    closed = list(ImportedRow.objects.filter(run=run, act=ImportedRow.Act.CLOSED).select_related("site"))
    ground.reopen_as_it_was([row.site_id for row in closed], on=today)
    _count(counts, "reopened", (row.site.division_code for row in closed))
    made = list(
        ImportedRow.objects.filter(run=run, act=ImportedRow.Act.MADE).values_list(
            "site_id", "site__division_code"
        )
    )
    ImportedRow.objects.filter(run=run).delete()
    for pairs in batches(made):
        sites = [site for site, _code in pairs]
        RegisterMember.objects.filter(entry__site__in=sites).delete()
        RegisterEntry.objects.filter(site__in=sites).delete()
        ground.remove_sites(sites)
    _count(counts, "removed", (code for _site, code in made))
    groups, grids = ([UUID(each) for each in run.made.get(name, [])] for name in ("groups", "grids"))
    ground.remove_areas(groups=groups, grids=grids, on=today)
    return counts


def _count(counts: Undone, name: str, codes: Iterable[str]) -> None:
    for code in codes:
        of_village = counts.setdefault(code, {})
        of_village[name] = of_village.get(name, 0) + 1


def _restore(batch: Collection[ImportedRow], today: date) -> None:
    """The values before; closed ones are closed again from today."""
    closing = [row.site_id for row in batch if "closed_on" in row.before]
    ground.close_sites(closing, on=today)
    by_grid: dict[str | None, list[UUID]] = {}
    for row in batch:
        if "grid" in row.before and row.site_id not in closing:
            by_grid.setdefault(row.before["grid"], []).append(row.site_id)
    for grid, sites in by_grid.items():
        ground.lie_in_grid(sites, UUID(grid) if grid else None, on=today)
    ground.change_kinds([(row.site_id, row.before["kind"]) for row in batch if "kind" in row.before])
    ground.give_positions(
        [
            (row.site_id, dict(zip(ground.POSITION_COLUMNS, row.before["position"], strict=True)))
            for row in batch
            if "position" in row.before
        ]
    )
    _restore_entries({row.site_id: row.before["entry"] for row in batch if "entry" in row.before})


def _restore_entries(before: Mapping[UUID, dict[str, Any] | None]) -> None:
    entries = {entry.site_id: entry for entry in RegisterEntry.objects.filter(site__in=before)}
    RegisterMember.objects.filter(entry__in=[entry.pk for entry in entries.values()]).delete()
    members: list[RegisterMember] = []
    written: list[RegisterEntry] = []
    unregistered: list[UUID] = []
    for site, values in before.items():
        if values is None:
            unregistered.append(site)
            continue
        entry = entries[site]
        for name in ("head", "phone", "people", "note", "id_number"):
            setattr(entry, name, values[name])
        entry.changed_at = datetime.fromisoformat(values["changed_at"])
        written.append(entry)
        members += [
            RegisterMember(entry=entry, name=name, relation=relation, phone=phone, id_number=id_number)
            for name, relation, phone, id_number in values["members"]
        ]
    fields = ["head", "phone", "people", "note", "id_number", "changed_at"]
    RegisterEntry.objects.bulk_update(written, fields, batch_size=500)
    RegisterMember.objects.bulk_create(members, batch_size=2000)
    RegisterEntry.objects.filter(site__in=unregistered).delete()
