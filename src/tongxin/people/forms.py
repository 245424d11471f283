"""Forms of this room: translate only; what is allowed is decided by the acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.models import Organisation
from tongxin.people.roles import Role
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
        roles = [role for role in Role if role is not Role.ADMINISTRATOR or by.may(Act.ADMINISTER)]
        _choices(
            self.fields["role"], [("", _("Choose a role")), *((role.value, role.label) for role in roles)]
        )
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


class EndForm(forms.Form):
    """The day on which a post ends."""

    on = forms.DateField(
        label=_("First day without the post"),
        help_text=_("On this day the rights of the post are gone."),
        widget=DayInput(),
        initial=clock.today,
    )


class OrganisationForm(forms.Form):
    """An organisation to be added."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    division = forms.ModelChoiceField(
        label=_("Village or town"), queryset=Division.objects.none(), empty_label=None
    )

    def __init__(self, *arguments: Any, by: Viewer, **named: Any) -> None:
        super().__init__(*arguments, **named)
        divisions = self.fields["division"]
        assert isinstance(divisions, forms.ModelChoiceField)  # noqa: S101 - declared so above
        divisions.queryset = divisions_for(by, Act.POST_MANAGE)


class AccountForm(forms.Form):
    """The sign-in name of a new account."""

    username = forms.RegexField(
        label=_("Sign-in name"),
        regex=r"^[\w.@+-]{2,40}$",
        help_text=_("Letters, digits and . @ + - _ . The mobile number can be used to sign in as well."),
        error_messages={"invalid": _("Use 2 to 40 letters, digits or . @ + - _ without blanks.")},
    )


class UploadForm(forms.Form):
    """A register to be looked at."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The filled template, as .xlsx, .xls or .csv, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
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
                _("This file is larger than 20 MB. A register of a town has about 1 MB.")
            )
        return file


def divisions_for(by: Viewer, act: Act) -> Any:
    """Villages and towns in which the viewer may do `act`, towns first."""
    levels = [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
    return by.visible(Division.objects.filter(level__in=levels), act).order_by("code")


def _choices(field: forms.Field, choices: Any) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so in the form
    field.choices = choices
