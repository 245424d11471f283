"""What the pages of the responsibility network show: gaps, overlaps and loads, each with the act that mends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from tongxin.people.coverage import in_use
from tongxin.people.models import AreaPartnership, Post
from tongxin.people.network import GapKind, gap_counts
from tongxin.people.network_rules import Overlap, OverlapKind
from tongxin.people.overload import LoadKind, TooMuch
from tongxin.people.roles import Role
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import division_ground
from tongxin.territory.kinds import SiteKind
from tongxin.territory.links import url_of
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

ANY = _("any")

GAP_WORDS: Mapping[GapKind, str | Promise] = {
    GapKind.VILLAGE_UNLED: _("villages without a secretary"),
    GapKind.GROUP_UNLED: _("groups without a leader"),
    GapKind.GRID_UNLED: _("grids without a leader"),
    GapKind.HOUSEHOLD_OUTSIDE: _("households in no grid"),
    GapKind.PLACE_ALONE: _("public places with nobody"),
    GapKind.PLACE_UNSTEWARDED: _("public places without a steward of their own"),
}
GAP_FIGURES: Mapping[GapKind, str] = {
    GapKind.VILLAGE_UNLED: "network.villages_without_secretary",
    GapKind.GROUP_UNLED: "network.groups_without_leader",
    GapKind.GRID_UNLED: "network.grids_without_leader",
    GapKind.HOUSEHOLD_OUTSIDE: "network.households_outside",
    GapKind.PLACE_ALONE: "network.places_alone",
}
_ROLE_OF_GAP: Mapping[GapKind, Role] = {
    GapKind.VILLAGE_UNLED: Role.VILLAGE_SECRETARY,
    GapKind.GROUP_UNLED: Role.GROUP_LEADER,
    GapKind.GRID_UNLED: Role.GRID_LEADER,
    GapKind.PLACE_ALONE: Role.STEWARD,
    GapKind.PLACE_UNSTEWARDED: Role.STEWARD,
}
OVERLAP_WORDS: Mapping[OverlapKind, str | Promise] = {
    OverlapKind.TWO_HOLDERS: _("two persons in one post"),
    OverlapKind.TWICE: _("one person twice in one role"),
    OverlapKind.TWO_UNITS: _("two partner units on one area"),
}
LOAD_WORDS: Mapping[LoadKind, str | Promise] = {
    LoadKind.HOUSEHOLDS: _("households of one grid"),
    LoadKind.PLACES: _("public places of one grid"),
    LoadKind.SEVERAL: _("several grids of one leader"),
}


class VillageFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """The village of a list of the network; lists that are no queries read `code`."""

    village = django_filters.ChoiceFilter(label=_("Village"), empty_label=ANY, method="filter_village")

    def __init__(self, data: Any, *, viewer: Viewer, queryset: Any = None) -> None:
        super().__init__(data, queryset=Division.objects.none() if queryset is None else queryset)
        villages = Division.objects.villages().around(viewer.grounds(Act.PEOPLE_VIEW))
        self.filters["village"].extra["choices"] = [
            (village.code, village.short_name) for village in villages
        ]

    def filter_village(self, queryset: Any, name: str, value: str) -> Any:
        """A village and all in it."""
        return queryset.within(division_ground(value))

    @property
    def code(self) -> str:
        """The village that is asked for; empty for all."""
        return str(self.form.cleaned_data.get("village") or "") if self.form.is_valid() else ""


# ---- gaps --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GapTab:
    """A kind of gap and how many there are."""

    kind: GapKind
    words: str | Promise
    count: int


@dataclass(frozen=True)
class GapSums:
    """How many gaps there are: by kind, by village and kind, and all together."""

    tabs: tuple[GapTab, ...]
    villages: tuple[tuple[str, str, tuple[int, ...]], ...]

    @property
    def total(self) -> int:
        """Places with nobody; a public place whose grid leader answers is none of them."""
        return sum(tab.count for tab in self.tabs if tab.kind is not GapKind.PLACE_UNSTEWARDED)


def gap_sums(viewer: Viewer, on: date, village: str = "") -> GapSums:
    """The gaps of the viewer's ground, or of one village in it, counted: four queries."""
    counts = {code: row for code, row in gap_counts(viewer, on).items() if village in ("", code)}
    tabs = tuple(
        GapTab(kind, GAP_WORDS[kind], sum(row.get(kind, 0) for row in counts.values())) for kind in GapKind
    )
    villages = tuple(
        (code, Division.objects.name_of(code), tuple(counts[code].get(kind, 0) for kind in GapKind))
        for code in sorted(counts)
    )
    return GapSums(tabs, villages)


