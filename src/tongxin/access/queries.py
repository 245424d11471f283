"""Who may: the third form of the question of permission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongxin.access.rules import roles_with
from tongxin.people.models import Leave, Person, Post
from tongxin.people.queries import PersonQuerySet
from tongxin.records.permission import Act
from tongxin.territory.ground import Ground
from tongxin.territory.succession import succession


def who_may(act: Act, ground: Ground, on: date, *, deputies: bool = True) -> PersonQuerySet:
    """The persons who may do `act` on `ground` on the day `on`: one query, and one for merged ground.

    Without `deputies` only those who may in their own right: whoever is given something keeps it past a leave.
    """
    near = [ground.division_code] if ground.site_id else []
    lines = [ground, *succession(on, near).successors(ground)]
    posts = Post.objects.in_force(on).holding(*lines).of_role(*roles_with(act))
    able = Q(pk__in=posts.values("person_id"))
    if deputies:
        standing_in = Leave.objects.in_force(on).filter(post__in=posts.values("pk"))
        able |= Q(pk__in=standing_in.values("deputy_id"))
    persons: Any = Person.objects.filter(able)
    return persons  # type: ignore[no-any-return]


class Reach:
    """Where each of some persons may do an act in their own right: two queries, however many places are asked for."""

    def __init__(self, act: Act, persons: Collection[UUID], on: date) -> None:
        self._held: dict[UUID, list[Ground]] = defaultdict(list)
        for post in Post.objects.in_force(on).of_role(*roles_with(act)).filter(person__in=persons):
            self._held[post.person_id].append(post.ground)
        self._succession = succession(on)

    def holds(self, person: UUID, ground: Ground) -> bool:
        """Does a post of the person hold `ground`, or what took its place?"""
        lines = [ground, *self._succession.successors(ground)]
        return any(held.contains(line) for held in self._held.get(person, ()) for line in lines)
