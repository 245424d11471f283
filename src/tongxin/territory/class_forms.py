"""Forms of classes of ground and their goals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.records import clock, figures
from tongxin.records.permission import Viewer
from tongxin.territory.models import Division, GroundClass, VillagerGroup


class ClassForm(forms.Form):
    """A class in the town's own words."""

    name = forms.CharField(label=_("Name of the class"), max_length=20)
    note = forms.CharField(label=_("What belongs to it"), max_length=200, required=False)


class MembersForm(forms.Form):
    """Which villages belong to a class; groups of another nature are named beside it."""

    villages = forms.ModelMultipleChoiceField(
        label=_("Villages of this class"),
        queryset=Division.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A village has one class; ticking it here takes it out of another."),
    )

    def __init__(self, *arguments: Any, town: Division, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["villages"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared so above
        field.queryset = Division.objects.villages().in_use().within(town.ground).order_by("code")


class GroupClassForm(forms.Form):
    """A villager group of another nature than its village."""

    ground_class = forms.ModelChoiceField(
        label=pgettext_lazy("of ground", "Class"),
        queryset=GroundClass.objects.none(),
        required=False,
        empty_label=_("that of the village"),
    )

    def __init__(self, *arguments: Any, group: VillagerGroup, town_code: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["ground_class"]
        field.initial = group.ground_class_id
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared so above
        field.queryset = GroundClass.objects.filter(division_code=town_code)


class GoalForm(forms.Form):
    """What the villages of a class are to reach."""

    AT_LEAST, AT_MOST = "least", "most"

    figure = forms.ChoiceField(label=pgettext_lazy("goal", "Figure"))
    bound = forms.ChoiceField(
        label=_("The goal is"),
        choices=[(AT_LEAST, _("at least")), (AT_MOST, _("at most"))],
        widget=forms.RadioSelect,
        initial=AT_LEAST,
    )
    value = forms.DecimalField(label=_("Value"), max_digits=12, decimal_places=2)
    since = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=clock.today,
        help_text=_("Today or earlier. A goal that was there for this figure ends on that day and is kept."),
    )

    def __init__(self, *arguments: Any, viewer: Viewer, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["figure"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        words = {each.key: f"{each.title} ({each.unit})" for each in figures.all() if viewer.may(each.act)}
        field.choices = [(key, words[key]) for key in sorted(words, key=words.__getitem__)]
