"""Forms that ask what personal data is opened or exported for, and those of requests about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.access.export_columns import CHOICE
from tongxin.access.models import Export
from tongxin.access.models.exports import REASON_LENGTH
from tongxin.access.models.requests import ANSWER_LENGTH
from tongxin.access.purposes import Part, exporting, showing
from tongxin.access.words import REQUEST_WORDS
from tongxin.people.forms import DayInput
from tongxin.records import clock


class PurposeForm(forms.Form):
    """Why personal data is opened; the button says which part."""

    purpose = forms.ChoiceField(
        label=_("What do you need it for?"),
        widget=forms.RadioSelect,
        help_text=_("Who opened it, when and what for is recorded, and the town office can see it."),
        error_messages={"required": _("Choose what it is needed for; nothing was opened.")},
    )

    def __init__(self, *arguments: Any, parts: tuple[Part, ...] = tuple(Part), **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = showing(*parts)


class ExportForm(forms.Form):
    """What of a register is exported, for what, and as which file."""

    ground = forms.ChoiceField(label=_("Households of"))
    purpose = forms.ChoiceField(label=_("What do you need it for?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("In your own words"),
        max_length=REASON_LENGTH,
        help_text=_("For which work, until when. It stands in the file and in the record."),
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The place always stands in front. Take only what the work needs."),
        error_messages={"required": _("Choose at least one column of the list.")},
    )
    with_identity = forms.BooleanField(
        label=_("ID numbers as well"),
        required=False,
        help_text=_("Only if a law demands them. Another person then has to agree, however few households."),
    )
    file_format = forms.ChoiceField(
        label=_("File"), choices=Export.Format.choices, widget=forms.RadioSelect, initial=Export.Format.XLSX
    )

    def __init__(self, *arguments: Any, grounds: list[Any], **named: Any) -> None:
        super().__init__(*arguments, **named)
        plain = [(key, column.title) for key, column in CHOICE.items() if column.part is not Part.IDENTITY]
        for name, choices in (("ground", grounds), ("purpose", exporting()), ("columns", plain)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = choices

    def keys(self) -> list[str]:
        """The chosen columns, that of the ID numbers included where it was ticked."""
        identity = [key for key, column in CHOICE.items() if column.part is Part.IDENTITY]
        return [*self.cleaned_data["columns"], *(identity if self.cleaned_data["with_identity"] else [])]


class ReasonForm(forms.Form):
    """Why something is refused."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The one who asked is told it."),
    )


class RequestForm(forms.Form):
    """What a person or a household asks, written down by the clerk."""

    kind = forms.ChoiceField(
        label=_("What is asked"), choices=list(REQUEST_WORDS.items()), widget=forms.RadioSelect
    )
    asked_on = forms.DateField(label=_("Asked on"), widget=DayInput(), initial=clock.today)
    note = forms.CharField(
        label=pgettext_lazy("of a request", "In the words of the one who asks"),
        max_length=ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """What was answered."""

    answer = forms.CharField(
        label=pgettext_lazy("of a request", "Answer"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was told or handed over, and to whom."),
    )


class CorrectPersonForm(forms.Form):
    """What is right about a person; what is left empty stays as it is."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=40, required=False)
    phone = forms.CharField(label=_("Mobile number"), max_length=20, required=False)


class CorrectHouseholdForm(forms.Form):
    """What is right about a household; what is left empty stays as it is."""

    head = forms.CharField(label=_("Household head"), max_length=40, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    people = forms.IntegerField(label=_("Number of people"), min_value=1, max_value=99, required=False)
