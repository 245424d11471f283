"""Questions of coverage: who answers for a spot, and when it was last seen. Used by figures, pages and rings.

A spot (点位) is a household or a public place in use. "Responsible" is read on a day; "seen": last looked at
in a period, by any record.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.models import Site
from tongxin.territory.pausing import paused_sites
from tongxin.territory.queries import SiteQuerySet

SPOT_KINDS: tuple[SiteKind, ...] = (SiteKind.HOUSEHOLD, *PUBLIC_KINDS)


def led_grids(on: date) -> QuerySet[Any, Any]:
    """Ids of the grids that have a leader in force on the day `on`."""
    return Post.objects.in_force(on).of_role(Role.GRID_LEADER).filter(grid__isnull=False).values("grid_id")


def stewarded_sites(on: date) -> QuerySet[Any, Any]:
    """Ids of the places that have a steward in force on the day `on`."""
    return Post.objects.in_force(on).of_role(Role.STEWARD).filter(site__isnull=False).values("site_id")


def has_leader(on: date, grid: str = "grid_id") -> Q:
    """Whether the grid in the column `grid` has a leader in force."""
    return Q(**{f"{grid}__in": led_grids(on)})


def is_looked_after(on: date, grid: str = "grid_id") -> Q:
    """Whether a public place has a steward, or lies in a grid (the column `grid`) that has a leader."""
    return Q(pk__in=stewarded_sites(on)) | has_leader(on, grid)


def in_use(on: date) -> Q:
    """Whether a site or grid was not closed on the day `on`."""
    return Q(closed_on__isnull=True) | Q(closed_on__gt=on)


def last_seen(since: date, until: date) -> Q:
    """Whether a site was last looked at in the period."""
    return Q(last_seen_on__gte=since, last_seen_on__lte=until)


def has_seen_site(since: date, until: date) -> Exists:
    """Whether some site of the grid was last looked at in the period."""
    return Exists(Site.objects.filter(in_use(until), last_seen(since, until), grid=OuterRef("pk")))


def spots(on: date) -> SiteQuerySet:
    """Households and public places that count on the day `on`: in use, not paused."""
    return Site.objects.filter(in_use(on), kind__in=SPOT_KINDS).exclude(pk__in=paused_sites(on))


def answered_for(on: date, grid: str = "grid_id") -> Q:
    """Whether somebody answers for the spot: a steward of a public place, or the leader of the grid it lies in."""
    household = Q(kind=SiteKind.HOUSEHOLD) & has_leader(on, grid)
    return household | (Q(kind__in=PUBLIC_KINDS) & is_looked_after(on, grid))
