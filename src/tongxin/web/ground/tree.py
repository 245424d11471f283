"""The tree of places: town, villages, groups, with counts, who is responsible, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from tongxin.people.figures import has_leader, is_looked_after
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup


@dataclass
class Counts:
    """What a village or group has, and how much of it nobody answers for."""

    grids: int = 0
    leaderless: int = 0
    households: int = 0
    outside_grids: int = 0
    places: int = 0
    places_alone: int = 0

    def add(self, other: Counts) -> None:
        """Adds the counts of a part."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def has_gap(self) -> bool:
        """Is anything without somebody responsible?"""
        return bool(self.leaderless or self.outside_grids or self.places_alone)


@dataclass(frozen=True)
class GroupBranch:
    """A villager group in the tree."""

    group: VillagerGroup
    leader: Post | None
    counts: Counts


@dataclass(frozen=True)
class VillageBranch:
    """A village in the tree with its groups."""

    village: Division
    secretary: Post | None
    counts: Counts
    groups: tuple[GroupBranch, ...]

    @property
    def has_gap(self) -> bool:
        """Is the village without a secretary, or anything in it without somebody responsible?"""
        return self.secretary is None or self.counts.has_gap

    @property
    def is_empty(self) -> bool:
        """Was nothing entered for the village yet?"""
        return not self.groups and not self.counts.households and not self.counts.places


Place = tuple[str, UUID | None]


def branches_of(villages: Sequence[Division]) -> list[VillageBranch]:
    """The villages with all that the tree says of them: four queries, whatever their number."""
    codes = [village.code for village in villages]
    today = clock.today()
    groups: dict[str, list[VillagerGroup]] = {}
    for group in VillagerGroup.objects.filter(village__in=codes):
        groups.setdefault(group.division_code, []).append(group)
    leading = Post.objects.in_force(today).of_role(Role.VILLAGE_SECRETARY, Role.GROUP_LEADER)
    posts = list(leading.filter(division_code__in=codes).select_related("person"))
    secretaries = {post.division_code: post for post in posts if post.role == Role.VILLAGE_SECRETARY}
    leaders = {post.group_id: post for post in posts if post.role == Role.GROUP_LEADER}
    counts = _counts(codes)
    branches = []
    for village in villages:
        whole = Counts()
        for place, part in counts.items():
            if place[0] == village.code:
                whole.add(part)
        parts = tuple(
            GroupBranch(group, leaders.get(group.pk), counts.get((village.code, group.pk), Counts()))
            for group in groups.get(village.code, [])
        )
        branches.append(VillageBranch(village, secretaries.get(village.code), whole, parts))
    return branches


def _counts(codes: Sequence[str]) -> dict[Place, Counts]:
    """Counts by village and group; what lies in no group has the group None. Two queries."""
    today = clock.today()
    found: dict[Place, Counts] = {}
    here = {"division_code__in": codes}
    grids = Grid.objects.in_use().filter(**here).order_by().values("division_code", "group_id")
    for row in grids.annotate(total=Count("*"), led=Count("pk", filter=has_leader(today, "pk"))):
        counts = found.setdefault((row["division_code"], row["group_id"]), Counts())
        counts.grids, counts.leaderless = row["total"], row["total"] - row["led"]
    household = Q(kind=SiteKind.HOUSEHOLD)
    sites = Site.objects.in_use().filter(**here).exclude(kind=SiteKind.SHOP).order_by()
    grouped = sites.values("division_code", "group_id").annotate(
        households=Count("pk", filter=household),
        outside=Count("pk", filter=household & Q(grid__isnull=True)),
        places=Count("pk", filter=~household),
        alone=Count("pk", filter=~household & ~is_looked_after(today)),
    )
    for part in grouped:
        counts = found.setdefault((part["division_code"], part["group_id"]), Counts())
        counts.households, counts.outside_grids = part["households"], part["outside"]
        counts.places, counts.places_alone = part["places"], part["alone"]
    return found
