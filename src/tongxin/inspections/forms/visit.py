"""The form of a visit: it works without JavaScript; `frontend/visit` adds the live score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.inspections.entry import PhonePosition
from tongxin.inspections.rules import VisitState
from tongxin.inspections.words import OUTCOME_WORDS
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.territory.datum import is_position


class PhonePositionField(forms.CharField):
    """What the phone adds where somebody taps for it: latitude, longitude, metres. What makes no sense is nothing."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The position, or None: nobody could mend a faulty one, and no visit may fail by it."""
        parts = str(value or "").split(",")
        try:
            latitude, longitude = float(parts[0]), float(parts[1])
            accuracy = min(round(float(parts[2])), MOST_METRES) if len(parts) > 2 and parts[2] else None
        except (ValueError, IndexError, OverflowError):
            return None
        return PhonePosition(latitude, longitude, accuracy) if is_position(latitude, longitude) else None


MOST_METRES = 1_000_000


class VisitForm(forms.Form):
    """What came of the visit. The sheet's items are beside it, in `ItemInput`s."""

    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=list(OUTCOME_WORDS.items()),
        initial=VisitState.DONE,
        widget=forms.RadioSelect,
    )
    visited_at = forms.DateTimeField(
        label=_("Time of the visit"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("leave it empty for now; give it when you type in what was written on paper"),
    )
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    position = PhonePositionField(required=False)
    receipt = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class CorrectionForm(VisitForm):
    """The same for a visit that was entered before, with the reason."""

    reason = forms.CharField(
        label=_("Why is it corrected"),
        max_length=200,
        help_text=_("kept beside the old entries"),
    )
    field_order = ("outcome", "reason", "visited_at", "note", "receipt", "seen")


REST_IN_ORDER, REST_NOT_SEEN = "good", "unseen"
NOON = time(12)


class PaperForm(VisitForm):
    """The same for what an inspector wrote on paper: who was there and on which day, typed by somebody else.

    `marks`: the items with a cross, by their names, as the hand reads them from the paper. `rest`: what all other
    items are. A visit without a time of day counts as one at noon.
    """

    made_by = forms.ChoiceField(label=_("Who was there"))
    day = forms.DateField(
        label=_("Day of the visit"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    at = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    marks = forms.CharField(
        label=_("Items out of order"),
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "data-marks": ""}
        ),
        help_text=_("type the name of an item, as B5, and Enter; Enter alone saves"),
    )
    rest = forms.ChoiceField(
        label=_("All other items"),
        choices=[
            (REST_IN_ORDER, _("in order")),
            (REST_NOT_SEEN, pgettext_lazy("item of a visit", "not looked at")),
        ],
        initial=REST_IN_ORDER,
        widget=forms.RadioSelect,
    )
    field_order = ("made_by", "day", "at", "outcome", "rest", "marks", "note", "receipt", "seen")
    visited_at = None  # type: ignore[assignment]  # said by day and time
    position = None  # type: ignore[assignment]  # whoever types was not there

    def __init__(self, *args: Any, inspectors: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._inspectors = {str(person.pk): person for person in inspectors}
        self.fields["made_by"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (key, person.masked_name) for key, person in self._inspectors.items()
        ]

    @property
    def maker(self) -> Person:
        """The inspector whose name is on the paper."""
        return self._inspectors[self.cleaned_data["made_by"]]

    @property
    def moment(self) -> datetime:
        """When the visit was: at noon where the paper gives no time, today at the latest now."""
        day, at = self.cleaned_data["day"], self.cleaned_data["at"]
        moment = datetime.combine(day, at or NOON, clock.SHANGHAI)
        return moment if at or day != clock.today() else min(moment, clock.now())
