"""Who visits what on a round. Pure; the rule in words with a worked example is in docs/rules/drawing.md.

The list in walking order is cut into as many stretches of equal length as there are inspectors, one for each. Of
each stretch a stated share goes to other inspectors: these visits *cross over*. They tie the inspectors together:
without them a strict inspector and a dirty grid could not be told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from tongxin.inspections.drawing import PERCENT, smallest
from tongxin.inspections.rules import VisitRole

Inspector = TypeVar("Inspector", bound=Hashable)


class NobodyLeft(Exception):
    """So many visits of a role find no inspector whose own ground the place is not."""

    def __init__(self, role: VisitRole, count: int) -> None:
        super().__init__(f"{role}: {count}")
        self.role = role
        self.count = count


@dataclass(frozen=True)
class Sharing:
    """How visits are shared out, in percent.

    `cross`: visits of a stretch that go to others. `own`: visits of an inspector that may lie on own ground, at
    most, where nobody else is left. `second`, `recheck`: units seen by another inspector besides, and seen again
    by another. `home_first` sends everybody to own ground before all, as for a self-assessment.
    """

    cross: int = 0
    own: int = 0
    second: int = 0
    recheck: int = 0
    home_first: bool = False


@dataclass(frozen=True)
class Errand(Generic[Inspector]):
    """One visit to make: the unit, for what, by whom, and whether it crosses over."""

    key: str
    role: VisitRole
    inspector: Inspector
    crosses: bool = False


@dataclass
class _Desk(Generic[Inspector]):
    """The inspectors with their loads while visits are shared out."""

    inspectors: Sequence[Inspector]
    own: Mapping[Inspector, Collection[str]]
    load: Counter[Inspector] = field(default_factory=Counter)
    at_home: Counter[Inspector] = field(default_factory=Counter)

    def owns(self, inspector: Inspector, key: str) -> bool:
        return key in self.own.get(inspector, ())

    def give(self, key: str, inspector: Inspector) -> Inspector:
        self.load[inspector] += 1
        self.at_home[inspector] += self.owns(inspector, key)
        return inspector

    def least_loaded(self, able: Iterable[Inspector]) -> Inspector | None:
        return min(able, key=lambda one: (self.load[one], self.inspectors.index(one)), default=None)

    def pick(self, key: str, without: Collection[Inspector], may_be_own: bool) -> Inspector | None:
        """The least loaded to whom the place is strange; with `may_be_own` another where there is none."""
        able = [one for one in self.inspectors if one not in without]
        found = self.least_loaded(one for one in able if not self.owns(one, key))
        return found if found is not None or not may_be_own else self.least_loaded(able)


def share_out(
    keys: Sequence[str],
    inspectors: Sequence[Inspector],
    own: Mapping[Inspector, Collection[str]],
    sharing: Sharing,
    seed: str,
) -> list[Errand[Inspector]]:
    """All visits of the units `keys` (in walking order), main visits first; loads are kept even.

    `own` names for each inspector the units on the inspector's own ground. Raises `NobodyLeft` where that would
    send somebody to own ground beyond `sharing.own`; `ValueError` where there is no inspector.
    """
    if not inspectors:
        raise ValueError("no inspector")
    desk = _Desk(list(inspectors), own)
    if sharing.home_first:
        errands = [Errand(key, VisitRole.MAIN, _at_home(desk, key)) for key in keys]
    else:
        errands = _main(desk, keys, sharing, seed)
    mains = {errand.key: errand.inspector for errand in errands}
    seen = {key: [inspector] for key, inspector in mains.items()}
    for role, share in ((VisitRole.SECOND, sharing.second), (VisitRole.RECHECK, sharing.recheck)):
        errands += _again(desk, role, _share_of(keys, share, f"{seed}\n{role}"), seen, sharing)
    _refuse_too_much_own_ground(desk, sharing)
    return errands


def _at_home(desk: _Desk[Inspector], key: str) -> Inspector:
    owners = desk.least_loaded(one for one in desk.inspectors if desk.owns(one, key))
    chosen = desk.least_loaded(desk.inspectors) if owners is None else owners
    assert chosen is not None  # noqa: S101 - there are inspectors
    return desk.give(key, chosen)


def _main(
    desk: _Desk[Inspector], keys: Sequence[str], sharing: Sharing, seed: str
) -> list[Errand[Inspector]]:
    falls_to: dict[str, Inspector] = {}
    leave: list[tuple[int, str, Inspector]] = []  # in turn from each stretch, which keeps the loads even
    for host, stretch in _stretches(desk, keys):
        leaving = _leaving(desk, host, stretch, sharing.cross, seed)
        leave += [(turn, key, host) for turn, key in enumerate(key for key in stretch if key in leaving)]
        falls_to |= {key: desk.give(key, host) for key in stretch if key not in leaving}
    crossing = set()
    guests: Counter[tuple[Inspector, Inspector]] = Counter()
    lost = 0
    for _turn, key, host in sorted(leave, key=lambda each: each[0]):
        able = (one for one in desk.inspectors if one != host and not desk.owns(one, key))
        other = min(able, key=lambda one: (desk.load[one], guests[host, one]), default=None)
        if other is None and not sharing.own:
            lost += 1
            continue
        if other is None:  # everybody's own ground: whoever has had the least of it
            other = min(desk.inspectors, key=lambda one: (desk.at_home[one], desk.load[one]))
        if other != host:
            crossing.add(key)
            guests[host, other] += 1
        falls_to[key] = desk.give(key, other)
    if lost:
        raise NobodyLeft(VisitRole.MAIN, lost)
    return [Errand(key, VisitRole.MAIN, falls_to[key], key in crossing) for key in keys]


def _stretches(desk: _Desk[Inspector], keys: Sequence[str]) -> Iterator[tuple[Inspector, Sequence[str]]]:
    """The list cut into equal stretches, each with its inspector, those with the least own ground first."""
    count = len(desk.inspectors)
    cuts = [number * len(keys) // count for number in range(count + 1)]
    stretches = [keys[start:end] for start, end in pairwise(cuts)]
    # Ties go to the inspector of the same place in the order, so that the same input is shared out alike.
    fits = sorted(
        (sum(desk.owns(one, key) for key in stretch), abs(row - column), row, column)
        for row, stretch in enumerate(stretches)
        for column, one in enumerate(desk.inspectors)
    )
    hosts: dict[int, int] = {}
    for _at_home, _apart, row, column in fits:
        if row not in hosts and column not in hosts.values():
            hosts[row] = column
    for row, stretch in enumerate(stretches):
        yield desk.inspectors[hosts[row]], stretch


def _leaving(
    desk: _Desk[Inspector], host: Inspector, stretch: Sequence[str], cross: int, seed: str
) -> set[str]:
    """Which units of a stretch go to others: those on the host's own ground, and by chance up to the share."""
    leaving = {key for key in stretch if desk.owns(host, key)}
    more = max(len(stretch) * cross // PERCENT - len(leaving), 0)
    others = [one for one in desk.inspectors if one != host]
    able = [key for key in stretch if key not in leaving and any(not desk.owns(one, key) for one in others)]
    return leaving | set(smallest(able, more, f"{seed}\ncross"))


def _share_of(keys: Sequence[str], share: int, seed: str) -> list[str]:
    """`share` percent of the keys, rounded up, drawn by their numbers for `seed`, in the order of the keys."""
    chosen = set(smallest(keys, -(-len(keys) * share // PERCENT), seed))
    return [key for key in keys if key in chosen]


def _again(
    desk: _Desk[Inspector],
    role: VisitRole,
    keys: Sequence[str],
    seen: dict[str, list[Inspector]],
    sharing: Sharing,
) -> list[Errand[Inspector]]:
    """Visits by somebody who has not seen the unit: not the main inspector, and not the second where possible."""
    errands: list[Errand[Inspector]] = []
    lost = 0
    for key in keys:
        may_be_own = sharing.own > 0
        other = desk.pick(key, seen[key], may_be_own=False)
        if other is None:
            other = desk.pick(key, seen[key][:1], may_be_own)
        if other is None:
            lost += 1
            continue
        seen[key].append(desk.give(key, other))
        errands.append(Errand(key, role, other))
    if lost:
        raise NobodyLeft(role, lost)
    return errands


def _refuse_too_much_own_ground(desk: _Desk[Inspector], sharing: Sharing) -> None:
    beyond = sum(
        max(desk.at_home[one] - sharing.own * desk.load[one] // PERCENT, 0) for one in desk.inspectors
    )
    if beyond:
        raise NobodyLeft(VisitRole.MAIN, beyond)


def crossing_share(errands: Iterable[Errand[Inspector]]) -> tuple[int, int]:
    """How many main visits cross over, of how many."""
    crossing = [errand.crosses for errand in errands if errand.role is VisitRole.MAIN]
    return sum(crossing), len(crossing)


def on_days(errands: Sequence[Errand[Inspector]], days: Sequence[date]) -> list[date]:
    """The day of each visit: every inspector's visits in walking order, in equal parts on the days.

    A place is looked at again on the day of its first visit or later. `days` is not empty.
    """
    total = Counter(errand.inspector for errand in errands)
    begun: Counter[Inspector] = Counter()
    planned: list[date] = []
    first: dict[str, date] = {}
    for errand in errands:
        day = days[begun[errand.inspector] * len(days) // total[errand.inspector]]
        begun[errand.inspector] += 1
        if errand.role is VisitRole.RECHECK:
            day = max(day, first[errand.key])
        first.setdefault(errand.key, day)
        planned.append(day)
    return planned


@dataclass(frozen=True)
class ToHandOn(Generic[Inspector]):
    """A visit that needs another inspector: its unit, and who has or had another visit to it on the round."""

    key: str
    others: frozenset[Inspector] = frozenset()


def hand_on(
    visits: Sequence[ToHandOn[Inspector]],
    inspectors: Sequence[Inspector],
    own: Mapping[Inspector, Collection[str]],
    load: Mapping[Inspector, int],
    at_home: Mapping[Inspector, int],
    share: int,
) -> list[Inspector | None]:
    """Who takes each of the visits: the least loaded to whom the place is strange and who has no other visit to it.

    `load` and `at_home`: visits that each inspector has on the round, and how many of them on own ground; own
    ground is given only up to `share` percent of what an inspector has then. None: nobody is left.
    """
    desk = _Desk(list(inspectors), own, Counter(load), Counter(at_home))
    taken: list[Inspector | None] = []
    for visit in visits:
        chosen = desk.pick(visit.key, visit.others, may_be_own=False)
        if chosen is None:
            bearing = (
                one
                for one in desk.inspectors
                if one not in visit.others
                and (desk.at_home[one] + 1) * PERCENT <= share * (desk.load[one] + 1)
            )
            chosen = desk.least_loaded(bearing)
        taken.append(None if chosen is None else desk.give(visit.key, chosen))
    return taken
