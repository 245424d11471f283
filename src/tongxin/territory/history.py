"""The ground as it was on a day: what lay where, and what it was called.

Today's answers come from the columns of `Site`, as fast as ever; those of a past day from the placements. A closed
site lies nowhere from the day it closed, so a placement in force says both: it was in use, and it lay here.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from tongxin.records import clock
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.lookup import place_of
from tongxin.territory.models import Division, FormerName, Grid, GridVersion, Placement, Site, VillagerGroup
from tongxin.territory.queries import (
    DivisionQuerySet,
    GridQuerySet,
    GroupQuerySet,
    PlacementQuerySet,
    SiteQuerySet,
    lies_in,
)


def is_past(day: date) -> bool:
    """Is `day` over, so that only the placements know it?"""
    return day < clock.today()


def placed_on(day: date) -> PlacementQuerySet:
    """Where every site that was in use on `day` lay."""
    return Placement.objects.in_force(day)


def sites_of(ground: Ground, on: date) -> SiteQuerySet:
    """The sites that were in use and lay in `ground` on the day `on`.

    For a past day each row has `then_code`, `then_group`, `then_grid`: where it lay that day (see `there`), and
    the names that group and grid have, as `then_group_name` and `then_grid_name`.
    """
    if not is_past(on):
        return Site.objects.within(ground).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    begun = Q(placements__since__lte=on)
    not_over = Q(placements__until__isnull=True) | Q(placements__until__gt=on)
    rows: SiteQuerySet = Site.objects.annotate(
        placed=FilteredRelation("placements", condition=begun & not_over)
    )
    return rows.filter(lies_in(ground, "placed__")).annotate(
        then_code=F("placed__division_code"),
        then_group=F("placed__group"),
        then_grid=F("placed__grid"),
        then_group_name=F("placed__group__name"),
        then_grid_name=F("placed__grid__name"),
    )


def there(column: str, on: date) -> str:
    """The column of `sites_of(…, on)` in which a row's place stands: of `division_code`, `group_id`, `grid_id`."""
    if not is_past(on):
        return column
    return {"division_code": "then_code", "group_id": "then_group", "grid_id": "then_grid"}[column]


def grids_of(ground: Ground, on: date) -> GridQuerySet:
    """The grids that were in use and lay in `ground` on the day `on`."""
    if not is_past(on):
        return Grid.objects.within(ground).in_use()
    return Grid.objects.filter(pk__in=GridVersion.objects.in_force(on).within(ground).values("grid"))


def groups_of(ground: Ground, on: date) -> GroupQuerySet:
    """The villager groups that were in use and lay in `ground` on the day `on`: a group never changes its village."""
    return VillagerGroup.objects.within(ground).in_use(on)


def villages_of(ground: Ground, on: date) -> DivisionQuerySet:
    """The villages that were in use and lay in `ground` on the day `on`."""
    return Division.objects.within(ground).villages().in_use(on)


def villages_in(ground: Ground, since: date, until: date) -> dict[str, str]:
    """Code and name of every village of `ground` that was in use on some day of a period, as named on its last day.

    Two queries.
    """
    begun = Q(opened_on__isnull=True) | Q(opened_on__lte=until)
    not_over = Q(closed_on__isnull=True) | Q(closed_on__gt=since)
    rows = Division.objects.within(ground).villages().filter(begun, not_over).order_by("code")
    names = dict(rows.values_list("code", "short_name"))
    former = FormerName.objects.filter(ground_kind=GroundKind.DIVISION, until__gt=until)
    for code, name in former.within(ground).order_by("-until").values_list("division_code", "name"):
        if code in names:
            names[code] = name
    return names


def ground_of_site(site: Site, on: date) -> Ground | None:
    """Where the site lay on the day `on`; None where it was not in use."""
    row = placed_on(on).filter(site=site).first()
    if row is None:
        return None
    return Ground(
        GroundKind.SITE, row.division_code, group_id=row.group_id, grid_id=row.grid_id, site_id=row.site_id
    )


def marked_merged(sites: SiteQuerySet) -> SiteQuerySet:
    """The sites, each with `has_merged`: did another door become one with it? Spares `one_with` its queries."""
    return sites.annotate(has_merged=Exists(Site.objects.filter(merged_into=OuterRef("pk")).order_by()))


def one_with(site: Site) -> list[UUID]:
    """Ids of the site and of every other that became one with it, whose records its page shows too.

    One query for each step back; none where `marked_merged` says that there is none.
    """
    found: list[UUID] = [site.pk]
    step = [] if site.__dict__.get("has_merged") is False else list(found)
    while step:
        merged = Site.objects.filter(merged_into__in=step).order_by("closed_on", "id")
        step = list(merged.values_list("pk", flat=True))
        found += step
    return found


def name_on(ground: Ground, on: date) -> str:
    """What the place was called on the day `on`: a village's short name, a group's or grid's name, a door.

    Raises `NoSuchGround`.
    """
    former = FormerName.objects.of(ground).filter(until__gt=on).order_by("until").first()
    if former is None:
        return str(place_of(ground.key))
    return str(Site(door=former.name)) if ground.kind is GroundKind.SITE else former.name
