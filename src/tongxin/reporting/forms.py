"""Forms of figures and briefs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.records.figures import FigureScope
from tongxin.reporting.models import Brief, BriefTemplate

Choices = Sequence[tuple[str, str]]


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


class PeriodForm(forms.Form):
    """A place and a period; the last day is not before the first."""

    ground = forms.ChoiceField(label=_("Place"))
    since = _day(_("First day"))
    until = _day(_("Last day"))

    def __init__(self, *args: Any, grounds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(grounds)

    def clean(self) -> dict[str, Any]:
        """Raises `ValidationError` for a period that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first. Choose a later one."))
        return cleaned


class ScopeForm(PeriodForm):
    """The filter bar of figures.

    `lines`: the lines of work to choose from, `rows`: what may stand in a row; without any it does not ask.
    """

    line = forms.ChoiceField(label=_("Line"), required=False)
    per = forms.ChoiceField(label=_("Rows"), required=False)

    def __init__(
        self, *args: Any, grounds: Choices, lines: Mapping[str, str], rows: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, grounds=grounds, **kwargs)
        self.lines = lines
        self._offer("line", [("", _("all lines")), *lines.items()] if lines else [])
        self._offer("per", rows)

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(choices)
        if not choices:
            del self.fields[name]

    @property
    def form(self) -> ScopeForm:
        """Itself: the shell's filter bar asks a filter for its form."""
        return self

    @property
    def scope(self) -> FigureScope:
        """What is asked for; only of a valid form."""
        cleaned = self.cleaned_data
        return FigureScope(cleaned["ground"], cleaned["since"], cleaned["until"], cleaned.get("line", ""))


class NewBriefForm(PeriodForm):
    """Which wording, for which place and period."""

    template = forms.ModelChoiceField(
        label=_("Wording"), queryset=BriefTemplate.objects.none(), empty_label=None
    )
    field_order = ("template", "ground", "since", "until")

    def __init__(self, *args: Any, grounds: Choices, on: date, **kwargs: Any) -> None:
        super().__init__(*args, grounds=grounds, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = BriefTemplate.objects.current(on)


class BriefForm(forms.Form):
    """Title and text of a draft; `revision` is the one that was opened."""

    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false"}),
        help_text=_(
            "One line is one paragraph. A figure stands in braces by its name, as in the list beside."
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ApproveForm(forms.Form):
    """The revision that the approver read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class WithdrawForm(forms.Form):
    """Why a brief is taken back."""

    reason = forms.CharField(label=_("Why it is taken back"), max_length=200)


def approve_form(brief: Brief) -> ApproveForm:
    """The form of the button, with the revision that is on the screen."""
    return ApproveForm(initial={"revision": brief.revision}, auto_id="approve_%s")
