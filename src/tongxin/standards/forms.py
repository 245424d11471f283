"""Filters of the lists of this room."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.standards.models import MatterType, Severity
from tongxin.standards.queries import MatterTypeQuerySet


def _lines() -> list[tuple[str, str]]:
    first_of_line: dict[str, MatterType] = {}
    for matter in MatterType.objects.order_by("code").only("line", "line_zh"):
        first_of_line.setdefault(matter.line, matter)
    return [(line, matter.line_name) for line, matter in first_of_line.items()]


class MatterFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Narrows the list of kinds of problem; the retired ones stand there only when asked for."""

    q = django_filters.CharFilter(label=_("Name or code"), method="by_text")
    line = django_filters.ChoiceFilter(label=_("Line of work"), choices=_lines, empty_label=_("every line"))
    severity = django_filters.ChoiceFilter(
        label=_("Usual severity"), choices=Severity.choices, empty_label=_("every severity")
    )
    retired = django_filters.ChoiceFilter(
        label=_("Validity"),
        choices=[("all", _("with former versions"))],
        empty_label=_("in force today"),
        method="with_retired",
    )

    class Meta:
        model = MatterType
        fields: list[str] = []

    def by_text(self, rows: MatterTypeQuerySet, name: str, value: str) -> MatterTypeQuerySet:
        """Rows whose name in either language or code holds the text."""
        return rows.filter(
            Q(name_zh__icontains=value) | Q(name_en__icontains=value) | Q(code__istartswith=value)
        )

    def with_retired(self, rows: MatterTypeQuerySet, name: str, value: str) -> MatterTypeQuerySet:
        """Every row; without it `filter_queryset` leaves out what is not in force."""
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        """The narrowed rows, those in force today unless all were asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("retired") else rows.in_force(clock.today())