@dataclass(frozen=True)
class Mend:
    """The act that mends a row: its words, its address, what it needs."""

    words: str | Promise
    url: str


@dataclass(frozen=True)
class GapLine:
    """A place with nobody: where it is, what depends on it, and what mends it for who may."""

    village: str
    place: str
    url: str
    note: str
    mend: Mend | None


def gap_lines(kind: GapKind, rows: Sequence[Any], viewer: Viewer, on: date) -> list[GapLine]:
    """The rows of one page of gaps: one query more at most."""
    if kind is GapKind.GRID_UNLED:
        return _grid_lines(rows, viewer, on)
    if kind is GapKind.HOUSEHOLD_OUTSIDE:
        return _outside_lines(rows, viewer)
    return [
        GapLine(
            village="" if isinstance(row, Division) else Division.objects.name_of(row.ground.division_code),
            place=place_words(row),
            url=url_of(row.ground),
            note=str(row.get_kind_display()) if isinstance(row, Site) else "",
            mend=_appoint(kind, row, viewer),
        )
        for row in rows
    ]


def place_words(row: Division | VillagerGroup | Grid | Site) -> str:
    """A place in words, with its group where it has one."""
    group = getattr(row, "group", None)
    return f"{group} {row}" if group is not None else str(row)


def _grid_lines(rows: Sequence[Grid], viewer: Viewer, on: date) -> list[GapLine]:
    ids = [row.pk for row in rows]
    counted = Site.objects.filter(in_use(on), grid__in=ids, kind=SiteKind.HOUSEHOLD).order_by()
    doors = dict(counted.values_list("grid_id").annotate(Count("pk")))
    return [
        GapLine(
            village=Division.objects.name_of(row.division_code),
            place=place_words(row),
            url=url_of(row.ground),
            note=str(_("%(number)d households") % {"number": doors.get(row.pk, 0)}),
            mend=_appoint(GapKind.GRID_UNLED, row, viewer),
        )
        for row in rows
    ]


def _outside_lines(rows: Sequence[Site], viewer: Viewer) -> list[GapLine]:
    """Doors in no grid: where their group has a grid, they are put into it, else a grid is made."""
    groups = {row.group_id for row in rows}
    near: dict[UUID | None, Grid] = {}
    for grid in Grid.objects.in_use().filter(group__in=groups).order_by("-number"):
        near[grid.group_id] = grid
    return [
        GapLine(
            village=Division.objects.name_of(row.division_code),
            place=place_words(row),
            url=url_of(row.ground),
            note="",
            mend=_put_into_grid(row, near.get(row.group_id), viewer),
        )
        for row in rows
    ]


def _put_into_grid(row: Site, grid: Grid | None, viewer: Viewer) -> Mend | None:
    if not viewer.may(Act.GROUND_MANAGE, row.ground):
        return None
    if grid is not None:
        return Mend(_("Put into a grid"), reverse("territory:grid_members", args=[grid.pk]))
    return Mend(_("Make a grid"), reverse("territory:add_grid", args=[row.division_code]))


