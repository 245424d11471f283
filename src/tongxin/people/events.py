"""News of this room that several upper rooms must hear."""

from __future__ import annotations

from dataclasses import dataclass

from tongxin.people.models import Post
from tongxin.records.events import Event
from tongxin.records.permission import Viewer


@dataclass(frozen=True)
class PostHandedOver(Event):
    """A hand-over takes effect: what falls to the old post's person by that post goes to the new one's.

    Both posts come with their persons. What falls to a post is said once, in a room's `open_work.py`.
    """

    before: Post
    after: Post
    by: Viewer
