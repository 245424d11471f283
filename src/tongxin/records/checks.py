"""Checks: each says what should be so, finds what is not, and names the act that mends it.

A room's `checks.py` declares; `config` start-up reads all of them. `doctor.py` declares those of the foundation.
How many of them there are, in words, is `docs/rules/checks.md`, which is written from this registry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.records.canonical import JSON
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import GroundLike

QS = TypeVar("QS", bound=QuerySet[Any])
Row = TypeVar("Row")
Text = str | Promise

SHOWN = 20  # subjects of one check that are named; the count is always complete
FOUNDATION = "records"  # the room of checks whose name has no room: those of the doctor


class Severity(StrEnum):
    """How much it matters, gravest first."""

    STOPS = "stops"
    WRONG = "wrong"
    LOOK = "look"


SEVERITY_WORDS: dict[Severity, Text] = {
    Severity.STOPS: pgettext_lazy("severity of a check", "stops the work"),
    Severity.WRONG: pgettext_lazy("severity of a check", "to be put right"),
    Severity.LOOK: pgettext_lazy("severity of a check", "worth a look"),
}


class UnknownCheck(RuleBroken):
    """A name that no room has declared."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is no check “%(name)s”. Choose one from docs/rules/checks.md.") % {"name": name}
        )
        self.name = name


@dataclass(frozen=True)
class CheckScope:
    """Where is looked: in these grounds (None: the whole house); how many subjects are named."""

    grounds: tuple[GroundLike, ...] | None = None
    most: int = SHOWN

    def within(self, rows: QS) -> QS:
        """The rows in these grounds; `rows` must offer `within_any(grounds)`."""
        if self.grounds is None:
            return rows
        narrowed: QS = rows.within_any(self.grounds)  # type: ignore[attr-defined]
        return narrowed


@dataclass(frozen=True)
class Subject:
    """One thing that is not as it should be: in words without personal data, its page, the act that mends it.

    `act` is the label of the link `act_url`; without them the check's general sentence is all there is to say.
    """

    label: str
    url: str = ""
    act: Text = ""
    act_url: str = ""
    ground: GroundLike | None = None


@dataclass(frozen=True)
class Found:
    """What a check found: how many things are amiss (0: all is right) and the first of them.

    `detail` says what was seen; `mend` what to do in this very case, else the check's own sentence holds.
    """

    count: int = 0
    subjects: tuple[Subject, ...] = ()
    detail: Text = ""
    mend: Text = ""


Look = Callable[[CheckScope], Found]


@dataclass(frozen=True)
class Check:
    """A declared check.

    `of_house`: it is about the whole house and belongs to no ground. `is_foundation`: one of the doctor's, which
    reads all there is and is therefore run by the command and by the worker, never by a page. `is_heavy`: it looks
    at every single place, so the worker makes it village by village and pages show what it found. `page`: name of
    the page on which it is mended, where that is one page for all subjects.
    """

    name: str
    title: Text
    why: Text
    mend: Text
    severity: Severity
    look: Look
    of_house: bool = False
    is_foundation: bool = False
    is_heavy: bool = False
    page: str = ""

    @property
    def is_live(self) -> bool:
        """Is it made anew whenever a page asks?"""
        return not (self.is_foundation or self.is_heavy)

    @property
    def room(self) -> str:
        """The room that declares it."""
        room, dot, _rest = self.name.partition(".")
        return room if dot else FOUNDATION


