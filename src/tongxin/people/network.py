"""The responsibility network (责任网络): gaps, overlaps, and the two rules of "exactly one".

Rules: each household lies in exactly one grid; each public place has exactly one steward. `network_rules.py`
says when two overlap, `territory/load.py` when one has too much (`overload.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from tongxin.people.coverage import (
    has_leader,
    in_use,
    is_looked_after,
    stewarded_sites,
)
from tongxin.people.models import AreaPartnership, Post
from tongxin.people.network_rules import Held, Overlap, overlaps_of, unit_overlaps_of
from tongxin.people.organisation_queries import PartnershipQuerySet
from tongxin.people.queries import PostQuerySet
from tongxin.people.roles import SOLE_ROLES, Role
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.queries import DivisionQuerySet, GridQuerySet, GroupQuerySet, SiteQuerySet


class GapKind(StrEnum):
    """Where the network has a hole, the widest first."""

    VILLAGE_UNLED = "village"
    GROUP_UNLED = "group"
    GRID_UNLED = "grid"
    HOUSEHOLD_OUTSIDE = "household"
    PLACE_ALONE = "place"
    PLACE_UNSTEWARDED = "steward"  # the grid's leader answers, but the place has no steward of its own


SITE_GAPS = (GapKind.HOUSEHOLD_OUTSIDE, GapKind.PLACE_ALONE, GapKind.PLACE_UNSTEWARDED)

Gaps = SiteQuerySet | GridQuerySet | GroupQuerySet | DivisionQuerySet


# ---- spots, grids, groups, villages with nobody ------------------------------------------------------


def has_gap(kind: GapKind, on: date, grid: str = "grid_id") -> Q:
    """Whether a site (its grid in the column `grid`) has a gap of this kind, one of `SITE_GAPS`."""
    match kind:
        case GapKind.HOUSEHOLD_OUTSIDE:
            return Q(kind=SiteKind.HOUSEHOLD, **{f"{grid}__isnull": True})
        case GapKind.PLACE_ALONE:
            return Q(kind__in=PUBLIC_KINDS) & ~is_looked_after(on, grid)
        case GapKind.PLACE_UNSTEWARDED:
            return Q(kind__in=PUBLIC_KINDS) & has_leader(on, grid) & ~Q(pk__in=stewarded_sites(on))
        case _:
            raise ValueError(kind)


def sites_with_gap(kind: GapKind, on: date) -> SiteQuerySet:
    """Sites in use with a gap of this kind."""
    return Site.objects.filter(in_use(on), has_gap(kind, on))


def grids_unled(on: date) -> GridQuerySet:
    """Grids in use without a leader."""
    return Grid.objects.filter(in_use(on), ~has_leader(on, "pk"))


def groups_unled(on: date) -> GroupQuerySet:
    """Villager groups in use without a leader."""
    return VillagerGroup.objects.filter(in_use(on)).exclude(pk__in=held(Role.GROUP_LEADER, "group_id", on))


def villages_unled(on: date) -> DivisionQuerySet:
    """Villages in use without a secretary."""
    headed = held(Role.VILLAGE_SECRETARY, "division_code", on)
    return Division.objects.villages().filter(in_use(on)).exclude(pk__in=headed)


def sites_with_one_steward(on: date) -> QuerySet[Any, Any]:
    """Ids of the places with exactly one steward in force."""
    counted: QuerySet[Any, Any] = stewarded_sites(on).order_by().annotate(number=Count("pk"))
    return counted.filter(number=1).values("site_id")


def held(role: Role, column: str, on: date) -> QuerySet[Any, Any]:
    """Where somebody holds `role`; the column is never empty in these rows."""
    rows: QuerySet[Any, Any] = Post.objects.in_force(on).of_role(role)
    return rows.filter(**{f"{column}__isnull": False}).values(column)


def gaps_of(kind: GapKind, viewer: Viewer, on: date) -> Gaps:
    """What has a gap of this kind in the viewer's ground, in the order of the register."""
    match kind:
        case GapKind.VILLAGE_UNLED:
            return viewer.visible(villages_unled(on), Act.PEOPLE_VIEW).order_by("code")
        case GapKind.GROUP_UNLED:
            groups = viewer.visible(groups_unled(on), Act.PEOPLE_VIEW)
            return groups.order_by("division_code", "number")
        case GapKind.GRID_UNLED:
            grids = viewer.visible(grids_unled(on), Act.PEOPLE_VIEW).select_related("group")
            return grids.order_by("division_code", "number")
        case _:
            sites = viewer.visible(sites_with_gap(kind, on), Act.PEOPLE_VIEW).select_related("group", "grid")
            return sites.order_by("division_code", "group_id", "sequence", "id")


