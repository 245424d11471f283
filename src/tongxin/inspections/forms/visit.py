"""The form of a visit: it works without JavaScript; `frontend/visit` adds the live score."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.entry import PhonePosition
from tongxin.inspections.rules import VisitState
from tongxin.inspections.words import OUTCOME_WORDS
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
