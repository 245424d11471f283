"""Forms of the matrix and of tasks; the acts themselves are in `actions.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.plans.blocks import By
from tongxin.plans.models import TEXT_LENGTH, TITLE_LENGTH, Task
from tongxin.plans.people import Able
from tongxin.plans.rules import TRANSITIONS, TaskMove
from tongxin.records import clock

Choices = Sequence[tuple[str, Any]]
CHOOSE = pgettext_lazy("field of a task", "choose")
BY_WORDS: Mapping[By, Any] = {
    By.TOWN: pgettext_lazy("how ground is divided", "by town"),
    By.VILLAGE: pgettext_lazy("how ground is divided", "by village"),
    By.GROUP: pgettext_lazy("how ground is divided", "by group"),
    By.GRID: pgettext_lazy("how ground is divided", "by grid"),
}


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def _choose(form: forms.Form, name: str, choices: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared as one
    field.choices = choices


class MatrixForm(forms.Form):
    """The filter bar of the matrix: ground, period, and into what the ground is divided."""

    ground = forms.ChoiceField(label=_("Place"))
    since = _day(_("First day"))
    until = _day(_("Last day"))
    by = forms.ChoiceField(label=_("Divided"), required=False)

    def __init__(self, *args: Any, grounds: Choices, ways: Sequence[By], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "ground", grounds)
        _choose(self, "by", [(way.value, BY_WORDS[way]) for way in ways])
        if len(ways) == 1:
            del self.fields["by"]

    def clean(self) -> dict[str, Any]:
        """Raises `ValidationError` for a period that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first. Choose a later one."))
        return cleaned

    @property
    def form(self) -> MatrixForm:
        """Itself: the shell's filter bar asks a filter for its form."""
        return self


class GiveForm(forms.Form):
    """A task for a cell: what, by when, by whom."""

    title = forms.CharField(label=_("Task"), max_length=TITLE_LENGTH)
    what = forms.CharField(
        label=_("What is to be done"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Without names and numbers of households: several people read it."),
    )
    due_on = _day(_("To be done by"))
    to = forms.ChoiceField(label=_("Who does it"))

    def __init__(self, *args: Any, able: Sequence[Able], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "to", named(able))

    def clean_due_on(self) -> date:
        """Raises `ValidationError` for a day that is over."""
        day: date = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(
                _("The day by which it is to be done is over. Choose today or a later day.")
            )
        return day


class StepForm(forms.Form):
    """A step of a task: a few words, and for giving it again to whom."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    to = forms.ChoiceField(label=_("Who does it"))
    note = forms.CharField(
        label=_("A few words"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, move: TaskMove, data: Any, *, able: Sequence[Able], initial: dict[str, Any]) -> None:
        super().__init__(data, auto_id=f"{move}_%s", initial=initial)
        if move is TaskMove.GIVE:
            _choose(self, "to", named(able))
        else:
            del self.fields["to"]
        if TRANSITIONS[move].needs_reason:
            self.fields["note"].required = True
            self.fields["note"].label = _("Why")


def named(able: Sequence[Able]) -> list[tuple[str, Any]]:
    """The persons to choose from, each with the post by which the place is answered for."""
    return [("", CHOOSE), *((str(one.person.pk), f"{one.person.masked_name} · {one.post}") for one in able)]


def chosen_person(text: str) -> UUID:
    """The id in a valid form."""
    return UUID(text)


def step_form(task: Task, move: TaskMove, able: Sequence[Able], data: Any = None) -> StepForm:
    """The form of a step, with the version that is on the screen."""
    return StepForm(move, data, able=able, initial={"version": task.version})
