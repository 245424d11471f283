"""What the page of checks shows to a viewer: findings by severity and room, with the ways that are the viewer's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from tongxin.records import checks
from tongxin.records.checks import SEVERITY_WORDS, Check, CheckScope, Found, Result, Severity, Subject, Text
from tongxin.records.models import Examined
from tongxin.records.permission import Act, GroundLike, Viewer, declaration_of
from tongxin.territory.ground import Ground, GroundKind, division_contains


@dataclass(frozen=True)
class Way:
    """A subject as the viewer sees it: links only to pages that open for the viewer there."""

    label: str
    url: str
    act: Text
    act_url: str


@dataclass(frozen=True)
class Entry:
    """A check that found something; `more` subjects are counted and not named."""

    result: Result
    ways: tuple[Way, ...]
    page_url: str

    @property
    def more(self) -> int:
        """How many subjects are not named; 0 where none is."""
        return self.result.found.count - len(self.ways) if self.ways else 0


@dataclass(frozen=True)
class RoomPart:
    """The findings of one room."""

    title: Text
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class SeverityPart:
    """The findings of one severity, room by room."""

    severity: Severity
    rooms: tuple[RoomPart, ...]

    @property
    def words(self) -> Text:
        """The severity in words."""
        return SEVERITY_WORDS[self.severity]

    @property
    def number(self) -> int:
        """How many checks found something."""
        return sum(len(room.entries) for room in self.rooms)


@dataclass(frozen=True)
class Checked:
    """All of it. `right`: the checks that found nothing; `examined_at`: when the worker looked last."""

    parts: tuple[SeverityPart, ...]
    right: tuple[Result, ...]
    examined_at: datetime | None

    @property
    def number(self) -> int:
        """How many checks found something."""
        return sum(part.number for part in self.parts)


def checked_for(viewer: Viewer, ground: Ground | None = None) -> Checked:
    """Looks in the viewer's whole ground, or in one part of it: about one query a check, whatever the rows.

    What belongs to no ground is for those who may see the state of the house, and not asked of a part of it.
    What the worker's checks said last is read, they are not made.
    """
    grounds = (ground,) if ground is not None else viewer.grounds(Act.CHECKS_VIEW)
    with_house = ground is None and viewer.may(Act.HEALTH_SEE)
    chosen = [each for each in checks.all() if each.is_live and (with_house or not each.of_house)]
    examined = list(Examined.objects.filter(division_code=""))
    results = [*checks.run(CheckScope(grounds), chosen), *_heavy(grounds)]
    if with_house:
        results = [*_foundation(examined), *results]
    amiss = [result for result in results if not result.ok]
    return Checked(
        parts=tuple(part for severity in Severity if (part := _part(severity, amiss, viewer)).number),
        right=tuple(result for result in results if result.ok),
        examined_at=min((row.examined_at for row in examined), default=None),
    )


def _foundation(examined: Iterable[Examined]) -> list[Result]:
    """The foundation's last results; a check that is right and says what to do is amiss."""
    said = {row.name: row for row in examined}
    results = []
    for check in checks.foundation():
        if row := said.get(check.name):
            mend = _words(row.mend)
            found = Found(row.count or int(bool(mend)), detail=_words(row.detail), mend=mend)
            results.append(Result(check, found))
    return results


def _heavy(grounds: Iterable[GroundLike]) -> list[Result]:
    """The last results of the checks that look at every place, put together for the villages of these grounds."""
    held = [ground for ground in grounds if isinstance(ground, Ground) and ground.kind is GroundKind.DIVISION]
    kept: dict[str, list[Examined]] = defaultdict(list)
    for row in Examined.objects.exclude(division_code="").order_by("division_code"):
        if any(division_contains(ground.division_code, row.division_code) for ground in held):
            kept[row.name].append(row)
    return [Result(check, _together(kept[check.name])) for check in checks.all() if check.is_heavy]


def _together(rows: Iterable[Examined]) -> Found:
    """The findings of several villages as one."""
    found = list(rows)
    subjects = [_read(each) for row in found for each in row.subjects]
    return Found(sum(row.count for row in found), tuple(subjects[: checks.SHOWN]))


def _read(kept: dict[str, Any]) -> Subject:
    return Subject(kept["label"], kept["url"], _words(kept["act"]), kept["act_url"])


def _words(said: Mapping[str, str]) -> str:
    """In the reader's language."""
    return said.get(translation.get_language() or "", "")


def _part(severity: Severity, amiss: Iterable[Result], viewer: Viewer) -> SeverityPart:
    of_rooms = {
        room.title: tuple(
            _entry(result, viewer)
            for result in amiss
            if result.check.room == room.name and result.check.severity is severity
        )
        for room in checks.rooms()
    }
    return SeverityPart(severity, tuple(RoomPart(title, found) for title, found in of_rooms.items() if found))


def _entry(result: Result, viewer: Viewer) -> Entry:
    ways = tuple(_way(subject, viewer) for subject in result.found.subjects)
    return Entry(result, ways, _page_of(result.check, viewer))


def _page_of(check: Check, viewer: Viewer) -> str:
    if not check.page:
        return ""
    url = reverse(check.page)
    return url if may_open(url, viewer) else ""


def _way(subject: Subject, viewer: Viewer) -> Way:
    url = subject.url if may_open(subject.url, viewer, subject.ground) else ""
    may_act = may_open(subject.act_url, viewer, subject.ground)
    return Way(subject.label, url, subject.act if may_act else "", subject.act_url if may_act else "")


def may_open(url: str, viewer: Viewer, ground: GroundLike | None = None) -> bool:
    """May the viewer open the page at this address for something on `ground`? The page's own declaration says it."""
    if not url:
        return False
    try:
        declaration = declaration_of(resolve(urlsplit(url).path).func)
    except Resolver404:
        return False
    if declaration is None or declaration.act is None:
        return declaration is not None
    return viewer.may(declaration.act, ground)
