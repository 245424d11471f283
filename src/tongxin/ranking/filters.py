"""Filters of the list of tables."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from tongxin.ranking.forms import DayInput
from tongxin.ranking.models import Source, Table
from tongxin.ranking.words import KIND_WORDS


class TableFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Tables by what they compare, where the scores come from, and their days."""

    kind = django_filters.ChoiceFilter(
        label=_("Compared"), empty_label=_("all"), choices=list(KIND_WORDS.items())
    )
    source = django_filters.ChoiceFilter(label=_("Source"), empty_label=_("all"), choices=Source.choices)
    since = django_filters.DateFilter(label=_("From"), field_name="until", lookup_expr="gte", widget=DayInput)
    until = django_filters.DateFilter(label=_("To"), field_name="since", lookup_expr="lte", widget=DayInput)

    class Meta:
        model = Table
        fields = ["kind", "source", "since", "until"]
