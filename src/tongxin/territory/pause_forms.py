"""The form of a pause."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.territory.models import Pause


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PauseForm(forms.Form):
    """Why a household or place is left in peace, and for how long."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Pause.Reason.choices,
        widget=forms.RadioSelect,
        help_text=_("Shown only to those who may open the register here or manage the ground."),
    )
    since = forms.DateField(label=_("First day"), widget=_day(), initial=clock.today)
    until = forms.DateField(
        label=_("First day on which it counts again"),
        widget=_day(),
        help_text=_("A pause always ends. It can be ended earlier, or followed by another."),
    )
