"""Posts and leaves as a book of accepted acts, in forty lines: who answers for a spot on a day, whatever happened."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date

from tests.territory.reference import Diary


@dataclass
class Held:
    """A post: who, as what, where, from which day until which; and who stood in from when until when."""

    holder: str
    role: str
    ground: Hashable
    since: date
    until: date = date.max
    leaves: list[tuple[str, date, date]] = field(default_factory=list)

    def end(self, on: date) -> None:
        """The post ends, and its leaves with it."""
        self.until = on
        self.leaves = [(who, first, min(back, max(on, first))) for who, first, back in self.leaves]

    def deputy(self, day: date) -> str:
        """Who stood in on the day; empty for nobody."""
        return next((who for who, first, back in self.leaves if first <= day < back), "")


def who(posts: list[Held], diary: Diary, site: Hashable, day: date) -> set[tuple[str, str, str]]:
    """Holder, role and deputy of every post on the line of the site, as it lay on the day."""
    spot = diary.where(site, day)
    line = {site, spot.village, spot.group, spot.grid} if spot else {site}
    held = [post for post in posts if post.ground in line and post.since <= day < post.until]
    return {(post.holder, post.role, post.deputy(day)) for post in held}
