"""The form that gives somebody's visits to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.inspections.loads import Load
from tongxin.people.models import Person

NOBODY = "nobody"


class ReassignForm(forms.Form):
    """Whose visits, and to whom they go."""

    of = forms.ChoiceField(label=_("Visits of"))
    to = forms.ChoiceField(label=pgettext_lazy("visits of another", "go to"), required=False)

    def __init__(self, *args: Any, loads: Sequence[Load], able: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(load.inspector.pk): load.inspector for load in loads if load.inspector}
        self._people |= {str(person.pk): person for person in able}
        of = [
            (str(load.inspector.pk), load.inspector.masked_name)
            if load.inspector
            else (NOBODY, _("nobody: visits without an inspector"))
            for load in loads
            if load.to_make
        ]
        to = [(str(person.pk), person.masked_name) for person in able]
        evenly = ("", _("the other inspectors of the round, evenly"))
        for name, choices in (("of", of), ("to", [evenly, *to])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def person(self, name: str) -> Person | None:
        """The person chosen in a field; None for nobody, and for all others evenly."""
        return self._people.get(self.cleaned_data[name])
