"""The form that puts a case on its right place: where, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from tongxin.cases.forms import NOTE_LENGTH, ReportForm, start_at
from tongxin.cases.models import Case


class RelocateForm(ReportForm):
    """The places where the viewer may report, as in the form of a report; it begins where the case lies now."""

    matter = title = note = photo = found_at = None  # type: ignore[assignment]  # so a form leaves fields out
    reason = forms.CharField(
        label=pgettext_lazy("field of a case", "Why this is the right place"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def start(cls, case: Case, asked: Mapping[str, Any]) -> dict[str, Any]:
        """First values: the case's own place, or what was chosen so far without scripts."""
        chosen = {name: asked[name] for name in ("village", "group", "place", "reason") if name in asked}
        return {**start_at(case.ground.key), "version": case.version, **chosen}

    def _choose(self, name: str, choices: list[Any]) -> None:
        if name in self.fields:
            super()._choose(name, choices)
