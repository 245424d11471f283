"""What the part `territory/parts/map.html` shows: a map, and beside it a list that does the same by keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.urls import reverse

from tongxin.records.paging import CappedPage, page_of
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground
from tongxin.territory.map_data import short_id
from tongxin.territory.models import Grid, Outline, Site
from tongxin.territory.whereabouts import Placed, placed_within

PER_PAGE = 50


class Colour(StrEnum):
    """By what places are coloured and shaped."""

    KIND = "kind"
    SEEN = "seen"
    RESPONSIBLE = "responsible"


class Show(StrEnum):
    """Which places the list holds."""

    ALL = "all"
    MISSING = "missing"


@dataclass(frozen=True)
class Line:
    """A place of the list: its row, the id by which the map knows it."""

    site: Site
    short_id: str


@dataclass(frozen=True)
class MapPart:
    """A map of one or more grounds. `select` is the short id of a place chosen from the start."""

    data_urls: Sequence[str]
    placed: Placed
    has_outlines: bool
    colour: Colour = Colour.KIND
    select: str = ""
    rows: CappedPage[Site] | None = None
    show: Show = Show.ALL
    may_set: bool = False
    tiles: Any = field(default_factory=lambda: settings.TONGXIN_TILES)

    @property
    def is_empty(self) -> bool:
        """Is there nothing to draw?"""
        return not self.placed.placed and not self.has_outlines

    @property
    def lines(self) -> list[Line]:
        """The places of the list's page."""
        return [Line(site, short_id(site.pk)) for site in self.rows or ()]

    @property
    def tile_urls(self) -> str:
        """The layers of the background, one a line; empty without a tile source."""
        return "\n".join(self.tiles.urls) if self.tiles else ""

    @property
    def site_url(self) -> str:
        """The address of a place's page with a mark where its id goes."""
        return _with_mark("web:site")

    @property
    def position_url(self) -> str:
        """The address where a place's position is set, with the same mark; empty without the right."""
        return _with_mark("territory:position") if self.may_set else ""


_MARK = "00000000-0000-0000-0000-000000000000"


def _with_mark(name: str) -> str:
    return reverse(name, args=[_MARK]).replace(_MARK, "{id}")


def map_part(
    grounds: Iterable[Ground],
    *,
    by: Viewer,
    colour: str = "",
    show: str = "",
    page: str | None = None,
    select: Site | None = None,
    with_list: bool = True,
) -> MapPart:
    """The map of some grounds, for the part's template. The caller has asked whether `by` may see them.

    `colour`, `show`, `page` come from the address; nonsense is the first choice. Five queries at most.
    """
    held = list(grounds)
    shown = Show.MISSING if show == Show.MISSING else Show.ALL
    sites = Site.objects.in_use().within_any(held)
    if shown is Show.MISSING:
        sites = sites.filter(latitude__isnull=True)
    ordered = sites.select_related("group").order_by("division_code", "group__number", "sequence", "id")
    outlined = Outline.objects.within_any(held).exists()
    drawn = outlined or Grid.objects.in_use().within_any(held).filter(polygon__isnull=False).exists()
    return MapPart(
        data_urls=[reverse("territory:map_data", args=[ground.key]) for ground in held],
        placed=_sum([placed_within(ground) for ground in held]),
        has_outlines=drawn,
        colour=Colour(colour) if colour in set(Colour) else Colour.KIND,
        select=short_id(select.pk) if select else "",
        rows=page_of(ordered, page, per_page=PER_PAGE) if with_list else None,
        show=shown,
        may_set=all(by.may(Act.POSITION_SET, ground) for ground in held),
    )


def _sum(parts: Sequence[Placed]) -> Placed:
    return Placed(
        sum(part.total for part in parts),
        sum(part.placed for part in parts),
        sum(part.by_guess for part in parts),
    )
