"""Forms that change the ground."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.territory.kinds import PUBLIC_KINDS
from tongxin.territory.members import Choice
from tongxin.territory.models import Division, Grid, VillagerGroup

MEMBER_CHOICES = [
    (Choice.LOOSE.value, _("what lies in the group and in no grid yet")),
    (Choice.GROUP.value, _("everything in the group")),
    (Choice.DOORS.value, _("these doors")),
    (Choice.NOTHING.value, _("nothing yet")),
]


class GroupForm(forms.Form):
    """A villager group to be added."""

    name = forms.CharField(label=_("Name"), max_length=40)
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)


class MembersForm(forms.Form):
    """What is put into a grid."""

    group = forms.ModelChoiceField(
        label=_("Villager group"),
        queryset=VillagerGroup.objects.none(),
        required=False,
        empty_label=_("none"),
    )
    members = forms.ChoiceField(
        label=_("What lies in it"),
        choices=MEMBER_CHOICES,
        widget=forms.RadioSelect,
        initial=Choice.LOOSE.value,
    )
    doors = forms.CharField(
        label=_("Doors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for “these doors”: single numbers and ranges, as 1~20, 23, 25-1."),
    )

    def __init__(self, *arguments: Any, village: Division, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self.fields["group"], VillagerGroup.objects.in_use().filter(village=village))


class GridForm(MembersForm):
    """A grid to be made."""

    name = forms.CharField(label=_("Name"), max_length=40)
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)

    field_order = ("name", "number", "group", "members", "doors")


class PlaceForm(forms.Form):
    """A public place to be added."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in PUBLIC_KINDS])
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As people call it."))
    group = forms.ModelChoiceField(
        label=_("Villager group"),
        queryset=VillagerGroup.objects.none(),
        required=False,
        empty_label=_("none"),
    )
    grid = forms.ModelChoiceField(
        label=_("Grid"), queryset=Grid.objects.none(), required=False, empty_label=_("none")
    )

    def __init__(self, *arguments: Any, village: Division, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self.fields["group"], VillagerGroup.objects.in_use().filter(village=village))
        offer(self.fields["grid"], Grid.objects.in_use().filter(village=village))


def offer(field: forms.Field, rows: Any) -> None:
    """Sets what a field of rows offers."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared so in the form
    field.queryset = rows
