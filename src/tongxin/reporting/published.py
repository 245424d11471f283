"""What a brief quotes of other rooms' publications: the last red list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.ranking.models import Listing, RankedList
from tongxin.ranking.rules import Colour, ListState
from tongxin.records import clock
from tongxin.territory.ground import Ground


@dataclass(frozen=True)
class QuotedList:
    """A list as a brief quotes it: its title and its entries by place, without rank or score."""

    title: str
    entries: tuple[str, ...]


def last_red_list(ground: Ground, *, until: date) -> QuotedList | None:
    """The red list of `ground` published last, up to the day `until`; None where there is none.

    Entries taken off before their time are left out. Two queries.
    """
    published = RankedList.objects.within(ground).of_colour(Colour.RED).select_related("table")
    found = (
        published.filter(
            state__in=[ListState.PUBLISHED, ListState.EXPIRED],
            published_at__lt=clock.start_of(until + timedelta(days=1)),
        )
        .order_by("-published_at")
        .first()
    )
    if found is None:
        return None
    listings = Listing.objects.filter(ranked_list=found, ended_at__isnull=True).select_related("unit")
    in_place_order = sorted(
        listings, key=lambda listing: (listing.unit.division_code, listing.unit.full_name)
    )
    return QuotedList(found.table.title, tuple(listing.unit.full_name for listing in in_place_order))
