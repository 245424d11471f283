"""Who can take over a post: people who can sign in and work in the same village, in its town, or nowhere yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from tongxin.people.catalogue import town_of
from tongxin.people.models import Person, Post
from tongxin.records import clock

MOST = 200  # in one choice; others are found by name on the post's own hand-over


def candidates_for(posts: Sequence[Post], *, without: Person) -> Mapping[UUID, Sequence[Person]]:
    """For each post the people to choose from, by name: two queries for each village among the posts."""
    able = Person.objects.filter(account__is_active=True).exclude(pk=without.pk).order_by("sort_key", "id")
    new = list(able.unposted()[:MOST])
    by_village: dict[str, list[Person]] = {}
    for code in {post.division_code for post in posts}:
        codes = [code, town_of(code)]
        near = Post.objects.in_force(clock.today()).filter(division_code__in=codes).values("person")
        by_village[code] = [*able.filter(pk__in=near)[:MOST], *new]
    return {post.pk: by_village[post.division_code] for post in posts}
