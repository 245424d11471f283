"""The list of spots behind a cell of the matrix or an arc of the rings: who answers, last seen, due again by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.coverage import SPOT_KINDS, answered_for, in_use
from tongxin.people.coverage_matrix import (
    FAR_DAYS,
    NEAR_DAYS,
    is_covered,
    is_late,
    is_neglected,
    seen_within,
)
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import division_ground
from tongxin.territory.intervals import due_by, intervals, is_due
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division, Grid, Site
from tongxin.territory.pausing import paused_sites
from tongxin.territory.queries import SiteQuerySet

ANY = _("any")
PUBLIC = "public"

STATES = (
    ("late", _("late to be seen")),
    ("neglected", _("neglected corner")),
    ("never", _("never seen")),
    ("unseen_30", _("not seen in 30 days")),
    ("unseen_90", _("not seen in 90 days")),
    ("nobody", _("nobody responsible")),
    ("uncovered", _("not covered")),
    ("outside", _("in no grid")),
    ("seen_30", _("seen in 30 days")),
    ("seen_90", _("seen in 90 days")),
    ("covered", _("covered")),
)


def condition_of(state: str, on: date) -> Q:
    """What a choice of `STATES` means on the day `on`."""
    match state:
        case "late":
            return is_late(on)
        case "neglected":
            return is_neglected(on)
        case "never":
            return Q(last_seen_on__isnull=True)
        case "unseen_30":
            return ~seen_within(NEAR_DAYS, on) | Q(last_seen_on__isnull=True)
        case "unseen_90":
            return ~seen_within(FAR_DAYS, on) | Q(last_seen_on__isnull=True)
        case "nobody":
            return ~answered_for(on)
        case "uncovered":
            return ~is_covered(on)
        case "outside":
            return Q(grid__isnull=True)
        case "seen_30":
            return seen_within(NEAR_DAYS, on)
        case "seen_90":
            return seen_within(FAR_DAYS, on)
        case "covered":
            return is_covered(on)
        case _:
            return Q()


class CoverageFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Spots by village, kind and state; `place` narrows to one group or grid, by its key."""

    village = django_filters.ChoiceFilter(label=_("Village"), empty_label=ANY, method="filter_village")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        empty_label=ANY,
        method="filter_kind",
        choices=[
            (SiteKind.HOUSEHOLD.value, SiteKind.HOUSEHOLD.label),
            (PUBLIC, _("public places of all kinds")),
            *((kind.value, kind.label) for kind in PUBLIC_KINDS),
        ],
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of coverage", "State"), empty_label=ANY, method="filter_state", choices=STATES
    )
    place = django_filters.CharFilter(method="filter_place", widget=forms.HiddenInput)

    class Meta:
        model = Site
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, *, queryset: SiteQuerySet, viewer: Viewer) -> None:
        super().__init__(data, queryset=queryset)
        villages = Division.objects.villages().around(viewer.grounds(Act.GROUND_VIEW))
        self.filters["village"].extra["choices"] = [
            (village.code, village.short_name) for village in villages
        ]

    def filter_village(self, queryset: SiteQuerySet, name: str, value: str) -> SiteQuerySet:
        """A village and all in it."""
        return queryset.within(division_ground(value))

    def filter_kind(self, queryset: SiteQuerySet, name: str, value: str) -> SiteQuerySet:
        """One kind, or all public places."""
        return queryset.filter(kind__in=PUBLIC_KINDS if value == PUBLIC else [value])

    def filter_state(self, queryset: SiteQuerySet, name: str, value: str) -> SiteQuerySet:
        """What is to be true of a spot today."""
        return queryset.filter(condition_of(value, clock.today()))

    def filter_place(self, queryset: SiteQuerySet, name: str, value: str) -> SiteQuerySet:
        """A group, a grid or a village, by its key; one that is not there has no spot."""
        try:
            return queryset.within(ground_of(value))
        except NoSuchGround:
            return queryset.none()


def longest_unseen_first(queryset: SiteQuerySet) -> SiteQuerySet:
    """Spots in the order in which they wait to be seen: never seen ones, then the longest unseen."""
    return queryset.order_by(F("last_seen_on").asc(nulls_first=True), "id")


@dataclass(frozen=True)
class SpotLine:
    """A spot of the list."""

    site: Site
    responsible: Post | None
    due: date | None
    is_late: bool


def spot_lines(sites: Sequence[Site], on: date) -> list[SpotLine]:
    """The spots with who answers for each and by when it is due: one query for all persons."""
    answering = who_answers(sites, on)
    return [
        SpotLine(
            site,
            answering.get(site.pk),
            due_by(site.last_seen_on, days),
            is_due(site.last_seen_on, days, on),
        )
        for site in sites
        for days in [intervals().days[SiteKind(site.kind)]]
    ]


def who_answers(sites: Iterable[Site], on: date) -> Mapping[UUID, Post]:
    """The steward, else the grid's leader, of each site that has one."""
    rows = list(sites)
    grids = {site.grid_id for site in rows if site.grid_id}
    posts = (
        Post.objects.in_force(on)
        .filter(
            Q(acts_as=Role.STEWARD, site__in=[site.pk for site in rows])
            | Q(acts_as=Role.GRID_LEADER, grid__in=grids)
        )
        .select_related("person")
    )
    stewards, leaders = {}, {}
    for post in posts:
        if post.acts_as == Role.STEWARD:
            stewards[post.site_id] = post
        else:
            leaders[post.grid_id] = post
    found = {site.pk: stewards.get(site.pk) or leaders.get(site.grid_id) for site in rows}
    return {pk: post for pk, post in found.items() if post is not None}


@dataclass(frozen=True)
class GridLine:
    """A grid of the second ring: its leader, its spots, how many were seen in 30 days, and the latest look."""

    grid: Grid
    leader: Post | None
    total: int
    seen: int
    last_seen_on: date | None

    @property
    def is_covered(self) -> bool:
        """Has it a leader, and was anything in it seen lately?"""
        return self.leader is not None and self.seen > 0


def grid_lines(grids: Sequence[Grid], on: date) -> list[GridLine]:
    """The grids with what their spots say: two queries for all."""
    ids = [grid.pk for grid in grids]
    leading = (
        Post.objects.in_force(on).of_role(Role.GRID_LEADER).filter(grid__in=ids).select_related("person")
    )
    leaders = {post.grid_id: post for post in leading}
    counted = (
        Site.objects.filter(in_use(on), kind__in=SPOT_KINDS, grid__in=ids)
        .exclude(pk__in=paused_sites(on))
        .order_by()
        .values("grid_id")
        .annotate(
            total=Count("*"), seen=Count("pk", filter=seen_within(NEAR_DAYS, on)), last=Max("last_seen_on")
        )
    )
    counts: dict[Any, dict[str, Any]] = {row["grid_id"]: dict(row) for row in counted}
    nothing: dict[str, Any] = {"total": 0, "seen": 0, "last": None}
    return [
        GridLine(grid, leaders.get(grid.pk), row["total"], row["seen"], row["last"])
        for grid in grids
        for row in [counts.get(grid.pk, nothing)]
    ]
