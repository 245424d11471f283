"""Open work: what is still to be done by the holder of a post, declared by the rooms that know it.

A room's `open_work.py` says which rows fall to a post; the page and the sheet of a hand-over list them, and its
listener moves the same rows when the post changes hands. So nothing is listed that stays, or moved unlisted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from tongxin.people.models import Post
from tongxin.people.queries import PostQuerySet
from tongxin.records import clock
from tongxin.territory.ground import GroundKind, division_stem
from tongxin.territory.models import GroundedModel

Source = Callable[[Post], QuerySet[Any]]
LINES_SHOWN = 20


@dataclass(frozen=True)
class Line:
    """One row on a page or sheet: what, where, until when; `url` leads to its page."""

    what: str
    place: str
    due: date | None
    url: str


@dataclass(frozen=True)
class OpenWork:
    """A sort of open work: which rows fall to a post, how a row is shown. `rows`: all rows, for looking up by id."""

    key: str
    title: str | Promise
    source: Source
    rows: Callable[[], QuerySet[Any]]
    line: Callable[[Any], Line]


@dataclass(frozen=True)
class Listed:
    """What falls to one post of one sort: how many, and the first of them."""

    title: str | Promise
    count: int
    lines: Sequence[Line]

    @property
    def more(self) -> int:
        """How many are not among the lines."""
        return self.count - len(self.lines)


_registry: dict[str, OpenWork] = {}


def open_work(
    key: str, *, title: str | Promise, rows: Callable[[], QuerySet[Any]], line: Callable[[Any], Line]
) -> Callable[[Source], Source]:
    """Declares a sort of open work on the function that gives a post's rows. Raises `ValueError` for a second."""

    def declare(source: Source) -> Source:
        if key in _registry:
            raise ValueError(f"open work {key} is declared twice")
        _registry[key] = OpenWork(key, title, source, rows, line)
        return source

    return declare


def everything() -> Mapping[str, OpenWork]:
    """Every declared sort, by key."""
    return {key: _registry[key] for key in sorted(_registry)}


def listed(post: Post, most: int = LINES_SHOWN) -> list[Listed]:
    """What falls to the post now, sort by sort; sorts without rows are left out."""
    return _of({work: work.source(post) for work in everything().values()}, most)


def listed_by_ids(moved: Mapping[str, Sequence[str]], most: int) -> list[Listed]:
    """What went along with a hand-over, from the ids that it kept."""
    return _of(
        {work: work.rows().filter(pk__in=moved.get(work.key, ())) for work in everything().values()}, most
    )


def ids_of(post: Post) -> dict[str, list[str]]:
    """The ids of everything that falls to the post now, by sort."""
    return {
        work.key: [str(key) for key in work.source(post).values_list("pk", flat=True)]
        for work in everything().values()
    }


def _of(found: Mapping[OpenWork, QuerySet[Any]], most: int) -> list[Listed]:
    listing = [
        Listed(work.title, rows.count(), [work.line(row) for row in rows[:most]])
        for work, rows in found.items()
    ]
    return [each for each in listing if each.count]


def posts_beside(post: Post) -> PostQuerySet:
    """The person's other posts on the last day of this one, or today while it has no end."""
    day = post.until - timedelta(days=1) if post.until else clock.today()
    return Post.objects.in_force(day).filter(person=post.person_id).exclude(pk=post.pk)


def posts_kept(post: Post) -> PostQuerySet:
    """The person's other posts once this one is over."""
    day = max(post.until or clock.today(), clock.today())
    return Post.objects.in_force(day).filter(person=post.person_id).exclude(pk=post.pk)


def width(row: GroundedModel) -> tuple[int, int]:
    """A measure of a ground: wider ones first in order (province … village, group, grid, place)."""
    return list(GroundKind).index(GroundKind(row.ground_kind)), len(division_stem(row.division_code))
