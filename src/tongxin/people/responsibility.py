"""Who answers for a spot on a day: by ring, and the line upwards to the town. Deputies stand beside the holders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongxin.people.models import Person, Post
from tongxin.people.open_work import width
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.models import Placement, Site
from tongxin.territory.succession import succession


class PostRing(StrEnum):
    """In which of the three rings a post stands, or in the line above them. The household answers for itself."""

    PLACE = "place"  # the steward and helpers of this one place
    GRID = "grid"  # grid leader, grid members
    LINE = "line"  # villager group, village, town and what is above


@dataclass(frozen=True)
class Responsible:
    """One who answers for the spot by a post. `deputies`: who stands in for the holder on that day."""

    post: Post
    ring: PostRing
    deputies: tuple[Person, ...]

    @property
    def person(self) -> Person:
        """The holder."""
        return self.post.person


def responsible_for(ground: Ground, on: date) -> list[Responsible]:
    """Everybody whose post holds `ground` on the day `on`, nearest first: at most four queries.

    A site is looked for where it lay on that day. Ground that had become part of another one by then has the
    people of that other one.
    """
    line = _as_it_lay(ground, on)
    near = [line.division_code] if line.site_id else []
    lines = [line, *succession(on, near).successors(line)]
    posts = Post.objects.in_force(on).holding(*lines).shown().with_deputies(on)
    found = sorted(
        posts, key=lambda post: (tuple(-part for part in width(post)), post.role, post.since, post.pk)
    )
    return [Responsible(post, _ring(post), _deputies(post)) for post in found]


def _as_it_lay(ground: Ground, on: date) -> Ground:
    if ground.site_id is None:
        return ground
    then = Placement.objects.in_force(on).filter(site=ground.site_id).first()
    if then is None:  # not there yet, or no more: where it is said to be now
        site = Site.objects.filter(pk=ground.site_id).first()
        return site.ground if site else ground
    return Ground(
        GroundKind.SITE,
        then.division_code,
        group_id=then.group_id,
        grid_id=then.grid_id,
        site_id=then.site_id,
    )


def _ring(post: Post) -> PostRing:
    rings = {GroundKind.SITE: PostRing.PLACE, GroundKind.GRID: PostRing.GRID}
    return rings.get(GroundKind(post.ground_kind), PostRing.LINE)


def _deputies(post: Post) -> tuple[Person, ...]:
    return tuple(leave.deputy for leave in getattr(post, "leaves_now", ()))
