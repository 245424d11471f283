"""Forms of this room: translate only; what is allowed is decided by the acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.catalogue import roles_of
from tongxin.people.models import Leave, Organisation, Person, Post
from tongxin.people.roles import Role, standard_roles
from tongxin.people.workbook import MOST_BYTES
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.choices import ground_choices
from tongxin.territory.kinds import Level
from tongxin.territory.models import Division


class DayInput(forms.DateInput):
    """A day with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PersonForm(forms.Form):
    """A person to be added."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=40)
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=20,
        required=False,
        help_text=_("It can be used to sign in, and tells two people of one name apart."),
    )


class PostForm(forms.Form):
    """A post for a person: role, place, first day."""

    role = forms.ChoiceField(label=_("Role"))
    ground = forms.ChoiceField(
        label=pgettext_lazy("of a post", "Place"), help_text=_("What this person looks after or works on.")
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label=_("none")
    )
    since = forms.DateField(
        label=pgettext_lazy("of a post", "First day"), widget=DayInput(), initial=clock.today
    )

    def __init__(self, *arguments: Any, division: Division, by: Viewer, **named: Any) -> None:
        super().__init__(*arguments, **named)
        own_rights = by.may(Act.ADMINISTER)
        roles = [
            each for each in roles_of(division.code) if each.acts_as is not Role.ADMINISTRATOR or own_rights
        ]
        _choices(self.fields["role"], [("", _("Choose a role")), *((role.code, role.name) for role in roles)])
        _choices(self.fields["ground"], ground_choices(division))
        organisations = self.fields["organisation"]
        assert isinstance(organisations, forms.ModelChoiceField)  # noqa: S101 - declared so above
        chain = [division.code, division.parent_id or ""]
        organisations.queryset = Organisation.objects.filter(division_code__in=chain)


class HandOverForm(forms.Form):
    """The day on which a post changes hands."""

    on = forms.DateField(
        label=_("First day of the new holder"),
        help_text=_("On this day the one post ends and the other begins; there is no day without a holder."),
        widget=DayInput(),
        initial=clock.today,
    )


class LeaveForm(forms.Form):
    """The days of a leave, and why."""

    since = forms.DateField(label=_("First day away"), widget=DayInput(), initial=clock.today)
    back_on = forms.DateField(
        label=_("First day back"),
        help_text=_("On this day the deputy's rights are gone. The leave can be ended earlier."),
        widget=DayInput(),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Leave.Reason.choices,
        initial=Leave.Reason.LEAVE,
        help_text=_("Nothing about health is asked for or kept."),
    )


class OwnRoleForm(forms.Form):
    """A role that the town adds to the catalogue."""

    division = forms.ModelChoiceField(label=_("Town"), queryset=Division.objects.none(), empty_label=None)
    like = forms.ChoiceField(
        label=_("A role like"), help_text=_("It can have the same places and may do the same.")
    )
    zh = forms.CharField(label=pgettext_lazy("role", "Name"), max_length=20)
    en = forms.CharField(label=_("Name in English"), max_length=40, required=False)
    per_ground = forms.IntegerField(
        label=_("Holders of one place at most"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Empty: any number."),
    )
    per_person = forms.IntegerField(
        label=_("Places of one person at most"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Empty: any number."),
    )

    def __init__(self, *arguments: Any, by: Viewer, **named: Any) -> None:
        super().__init__(*arguments, **named)
        roles = standard_roles().values()
        _choices(self.fields["like"], [("", _("Choose a role")), *((role.code, role.name) for role in roles)])
        towns = self.fields["division"]
        assert isinstance(towns, forms.ModelChoiceField)  # noqa: S101 - declared so above
        towns.queryset = by.visible(Division.objects.townships(), Act.ADMINISTER)


class LeaveAllForm(forms.Form):
    """One day for all posts and, for each, who takes over; empty: it falls vacant."""

    on = forms.DateField(
        label=_("First day without the posts"),
        help_text=_("On this day each post goes over or ends, all of them or none."),
        widget=DayInput(),
        initial=clock.today,
    )

    def __init__(
        self,
        *arguments: Any,
        posts: Sequence[Post],
        candidates: Mapping[UUID, Sequence[Person]],
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self.posts = posts
        for post in posts:
            people = [(str(person.pk), person.masked_name) for person in candidates[post.pk]]
            self.fields[self.name_of(post)] = forms.ChoiceField(
                label=str(post), choices=[("", _("falls vacant")), *people], required=False
            )

    @staticmethod
    def name_of(post: Post) -> str:
        """The name of the field that asks who takes over the post."""
        return f"post_{post.pk.hex}"

    def field_of(self, post: Post) -> forms.BoundField:
        """The field that asks who takes over the post."""
        return self[self.name_of(post)]

    def successors(self) -> dict[UUID, Person | None]:
        """For each post its successor, or None where it falls vacant."""
        chosen = {post.pk: self.cleaned_data[self.name_of(post)] for post in self.posts}
        people = Person.objects.in_bulk([UUID(key) for key in chosen.values() if key])
        return {post: people[UUID(key)] if key else None for post, key in chosen.items()}


class EndForm(forms.Form):
    """The day on which a post ends."""

    on = forms.DateField(
        label=_("First day without the post"),
        help_text=_("On this day the rights of the post are gone."),
        widget=DayInput(),
        initial=clock.today,
    )


class AccountForm(forms.Form):
    """The sign-in name of a new account; left empty, it is the proposed one, which is shown masked."""

    username = forms.RegexField(
        label=_("Sign-in name"),
        regex=r"^[\w.@+-]{2,40}$",
        required=False,
        error_messages={"invalid": _("Use 2 to 40 letters, digits or . @ + - _ without blanks.")},
    )

    def __init__(self, *arguments: Any, proposed: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        hint = _(
            "Left empty it is %(name)s. Else letters, digits and . @ + - _ ; the mobile number signs in too."
        )
        self.fields["username"].help_text = hint % {"name": proposed}


class UploadForm(forms.Form):
    """A register to be looked at."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The filled template or your own workbook: .xlsx, .xls, .ods or .csv, up to 40 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsb,.ods,.csv"}),
    )
    village = forms.ModelChoiceField(
        label=_("Village"),
        help_text=_("Only if the whole file is about one village: its column may then be missing."),
        queryset=Division.objects.none(),
        required=False,
        empty_label=_("as the file says"),
    )

    def __init__(self, *arguments: Any, by: Viewer, **named: Any) -> None:
        super().__init__(*arguments, **named)
        villages = self.fields["village"]
        assert isinstance(villages, forms.ModelChoiceField)  # noqa: S101 - declared so above
        villages.queryset = by.visible(Division.objects.villages(), Act.REGISTER_IMPORT)

    def clean_file(self) -> Any:
        """Refuses what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 40 MB. A register of a town has about 1 MB.")
            )
        return file


def divisions_for(by: Viewer, act: Act) -> Any:
    """Villages and towns in which the viewer may do `act`, towns first."""
    levels = [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
    return by.visible(Division.objects.filter(level__in=levels), act).order_by("code")


def _choices(field: forms.Field, choices: Any) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so in the form
    field.choices = choices