def gap_counts(viewer: Viewer, on: date) -> Mapping[str, Mapping[GapKind, int]]:
    """How many gaps of each kind each village has, by its code: four queries."""
    found: dict[str, dict[GapKind, int]] = {}
    for kind, rows, column in (
        (GapKind.VILLAGE_UNLED, villages_unled(on), "code"),
        (GapKind.GROUP_UNLED, groups_unled(on), "division_code"),
        (GapKind.GRID_UNLED, grids_unled(on), "division_code"),
    ):
        visible: QuerySet[Any, Any] = viewer.visible(rows, Act.PEOPLE_VIEW)
        for code, number in visible.order_by().values_list(column).annotate(Count("pk")):
            found.setdefault(code, {})[kind] = number
    for row in _site_gaps(viewer, on):
        found.setdefault(row["division_code"], {})[GapKind(row["gap"])] = row["number"]
    return found


def _site_gaps(viewer: Viewer, on: date) -> QuerySet[Any, Any]:
    """The three gaps of sites, which exclude one another, by village: one query."""
    conditions = [has_gap(kind, on) for kind in SITE_GAPS]
    gap = Case(
        *(
            When(condition, then=Value(kind.value))
            for kind, condition in zip(SITE_GAPS, conditions, strict=True)
        )
    )
    some = conditions[0] | conditions[1] | conditions[2]
    sites = viewer.visible(Site.objects.filter(in_use(on), some), Act.PEOPLE_VIEW)
    return sites.order_by().annotate(gap=gap).values("division_code", "gap").annotate(number=Count("pk"))


# ---- overlaps ----------------------------------------------------------------------------------------


def overlapping_posts(posts: PostQuerySet, on: date) -> list[Overlap]:
    """The overlaps among `posts` that are in force on the day `on` or later: one query."""
    return overlaps_of(held_rows(posts.not_over_before(on), "person_id", "acts_as"), SOLE_ROLES)


def overlapping_units(areas: PartnershipQuerySet, on: date) -> list[Overlap]:
    """The overlaps among areas of partner units that are in force on the day `on` or later: one query."""
    rows = areas.filter(Q(until__isnull=True) | Q(until__gt=on))
    return unit_overlaps_of(held_rows(rows, "organisation_id"))


def held_rows(rows: QuerySet[Any, Any], holder: str, role: str | None = None) -> list[Held]:
    """Posts or areas as the rules read them; `holder`, `role`: the columns that say who and as what."""
    columns = ("ground_kind", "division_code", "group_id", "grid_id", "site_id")
    found = rows.order_by("since", "id").values_list("pk", holder, role or "pk", "since", "until", *columns)
    return [
        Held(pk, who, what if role else "", Ground(GroundKind(kind), code, group, grid, site), since, until)
        for pk, who, what, since, until, kind, code, group, grid, site in found
    ]


def overlaps_for(viewer: Viewer, on: date) -> list[Overlap]:
    """Every overlap in the viewer's ground: two queries."""
    posts = viewer.visible(Post.objects.all(), Act.PEOPLE_VIEW)
    areas = viewer.visible(AreaPartnership.objects.all(), Act.PEOPLE_VIEW)
    return overlapping_posts(posts, on) + overlapping_units(areas, on)
