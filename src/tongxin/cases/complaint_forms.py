"""Forms of the complaint box."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.access.queries import who_may
from tongxin.cases.actions.complaints import Grievance
from tongxin.cases.models.reports import CONTACT_LENGTH, PLACE_LENGTH
from tongxin.cases.report_errors import NotOurGround
from tongxin.cases.report_forms import clean_phone, words
from tongxin.cases.report_places import ground_named, groups_by_village
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.permission import Act
from tongxin.territory.ground import Ground
from tongxin.territory.models import Division

# About whom one complains, nearest first; all others in words.
ABOUT: tuple[Role, ...] = (
    Role.GRID_LEADER,
    Role.GROUP_LEADER,
    Role.VILLAGE_SECRETARY,
    Role.COMMITTEE_MEMBER,
    Role.LIAISON_CADRE,
    Role.TOWN_CLERK,
    Role.TOWN_LEADER,
)
OF_TOWN = frozenset({Role.TOWN_CLERK, Role.TOWN_LEADER})


class ComplaintForm(forms.Form):
    """What somebody complains of or suggests; only the words are needed."""

    receipt = forms.UUIDField(widget=forms.HiddenInput)
    text = words(
        _("What do you complain of, or suggest?"),
        rows=5,
        error_messages={"required": _("Write what it is about; everything else may stay empty.")},
    )
    role = forms.ChoiceField(label=_("Is it about somebody with a post?"), required=False)
    place = forms.ChoiceField(label=_("In which village, which group?"), required=False)
    about_words = forms.CharField(
        label=_("Whom or what it is about, in your words"), max_length=PLACE_LENGTH, required=False
    )
    contact = forms.CharField(
        label=_("Your telephone number, if you want to be called back"),
        max_length=CONTACT_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Only those named by the town can see it. You get a code to read the answer without it."),
    )

    def __init__(self, *args: Any, town: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town = town
        self._choose("role", [("", pgettext_lazy("about whom", "nobody, or somebody else")), *_roles()])
        whole = _("the whole of %(town)s") % {"town": town.short_name}
        self._choose("place", [("", whole), *groups_by_village(town)])

    def clean_contact(self) -> str:
        """The number as it is kept."""
        return clean_phone(self.cleaned_data["contact"])

    def clean_place(self) -> Ground:
        """The ground of the post; the town itself where none was chosen."""
        try:
            return ground_named(self.cleaned_data["place"], self.town)
        except NotOurGround as error:
            raise forms.ValidationError(str(error)) from error

    def told(self) -> Grievance:
        """What was written, for the act. A post of the town is one of the whole town, whatever village was chosen."""
        values = self.cleaned_data
        about = self.town.ground if values["role"] in OF_TOWN else values["place"]
        return Grievance(
            town_code=self.town.code,
            text=values["text"],
            about=about if values["role"] or values["place"] != self.town.ground else None,
            role=values["role"],
            about_words=values["about_words"],
            contact=values["contact"],
        )

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices


class AnswerForm(forms.Form):
    """What whoever complained reads."""

    answer = words(
        _("Your answer"), help_text=_("Whoever complained reads it with the code. Name nobody else.")
    )


class ReaderForm(forms.Form):
    """Who reads the complaints of a town."""

    person = forms.ChoiceField(label=_("Who reads and answers"))

    def __init__(self, *args: Any, town: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = who_may(Act.COMPLAINT_HANDLE, town.ground, clock.today(), deputies=False)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            ("", pgettext_lazy("reader of complaints", "choose")),
            *((str(person.pk), person.masked_name) for person in able.distinct()),
        ]


def _roles() -> list[tuple[str, str]]:
    return [(role.value, role.label) for role in ABOUT]
