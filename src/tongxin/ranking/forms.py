"""Forms of tables and lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tongxin.ranking.models import REASON_LENGTH
from tongxin.ranking.places import COMPARED_KINDS
from tongxin.ranking.rules import AtCut, Colour, UnitKind, days_at_most
from tongxin.ranking.spreadsheets import FILE_BYTES_AT_MOST
from tongxin.ranking.words import AT_CUT_WORDS, KIND_WORDS, colour_word
from tongxin.records.permission import Act, Viewer
from tongxin.territory.kinds import Level
from tongxin.territory.models import Division

SUGGESTED_LEAST_VISITS = 3  # a starting value only: the town decides, and the table keeps its choice
SUGGESTED_DAYS = {Colour.RED: 30, Colour.IMPROVE: 14}


class DayInput(forms.DateInput):
    """The browser's own choice of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Where, what and when: shared by drawing and importing."""

    ground = forms.ModelChoiceField(Division.objects.none(), label=_("Ground"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Compare"), choices=[(kind.value, KIND_WORDS[kind]) for kind in COMPARED_KINDS]
    )
    since = forms.DateField(label=_("First day"), widget=DayInput)
    until = forms.DateField(label=_("Last day"), widget=DayInput)
    min_n = forms.IntegerField(
        label=_("Least visits"),
        min_value=1,
        max_value=1000,
        initial=SUGGESTED_LEAST_VISITS,
        help_text=_("A unit seen fewer times is shown with “not enough evidence” and gets no rank."),
    )

    def __init__(self, *args: Any, by: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = by.visible(
            Division.objects.filter(level__in=[Level.TOWNSHIP, Level.VILLAGE]), Act.LIST_DRAFT
        )
        field = self.fields["ground"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = grounds.order_by("code")

    def clean(self) -> dict[str, Any]:
        """Refuses a period that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            self.add_error("until", _("The last day is before the first. Choose a later day."))
        return cleaned

    @property
    def unit_kind(self) -> UnitKind:
        """The kind chosen."""
        return UnitKind(self.cleaned_data["kind"])


class ImportForm(PeriodForm):
    """A score table from a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("An .xlsx workbook or .csv text after the template, or the .json of a bulletin."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.json"}),
    )
    field_order = ["file", "ground", "kind", "since", "until", "min_n"]

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuses what is too large to be read at all."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > FILE_BYTES_AT_MOST:
            raise ValidationError(_("The file is larger than 20 MB. A score table is far smaller."))
        return file


class DraftForm(forms.Form):
    """The numbers of a list's rule; shown with the consequences of every rule before one is chosen."""

    colour = forms.ChoiceField(label=_("List"))
    n = forms.IntegerField(label=_("How many"), min_value=1, max_value=500)
    limit = forms.DecimalField(
        label=_("Limit in points"), min_value=Decimal(0), max_value=Decimal(1000), decimal_places=2
    )
    at_cut = forms.ChoiceField(label=_("Equal scores at the cut"), choices=list(AT_CUT_WORDS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colours = self.fields["colour"]
        if isinstance(colours, forms.ChoiceField):
            colours.choices = [(colour.value, colour_word(colour)) for colour in Colour]

    @property
    def chosen_colour(self) -> Colour:
        """The list to draw."""
        return Colour(self.cleaned_data["colour"])

    @property
    def chosen_at_cut(self) -> AtCut:
        """What happens to ties at the cut."""
        return AtCut(self.cleaned_data["at_cut"])


class PublishForm(forms.Form):
    """How long a list stands."""

    days = forms.IntegerField(label=_("Days in force"), min_value=1)

    def __init__(self, *args: Any, colour: Colour, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = days_at_most(colour)
        days = self.fields["days"]
        days.initial = SUGGESTED_DAYS[colour]
        days.widget.attrs["max"] = most
        days.help_text = _("At most %(most)d; the list ends by itself.") % {"most": most}


class ReasonForm(forms.Form):
    """Why a list or an entry ends."""

    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH, help_text=_("No names of persons."))
