"""Who looks after a spot, ring by ring, and the line upwards to the town."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongxin.people.models import AreaPartnership, Post
from tongxin.people.queries import PostQuerySet, containing
from tongxin.people.roles import Role
from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, division_stem
from tongxin.territory.queries import lies_in

# Roles that work on a spot themselves, whatever the ground of their post; they stand in no line of command.
FIELD_ROLES = frozenset(
    {
        Role.STEWARD,
        Role.CLEANER,
        Role.WELFARE_POST,
        Role.FOREST_RANGER,
        Role.VOLUNTEER,
        Role.PARTNER_CONTACT,
    }
)
GRID_ROLES = (Role.GRID_LEADER, Role.GRID_MEMBER)
OUTSIDE = frozenset({Role.ADMINISTRATOR, Role.COUNTY_READER})
# In a rung the village's own come first, then those whom the town has sent; else as the roles are listed.
_VILLAGE_FIRST = (Role.VILLAGE_SECRETARY, Role.COMMITTEE_MEMBER)
_ORDER = {role: place for place, role in enumerate(dict.fromkeys([*_VILLAGE_FIRST, *Role]))}


class Rung(StrEnum):
    """A step of the line upwards."""

    GROUP = "group"
    VILLAGE = "village"
    TOWN = "town"
    ABOVE = "above"


@dataclass(frozen=True)
class SpotNetwork:
    """The persons of a spot: the place's own ring, the grid's ring, the line upwards, and who helps.

    `own`: stewards, cleaners and others who work on the spot; `grid`: leader first, then members.
    """

    own: tuple[Post, ...]
    grid: tuple[Post, ...]
    line: tuple[tuple[Rung, tuple[Post, ...]], ...]

    @property
    def steward(self) -> Post | None:
        """The steward of the place."""
        return next((post for post in self.own if post.acts_as == Role.STEWARD), None)

    @property
    def leader(self) -> Post | None:
        """The leader of the grid."""
        return next((post for post in self.grid if post.acts_as == Role.GRID_LEADER), None)

    @property
    def is_alone(self) -> bool:
        """Does nobody answer for it: neither a steward nor a grid leader?"""
        return self.steward is None and self.leader is None


def network_of(ground: Ground, on: date) -> SpotNetwork:
    """The network around a place that is in use today, deputies included: two queries.

    `responsibility.responsible_for` answers for other days, and for places that have become part of another.
    """
    posts = Post.objects.in_force(on).holding(ground).select_related("person", "organisation")
    return arranged(posts.with_deputies(on))


def posts_in_and_around(ground: Ground, on: date) -> PostQuerySet:
    """The posts in an area and those that hold it, for pages that show both: one query."""
    rows = Post.objects.in_force(on).filter(lies_in(ground) | containing(ground))
    return rows.select_related("person", "organisation").order_by("role", "id")


def line_around(ground: Ground, posts: Iterable[Post]) -> SpotNetwork:
    """The network around an area: of `posts_in_and_around` those whose ground is wider than the area."""
    return arranged(post for post in posts if not ground.contains(post.ground))


def arranged(posts: Iterable[Post]) -> SpotNetwork:
    """Posts that hold one spot, ring by ring; within a ring in the order of the roles."""
    rows = sorted(posts, key=lambda post: (_ORDER[Role(post.acts_as)], post.since, str(post.pk)))
    rungs: dict[Rung, list[Post]] = {}
    for post in rows:
        role = Role(post.acts_as)
        if role not in FIELD_ROLES and role not in GRID_ROLES and role not in OUTSIDE:
            rungs.setdefault(rung_of(post.ground), []).append(post)
    return SpotNetwork(
        own=tuple(post for post in rows if post.acts_as in FIELD_ROLES),
        grid=tuple(post for post in rows if post.acts_as in GRID_ROLES),
        line=tuple((rung, tuple(rungs[rung])) for rung in Rung if rung in rungs),
    )


def rung_of(ground: Ground) -> Rung:
    """On which step of the line a post with this ground stands."""
    if ground.kind is not GroundKind.DIVISION:
        return Rung.GROUP
    digits = len(division_stem(ground.division_code))
    if digits == DIVISION_DIGITS:
        return Rung.VILLAGE
    return Rung.TOWN if digits == 9 else Rung.ABOVE


def partner_units(ground: Ground, on: date) -> list[AreaPartnership]:
    """The partner units that have taken on an area in which the spot lies, by name: one query."""
    rows = AreaPartnership.objects.in_force(on).holding(ground).select_related("organisation", "contact")
    return list(rows.order_by("organisation__name"))
