"""The filters of the list of posts."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.catalogue import roles_around
from tongxin.people.models import Person, Post
from tongxin.people.queries import PostQuerySet
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import division_ground
from tongxin.territory.models import Division

ANY = _("any")


class PostFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Posts by name or number, role, village, and whether they are in force."""

    q = django_filters.CharFilter(
        label=_("Name or number"), method="filter_text", widget=forms.TextInput(attrs={"maxlength": 40})
    )
    village = django_filters.ChoiceFilter(label=_("Village"), empty_label=ANY, method="filter_village")
    role = django_filters.ChoiceFilter(label=_("Role"), empty_label=ANY)
    force = django_filters.ChoiceFilter(
        label=pgettext_lazy("posts", "Time"),
        empty_label=_("in force"),
        choices=[("ended", _("ended")), ("coming", _("to come"))],
        method="filter_force",
    )

    class Meta:
        model = Post
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, *, queryset: PostQuerySet, viewer: Viewer) -> None:
        super().__init__(data, queryset=queryset)
        grounds = viewer.grounds(Act.PEOPLE_VIEW)
        self.filters["role"].extra["choices"] = [(role.code, role.name) for role in roles_around(grounds)]
        villages = Division.objects.villages().around(grounds)
        self.filters["village"].extra["choices"] = [
            (village.code, village.short_name) for village in villages
        ]

    def filter_queryset(self, queryset: PostQuerySet) -> PostQuerySet:
        """Posts in force, unless others are asked for."""
        if not self.form.cleaned_data.get("force"):
            queryset = queryset.in_force(clock.today())
        filtered: PostQuerySet = super().filter_queryset(queryset)
        return filtered

    def filter_text(self, queryset: PostQuerySet, name: str, value: str) -> PostQuerySet:
        """The person's name, or the last digits of the number."""
        return queryset.filter(person__in=Person.objects.matching(value))

    def filter_village(self, queryset: PostQuerySet, name: str, value: str) -> PostQuerySet:
        """A village and all in it."""
        return queryset.within(division_ground(value))

    def filter_force(self, queryset: PostQuerySet, name: str, value: str) -> PostQuerySet:
        """Posts that have ended, or that begin later."""
        today = clock.today()
        return queryset.filter(until__lte=today) if value == "ended" else queryset.filter(since__gt=today)


class SlipFilter(PostFilter):
    """Posts in force by name or number, role and village: whom to give an account or a slip."""

    force = None