def _appoint(kind: GapKind, row: Any, viewer: Viewer) -> Mend | None:
    if not viewer.may(Act.POST_MANAGE, row.ground):
        return None
    asked = urlencode({"ground": row.ground.key, "role": _ROLE_OF_GAP[kind].value})
    return Mend(_("Appoint"), f"{reverse('people:appoint')}?{asked}")


# ---- overlaps ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OverlapSide:
    """One of two that overlap."""

    who: str
    what: str
    since: date
    until: date | None
    mend: Mend | None


@dataclass(frozen=True)
class OverlapLine:
    """Two that overlap: why, where, and both of them."""

    kind: OverlapKind
    words: str | Promise
    place: str
    url: str
    sides: tuple[OverlapSide, OverlapSide]


def overlap_lines(overlaps: Iterable[Overlap], viewer: Viewer) -> list[OverlapLine]:
    """The overlaps of one page in words: two queries for all."""
    found = list(overlaps)
    ids = {held.id for overlap in found for held in (overlap.first, overlap.second)}
    rows: dict[UUID, Any] = {row.pk: row for row in Post.objects.filter(pk__in=ids).shown()}
    areas = AreaPartnership.objects.filter(pk__in=ids)
    rows |= {row.pk: row for row in areas.select_related("organisation", "group", "grid", "site")}
    return [
        OverlapLine(
            kind=overlap.kind,
            words=OVERLAP_WORDS[overlap.kind],
            place=rows[overlap.second.id].place_name,
            url=url_of(overlap.second.ground),
            sides=(_side(rows[overlap.first.id], viewer), _side(rows[overlap.second.id], viewer)),
        )
        for overlap in found
    ]


def _side(row: Post | AreaPartnership, viewer: Viewer) -> OverlapSide:
    may_end = row.until is None and viewer.may(Act.POST_MANAGE, row.ground)
    if isinstance(row, Post):
        url = reverse("people:end_post", args=[row.pk])
        who, what = row.person.masked_name, f"{row.get_role_display()} {row.place_name}"
    else:
        url = reverse("people:end_partnership", args=[row.pk])
        who, what = row.organisation.name, row.place_name
    return OverlapSide(who, what, row.since, row.until, Mend(_("End it"), url) if may_end else None)


# ---- loads -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LoadLine:
    """A grid, or a leader's grids together, with too much; what mends it."""

    kind: LoadKind
    words: str | Promise
    village: str
    places: tuple[tuple[str, str], ...]
    leader: str
    size: int
    bearable: str
    mends: tuple[Mend, ...]


def load_lines(found: Iterable[TooMuch], viewer: Viewer) -> list[LoadLine]:
    """The loads of one page in words: one query for the leaders' names."""
    rows = list(found)
    posts = {size.post for row in rows for size in row.grids if size.post}
    named = {post.pk: post for post in Post.objects.filter(pk__in=posts).select_related("person")}
    return [
        LoadLine(
            kind=row.kind,
            words=LOAD_WORDS[row.kind],
            village=Division.objects.name_of(row.grid.division_code),
            places=tuple((size.name, url_of(size.ground)) for size in row.grids),
            leader=named[row.grid.post].person.masked_name if row.grid.post in named else "",
            size=row.size,
            bearable=f"{row.bearable.normalize():f}",
            mends=tuple(_lighten(row, viewer)),
        )
        for row in rows
    ]


def _lighten(row: TooMuch, viewer: Viewer) -> Iterable[Mend]:
    """Split the grid, or hand one of several over."""
    ground = row.grid.ground
    if row.kind is not LoadKind.SEVERAL and viewer.may(Act.GROUND_MANAGE, ground):
        yield Mend(_("Split the grid"), reverse("territory:split", args=[ground.key]))
    if row.kind is LoadKind.SEVERAL and row.grids[-1].post and viewer.may(Act.POST_MANAGE, ground):
        yield Mend(_("Hand one over"), reverse("people:hand_over", args=[row.grids[-1].post]))
