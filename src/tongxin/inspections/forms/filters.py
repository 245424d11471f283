"""Filters of the list of rounds and of a round's visits."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.inspections.models import Round, Visit
from tongxin.inspections.querysets import VisitQuerySet
from tongxin.inspections.words import ROUND_WORDS, VISIT_WORDS

NOT_MET = "not_met"
_STATE = pgettext_lazy("filter of visits", "State")


class RoundFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Rounds by state and title."""

    title = django_filters.CharFilter(
        label=pgettext_lazy("filter of visits", "Title"), lookup_expr="icontains"
    )
    state = django_filters.ChoiceFilter(
        label=_STATE, choices=list(ROUND_WORDS.items()), empty_label=_("every state")
    )

    class Meta:
        model = Round
        fields = ["title", "state"]


class VisitFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """A round's visits by village, state and inspector; by grid where a link says so."""

    village = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of visits", "Village"),
        empty_label=_("every village"),
        method="by_village",
    )
    state = django_filters.ChoiceFilter(
        label=_STATE,
        choices=[
            *VISIT_WORDS.items(),
            (NOT_MET, pgettext_lazy("filter of visits", "could not be looked at")),
        ],
        empty_label=_("every state"),
        method="by_state",
    )
    inspector = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of visits", "Inspector"),
        field_name="inspector_id",
        empty_label=_("every inspector"),
    )
    grid = django_filters.UUIDFilter(field_name="grid_id", widget=forms.HiddenInput)

    class Meta:
        model = Visit
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict,
        *,
        queryset: VisitQuerySet,
        villages: list[tuple[str, str]],
        inspectors: list[tuple[str, str]],
    ) -> None:
        super().__init__(data, queryset=queryset)
        choices: dict[str, Any] = {"village": villages, "inspector": inspectors}
        for name, values in choices.items():
            self.filters[name].extra["choices"] = values

    def by_village(self, rows: VisitQuerySet, name: str, value: str) -> VisitQuerySet:
        """The rows as they come: `queries.visits_of` was asked for the village."""
        return rows

    def filter_queryset(self, queryset: VisitQuerySet) -> VisitQuerySet:
        """The narrowed rows; those of one grid or inspector in the order of their own index."""
        rows: VisitQuerySet = super().filter_queryset(queryset)
        values = self.form.cleaned_data
        return rows.order_by("position") if values.get("grid") or values.get("inspector") else rows

    def by_state(self, rows: VisitQuerySet, name: str, value: str) -> VisitQuerySet:
        """Visits in one state, or those on which nothing could be looked at, whatever the reason."""
        return rows.not_met() if value == NOT_MET else rows.filter(state=value)