@dataclass(frozen=True)
class Result:
    """A check and what it found just now."""

    check: Check
    found: Found

    @property
    def name(self) -> str:
        """The check's name."""
        return self.check.name

    @property
    def title(self) -> str:
        """The check's title in the user's language."""
        return str(self.check.title)

    @property
    def ok(self) -> bool:
        """Is nothing amiss?"""
        return self.found.count == 0

    @property
    def detail(self) -> str:
        """What was seen."""
        return str(self.found.detail)

    @property
    def mend(self) -> str:
        """What to do; empty where nothing is to be done."""
        return str(self.found.mend or ("" if self.ok else self.check.mend))

    def as_json(self) -> dict[str, JSON]:
        """For programs; subjects without their addresses' meaning changed."""
        return {
            "name": self.name,
            "room": self.check.room,
            "severity": self.check.severity.value,
            "ok": self.ok,
            "count": self.found.count,
            "detail": self.detail,
            "mend": self.mend,
            "subjects": [
                {"label": subject.label, "url": subject.url, "act_url": subject.act_url}
                for subject in self.found.subjects
            ],
        }


@dataclass(frozen=True)
class Room:
    """A room in the words of people; `place` orders the rooms."""

    name: str
    title: Text
    place: int


_registry: dict[str, Check] = {}
_rooms: dict[str, Room] = {}


def room(name: str, title: Text, *, place: int) -> None:
    """Says what a room that declares checks is called. Raises `ValueError` for one named twice."""
    if name in _rooms:
        raise ValueError(f"the room {name} is named twice")
    _rooms[name] = Room(name, title, place)


def rooms() -> tuple[Room, ...]:
    """Every room that declares checks, in their order."""
    return tuple(sorted(_rooms.values(), key=lambda each: each.place))


def check(
    name: str,
    *,
    title: Text,
    why: Text,
    mend: Text,
    severity: Severity,
    of_house: bool = False,
    is_foundation: bool = False,
    is_heavy: bool = False,
    page: str = "",
) -> Callable[[Look], Look]:
    """Declares the check `name` ("room.words") on a function that looks in a scope.

    Raises `ValueError` for a name declared twice, and where why or mend is not said.
    """

    def declare(look: Look) -> Look:
        if name in _registry:
            raise ValueError(f"the check {name} is declared twice")
        _registry[name] = Check(
            name, title, why, mend, severity, look, of_house, is_foundation, is_heavy, page
        )
        return look

    for text in (title, why, mend):
        if not str(text).strip():
            raise ValueError(f"{name}: say what should be so, why it matters, and what mends it")
    return declare


def get(name: str) -> Check:
    """The check of that name. Raises `UnknownCheck`."""
    try:
        return _registry[name]
    except KeyError:
        raise UnknownCheck(name) from None


def all() -> tuple[Check, ...]:  # noqa: A001 - read as checks.all()
    """Every declared check, room by room, in the order of declaration."""
    places = {each.name: each.place for each in rooms()}
    return tuple(sorted(_registry.values(), key=lambda each: places[each.room]))


def foundation() -> tuple[Check, ...]:
    """The doctor's checks, in the order in which they are to be run."""
    return tuple(each for each in _registry.values() if each.is_foundation)


Places = Callable[[], Iterable[GroundLike]]
_places: list[Places] = []


def places(give: Places) -> Places:
    """Declares a function that gives the grounds in which heavy checks are made one after the other."""
    _places.append(give)
    return give


def all_places() -> list[GroundLike]:
    """The grounds in which heavy checks are made."""
    return [ground for give in _places for ground in give()]


def run(scope: CheckScope, chosen: Iterable[Check]) -> tuple[Result, ...]:
    """Looks, check by check."""
    return tuple(Result(each, each.look(scope)) for each in chosen)


def found(
    rows: QuerySet[Any, Row] | Sequence[Row], subject: Callable[[Row], Subject], scope: CheckScope
) -> Found:
    """The rows that are amiss as a finding: one query where all of them are named, else two."""
    first = list(rows[: scope.most + 1])
    count = len(first)
    if count > scope.most:
        count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    return Found(count, tuple(subject(row) for row in first[: scope.most]))


def amiss(is_amiss: bool, detail: Text = "") -> Found:
    """The finding of a check that is about one thing."""
    return Found(count=int(is_amiss), detail=detail)
