"""The tree of places: town, villages, groups, with counts, who is responsible, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from tongxin.people.coverage import has_leader, is_looked_after
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
    group_count: int
    groups: tuple[GroupBranch, ...]

    @property
    def has_gap(self) -> bool:
        """Is the village without a secretary, or anything in it without somebody responsible?"""
        return self.secretary is None or self.counts.has_gap

    @property
    def is_empty(self) -> bool:
        """Was nothing entered for the village yet?"""
        return not self.group_count and not self.counts.households and not self.counts.places


Place = tuple[str, UUID | None]


def count_groups(villages: Sequence[Division]) -> dict[str, int]:
    """How many villager groups each village has."""
    rows = VillagerGroup.objects.in_use().filter(village__in=villages).order_by().values_list("division_code")
    return dict(rows.annotate(Count("pk")))


def branches_of(
    villages: Sequence[Division], groups: Mapping[str, int], *, unfolds: bool
) -> list[VillageBranch]:
    """The villages with all that the tree says of them: at most four queries, whatever their number.

    `groups`: how many each village has. `unfolds`: are the groups themselves wanted too?
    """
    codes = [village.code for village in villages]
    posts = Post.objects.in_force(clock.today()).filter(division_code__in=codes).select_related("person")
    roles = (Role.VILLAGE_SECRETARY, Role.GROUP_LEADER) if unfolds else (Role.VILLAGE_SECRETARY,)
    leading = list(posts.of_role(*roles))
    secretaries = {post.division_code: post for post in leading if post.acts_as == Role.VILLAGE_SECRETARY}
    counts = _counts(codes, ("division_code", "group_id") if unfolds else ("division_code",))
    wholes = {code: Counts() for code in codes}
    for (code, _), part in counts.items():
        wholes[code].add(part)
    parts = _groups_of(codes, leading, counts) if unfolds else {}
    return [
        VillageBranch(
            village=village,
            secretary=secretaries.get(village.code),
            counts=wholes[village.code],
            group_count=groups.get(village.code, 0),
            groups=tuple(parts.get(village.code, ())),
        )
        for village in villages
    ]


def _groups_of(
    codes: Sequence[str], leading: Iterable[Post], counts: Mapping[Place, Counts]
) -> dict[str, list[GroupBranch]]:
    leaders = {post.group_id: post for post in leading if post.acts_as == Role.GROUP_LEADER}
    found: dict[str, list[GroupBranch]] = {}
    for group in VillagerGroup.objects.in_use().filter(village__in=codes):
        count = counts.get((group.division_code, group.pk), Counts())
        found.setdefault(group.division_code, []).append(GroupBranch(group, leaders.get(group.pk), count))
    return found


def _counts(codes: Sequence[str], by: tuple[str, ...]) -> dict[Place, Counts]:
    """Counts by the columns `by`: village, or village and group (None: in no group). Two queries."""
    today = clock.today()
    found: dict[Place, Counts] = {}
    here = {"division_code__in": codes}
    grids = Grid.objects.in_use().filter(**here).order_by().values(*by)
    for row in grids.annotate(total=Count("*"), led=Count("pk", filter=has_leader(today, "pk"))):
        counts = found.setdefault((row["division_code"], row.get("group_id")), Counts())
        counts.grids, counts.leaderless = row["total"], row["total"] - row["led"]
    household = Q(kind=SiteKind.HOUSEHOLD)
    sites = Site.objects.in_use().filter(**here).exclude(kind=SiteKind.SHOP).order_by()
    grouped = sites.values(*by).annotate(
        households=Count("pk", filter=household),
        outside=Count("pk", filter=household & Q(grid__isnull=True)),
        places=Count("pk", filter=~household),
        alone=Count("pk", filter=~household & ~is_looked_after(today)),
    )
    for part in grouped:
        counts = found.setdefault((part["division_code"], part.get("group_id")), Counts())
        counts.households, counts.outside_grids = part["households"], part["outside"]
        counts.places, counts.places_alone = part["places"], part["alone"]
    return found
