"""Who stands above whom in the line of responsibility. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongxin.records.permission import Act

if TYPE_CHECKING:
    from tongxin.access.viewer import PostViewer
    from tongxin.territory.ground import Ground


def stands_above(leader: PostViewer, other: PostViewer) -> bool:
    """May the leader give the other a new slip, and with it, for a moment, the other's place?

    The other holds a post; each lies inside a ground on which the leader resets accounts and is smaller than it; and
    every right of the other is the leader's too, on the same ground. So nobody gets at an equal, at somebody above, or
    at a right that the leader has not (a clerk not at the town's leader, whose approval the clerk's drafts need; a
    secretary not at the town's cadre for the village).
    """
    if not other.posts:
        return False
    held = leader.grounds(Act.ACCOUNT_RESET)
    if not all(any(_is_smaller(post.ground, ground) for ground in held) for post in other.posts):
        return False
    return all(leader.may(act, ground) for act in Act for ground in other.grounds(act))


def _is_smaller(inner: Ground, outer: Ground) -> bool:
    return outer.contains(inner) and not inner.contains(outer)
