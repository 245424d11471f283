"""The form of a visit: it works without JavaScript; `frontend/visit` adds the live score."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.rules import VisitState
from tongxin.inspections.words import OUTCOME_WORDS
from tongxin.records.ids import new_id


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
