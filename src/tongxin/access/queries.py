"""Who may: the third form of the question of permission."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongxin.access.rules import roles_with
from tongxin.people.models import Person, Post
from tongxin.people.queries import PersonQuerySet
from tongxin.records.permission import Act
from tongxin.territory.ground import Ground


def who_may(act: Act, ground: Ground, on: date) -> PersonQuerySet:
    """The persons who may do `act` on `ground` on the day `on`."""
    posts = Post.objects.in_force(on).holding(ground).of_role(*roles_with(act))
    persons: Any = Person.objects.filter(pk__in=posts.values("person_id"))
    return persons  # type: ignore[no-any-return]
