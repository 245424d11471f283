"""A change tried out and taken back, so that a page can say what follows before anybody decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tongxin.records import clock
from tongxin.territory.concerned import Concern, concerns
from tongxin.territory.ground import Ground
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, GroundChange, Site

NAMED_AT_MOST = 20

_Row = tuple[str, str, UUID | None, UUID | None, str, Any]  # kind, village, group, grid, door, closed


@dataclass(frozen=True)
class Trial:
    """What a change would do.

    `doors`: old and new numbers of doors that get another; `renumbered`: how many such there are. `gridless`: how
    many sites would lie in no grid that lie in one now. `before` and `after`: names of the places it is about.
    """

    households: int
    places: int
    closed: int
    doors: tuple[tuple[str, str], ...]
    renumbered: int
    gridless: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    concerns: tuple[Concern, ...]


def try_out(
    act: Callable[[], GroundChange], *, codes: Sequence[str], closing: Sequence[Ground] = ()
) -> Trial:
    """Does the act and takes it back.

    `codes`: of the villages that it touches; `closing`: the places that would be no more. Raises what the act
    raises.
    """
    ids = Site.objects.in_use().filter(division_code__in=codes).order_by("sequence", "id")
    before = _rows(ids)
    concerned = tuple(concerns(closing, clock.today())) if closing else ()
    with transaction.atomic():
        change = act()
        after = _rows(Site.objects.filter(pk__in=list(before)))
        transaction.set_rollback(True)
    Division.objects.forget_names()
    moved = [key for key, row in before.items() if after[key][1:4] != row[1:4]]
    doors = [(row[4], after[key][4]) for key, row in before.items() if after[key][4] != row[4]]
    return Trial(
        households=sum(before[key][0] == SiteKind.HOUSEHOLD for key in moved),
        places=sum(before[key][0] != SiteKind.HOUSEHOLD for key in moved),
        closed=sum(after[key][5] is not None for key in before),
        doors=tuple(doors[:NAMED_AT_MOST]),
        renumbered=len(doors),
        gridless=sum(row[3] is not None and after[key][3] is None for key, row in before.items()),
        before=tuple(place["name"] for place in change.before),
        after=tuple(place["name"] for place in change.after),
        concerns=concerned,
    )


def _rows(sites: Any) -> dict[UUID, _Row]:
    columns = ("kind", "division_code", "group_id", "grid_id", "door", "closed_on")
    return {row[0]: row[1:] for row in sites.values_list("pk", *columns)}
