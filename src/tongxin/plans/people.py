"""Who can be given a task: the line's holders, then whoever answers for the place, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tongxin.access.rules import roles_with
from tongxin.cases.queries import posts_at
from tongxin.people.models import LineDuty, Person
from tongxin.records import clock
from tongxin.records.permission import Act
from tongxin.territory.ground import Ground


@dataclass(frozen=True)
class Able:
    """A person who answers for a place, and the post by which."""

    person: Person
    post: str


def who_can(ground: Ground, line: str) -> list[Able]:
    """The persons whose post holds the ground and may do tasks, each once.

    Who holds the line there comes first, then the nearest post.
    """
    today, roles = clock.today(), roles_with(Act.TASK_DO)
    posts = [post for post in posts_at(ground, today) if post.acts_as in roles]
    of_line = LineDuty.objects.holders(line, posts, today)
    kept: dict[UUID, Able] = {}
    for post in sorted(posts, key=lambda post: post.pk not in of_line):
        kept.setdefault(post.person_id, Able(post.person, str(post.get_role_display())))
    return list(kept.values())
