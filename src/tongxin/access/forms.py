"""The form that asks for what personal data is opened."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.access.models import Purpose


class PurposeForm(forms.Form):
    """Why an entry of the register is opened."""

    purpose = forms.ChoiceField(
        label=_("What do you need it for?"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        help_text=_("Who opened it, when and what for is recorded, and the town office can see it."),
        error_messages={"required": _("Choose what it is needed for; nothing was opened.")},
    )
