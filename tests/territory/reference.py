"""The ground as a list of days, in forty lines: what the placements must say, whatever happened."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True)
class Spot:
    """Where a site lies: village, group and grid by any name."""

    village: Hashable
    group: Hashable = None
    grid: Hashable = None


@dataclass
class Diary:
    """For each site the days on which something happened, and where it lay from then on (None: nowhere)."""

    pages: dict[Hashable, list[tuple[date, Spot | None]]] = field(default_factory=dict)

    def put(self, site: Hashable, day: date, spot: Spot | None) -> None:
        """From `day` the site lies at `spot`; what it did that same day before is forgotten."""
        page = self.pages.setdefault(site, [])
        assert all(begun <= day for begun, _spot in page), "a day before the last one"
        self.pages[site] = [entry for entry in page if entry[0] < day] + [(day, spot)]

    def move(self, sites: Iterable[Hashable], day: date, **to: Hashable) -> None:
        """Moves the sites that lie somewhere."""
        for site in sites:
            if (spot := self.where(site, date.max)) is not None:
                self.put(site, day, replace(spot, **to))

    def where(self, site: Hashable, day: date) -> Spot | None:
        """Where the site lay on `day`."""
        return next((spot for begun, spot in reversed(self.pages.get(site, [])) if begun <= day), None)

    def within(self, day: date, **place: Hashable) -> set[Hashable]:
        """The sites that lay in a village, group or grid on `day`."""
        spots = {site: self.where(site, day) for site in self.pages}
        return {
            site
            for site, spot in spots.items()
            if spot is not None and all(getattr(spot, part) == value for part, value in place.items())
        }
