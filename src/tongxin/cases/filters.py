"""The filters of the case list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from tongxin.cases.models import Case
from tongxin.cases.queries import CaseQuerySet, is_whole_number
from tongxin.cases.rules import Ring, Sign, State
from tongxin.cases.words import RING_WORDS, SIGN_WORDS, STATE_WORDS
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.standards.lines import lines
from tongxin.standards.models import MatterType
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import division_ground
from tongxin.territory.lookup import ground_of, place_of
from tongxin.territory.models import Division

SEARCHED_AT_MOST = (
    5_000  # what no index answers is asked of the first rows only, so that no search takes long
)
ANY = pgettext_lazy("filter of cases", "any")
_DAY = {"type": "date"}


def _words(mapping: Mapping[Any, Any], kinds: Any) -> list[tuple[str, Any]]:
    return [(kind.value, mapping[kind]) for kind in kinds]


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Village, days and what stands out come from an index; the rest is asked of the first 5,000 of the view."""

    WIDE = ("ground", "without", "village", "since", "until", "sign")
    NARROW = ("ring", "line", "state", "matter", "q")

    q = django_filters.CharFilter(
        label=pgettext_lazy("filter of cases", "Title or number"),
        method="filter_text",
        widget=forms.TextInput(attrs={"maxlength": 60}),
    )
    village = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of cases", "Village"), empty_label=ANY, method="filter_village"
    )
    ring = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of cases", "Ring"), empty_label=ANY, choices=_words(RING_WORDS, Ring)
    )
    line = django_filters.ChoiceFilter(label=pgettext_lazy("filter of cases", "Line"), empty_label=ANY)
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of cases", "State"), empty_label=ANY, choices=_words(STATE_WORDS, State)
    )
    sign = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of cases", "What stands out"),
        empty_label=ANY,
        choices=_words(SIGN_WORDS, Sign),
        method="filter_sign",
    )
    since = django_filters.DateFilter(
        label=pgettext_lazy("filter of cases", "Found from"),
        method="filter_since",
        widget=forms.DateInput(attrs=_DAY),
    )
    until = django_filters.DateFilter(
        label=pgettext_lazy("filter of cases", "Found until"),
        method="filter_until",
        widget=forms.DateInput(attrs=_DAY),
    )

    ground = django_filters.CharFilter(method="filter_ground", widget=forms.HiddenInput)
    without = django_filters.ChoiceFilter(
        choices=[(part, part) for part in ("grid", "group")],
        method="filter_without",
        widget=forms.HiddenInput,
    )
    matter = django_filters.CharFilter(field_name="matter__code", widget=forms.HiddenInput)

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()

    def __init__(
        self, data: Mapping[str, Any], *, queryset: CaseQuerySet, viewer: Viewer, order: str
    ) -> None:
        super().__init__(data, queryset=queryset)
        self.order = order
        self.is_bounded = False
        villages = viewer.visible(Division.objects.villages(), Act.CASE_VIEW)
        self.filters["village"].extra["choices"] = [
            (village.code, village.short_name) for village in villages
        ]
        self.filters["line"].extra["choices"] = list(lines().items())

    @property
    def is_narrowed(self) -> bool:
        """Does any filter narrow the list?"""
        return any(self.data.get(name) for name in (*self.WIDE, *self.NARROW))

    @cached_property
    def place_name(self) -> str:
        """The name of the ground that another page's link asks for."""
        key = str(self.data.get("ground", ""))
        try:
            return str(place_of(key)) if key else ""
        except NoSuchGround:
            return key

    @cached_property
    def matter_name(self) -> str:
        """The name of the kind of problem that another page's link asks for."""
        code = str(self.data.get("matter", ""))
        matter = MatterType.objects.filter(code=code).first() if code else None
        return matter.name if matter else code

    def filter_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        """The wide filters first, then the first 5,000 cases, then the narrow ones."""
        values = self.form.cleaned_data
        # Of two lower bounds of the ordering column SQLite would take the first and read on to the last case: where
        # the first 5,000 cases begin after `since`, that says nothing more and is left out.
        since = values.get("since") if self.order == "-found_at" else None
        for name in self.WIDE:
            if name != "since" or since is None:
                queryset = self.filters[name].filter(queryset, values.get(name))
        narrow = [name for name in self.NARROW if values.get(name)]
        if narrow and not is_whole_number(values.get("q", "")):
            queryset, edge = queryset.first_in(self.order, SEARCHED_AT_MOST)
            self.is_bounded = edge is not None and (since is None or edge > clock.start_of(since))
        if since is not None and not self.is_bounded:
            queryset = self.filters["since"].filter(queryset, since)
        for name in narrow:
            queryset = self.filters[name].filter(queryset, values[name])
        return queryset

    def filter_text(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Title or number."""
        return queryset.matching(value)

    def filter_sign(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """What stands out about a case."""
        return queryset.with_sign(Sign(value))

    def filter_ground(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """A ground by its key: other rooms' pages link here so. No rows where the key names nothing."""
        try:
            return queryset.within(ground_of(value))
        except NoSuchGround:
            return queryset.none()

    def filter_without(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """What lies in no grid or in no group: the matrix of lines and blocks links here so."""
        return queryset.filter(**{f"{value}__isnull": True})

    def filter_village(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """A village."""
        return queryset.within(division_ground(value))

    def filter_since(self, queryset: CaseQuerySet, name: str, value: date) -> CaseQuerySet:
        """The first day, included."""
        return queryset.filter(found_at__gte=clock.start_of(value))

    def filter_until(self, queryset: CaseQuerySet, name: str, value: date) -> CaseQuerySet:
        """The last day, included."""
        return queryset.filter(found_at__lt=clock.start_of(value + timedelta(days=1)))
