"""Forms of the pages that change the ground: each asks for the day and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.territory.balance import Member
from tongxin.territory.lookup import Place
from tongxin.territory.map_forms import DrawnField
from tongxin.territory.members import chosen_doors
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.rules import doors_said


class ChangeForm(forms.Form):
    """The day and the reason of a change."""

    on = forms.DateField(
        label=_("First day of the new ground"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today or earlier. Until the day before, everything counts as it was."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_(
            "For instance the decision that asks for it, with its date. Write no names of villagers."
        ),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["on"].initial = clock.today()
        self.order_fields([name for name in self.fields if name not in ("on", "reason")])

    @property
    def change(self) -> dict[str, Any]:
        """Day and reason for the act."""
        return {"on": self.cleaned_data["on"], "reason": self.cleaned_data["reason"]}


class RenameForm(ChangeForm):
    """Another name for a group or a grid."""

    name = forms.CharField(label=_("New name"), max_length=40)


class RenameVillageForm(RenameForm):
    """Another name for a village."""

    full_name = forms.CharField(
        label=_("New full name"),
        max_length=80,
        help_text=_("As the national table of divisions has it."),
    )


class MergeForm(ChangeForm):
    """What is to become part of a place."""

    others = forms.MultipleChoiceField(label=_("Becomes part of it"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *arguments: Any, candidates: Iterable[Place], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["others"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared so above
        field.choices = [(str(place.pk), str(place)) for place in candidates]


class MergeHouseholdsForm(ChangeForm):
    """The door that turned out to be the same household."""

    door = forms.CharField(
        label=_("The other door"), max_length=20, help_text=_("Its number in the same villager group.")
    )
    keeps_entry = forms.ChoiceField(
        label=_("The other door's entry in the register"),
        choices=[
            ("", _("is removed: this household's own entry holds")),
            ("keep", _("is kept with the old door")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


class MembersByGroupForm(ChangeForm):
    """Doors group by group, as people list them, and public places by name."""

    places = forms.MultipleChoiceField(
        label=_("Public places and shops"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        *arguments: Any,
        members: Sequence[Member],
        groups: Sequence[VillagerGroup],
        chosen: Iterable[UUID] = (),
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self.members, self.groups = members, groups
        inside = set(chosen)
        for group in groups:
            doors = [m.name for m in members if m.group_id == group.pk and m.is_household and m.id in inside]
            self.fields[_doors(group)] = forms.CharField(
                label=_("Doors of %(group)s") % {"group": group.name},
                required=False,
                initial=doors_said(doors),
                max_length=4000,
            )
        field = self.fields["places"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared so above
        listed = [member for member in members if not member.is_household]
        field.choices = [(str(member.id), member.name) for member in listed]
        field.initial = [str(member.id) for member in listed if member.id in inside]
        if not listed:
            del self.fields["places"]
        self.order_fields([*(n for n in self.fields if n not in ("places", "on", "reason")), "places", "on"])

    def chosen(self) -> list[UUID]:
        """Ids of what was chosen, in walking order. Raises `DoorListUnclear`, `DoorsUnknown`."""
        wanted = set(map(UUID, self.cleaned_data.get("places", ())))
        for group in self.groups:
            wanted |= chosen_doors(self.members, group, self.cleaned_data[_doors(group)])
        return [member.id for member in self.members if member.id in wanted]


def _doors(group: VillagerGroup) -> str:
    return f"doors_{group.pk}"


class SplitForm(MembersByGroupForm):
    """What is to be a group or grid of its own, and its name."""

    name = forms.CharField(label=_("Name of the new one"), max_length=40)


class SplitGridForm(SplitForm):
    """What is to be a grid of its own, by list or on one side of a line on the map."""

    line = DrawnField(required=False)


class SplitVillageForm(ChangeForm):
    """A village to be made of some groups of another."""

    code = forms.CharField(
        label=_("Code of the new village"),
        max_length=12,
        help_text=_("12 digits, as the county's civil affairs office gives it."),
    )
    name = forms.CharField(label=_("Short name of the new village"), max_length=40)
    full_name = forms.CharField(label=_("Full name of the new village"), max_length=80)
    groups = forms.ModelMultipleChoiceField(
        label=_("Villager groups that move to it"),
        queryset=VillagerGroup.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    places = forms.ModelMultipleChoiceField(
        label=_("Public places in no group that move to it"),
        queryset=Site.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *arguments: Any, village: Division, **named: Any) -> None:
        super().__init__(*arguments, **named)
        groups, places = self.fields["groups"], self.fields["places"]
        assert isinstance(groups, forms.ModelMultipleChoiceField)  # noqa: S101 - declared so above
        assert isinstance(places, forms.ModelMultipleChoiceField)  # noqa: S101 - declared so above
        groups.queryset = VillagerGroup.objects.in_use().filter(village=village)
        loose = Site.objects.public().filter(division_code=village.code, group__isnull=True)
        places.queryset = loose
        if not loose.exists():
            del self.fields["places"]


class RedrawForm(MembersByGroupForm):
    """Everything that is to lie in a grid, by list or inside a line on the map."""

    polygon = DrawnField(required=False)


class ByGroupForm(ChangeForm):
    """One grid for each villager group."""

    WITHOUT, ALL = "without", "all"

    scope = forms.ChoiceField(
        label=_("For which groups"),
        choices=[
            (WITHOUT, _("groups of which nothing lies in a grid yet")),
            (ALL, _("all groups of the village")),
        ],
        widget=forms.RadioSelect,
        initial=WITHOUT,
    )
    closes_emptied = forms.BooleanField(
        label=_("Close the grids in which nothing is left; the posts on them end"),
        required=False,
        initial=True,
    )


def merge_candidates(place: Place) -> list[Place]:
    """What may become part of a village, group or grid, in order of codes and numbers."""
    if isinstance(place, Division):
        return list(
            Division.objects.villages()
            .in_use()
            .filter(parent=place.parent_id)
            .exclude(pk=place.pk)
            .order_by("code")
        )
    if isinstance(place, VillagerGroup):
        return list(VillagerGroup.objects.in_use().filter(village=place.village_id).exclude(pk=place.pk))
    if isinstance(place, Grid):
        return list(Grid.objects.in_use().filter(village=place.village_id).exclude(pk=place.pk))
    return []
