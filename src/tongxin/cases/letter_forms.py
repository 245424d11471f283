"""Forms of a letter: writing it, signing for it, answering it, withdrawing it; and the filters of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.utils.translation import pgettext_lazy

from tongxin.cases.actions import LetterDraft
from tongxin.cases.filters import ANY
from tongxin.cases.forms import CHOOSE, PhotoField
from tongxin.cases.letter_paper import Problem
from tongxin.cases.letter_queries import LetterQuerySet
from tongxin.cases.letter_rules import LetterState
from tongxin.cases.letter_words import LETTER_STATE_WORDS
from tongxin.cases.letters import addressees, answer_day, correct_day
from tongxin.cases.models import Case, Letter
from tongxin.cases.models.letters import ANSWER_LENGTH, NAME_LENGTH, NOTE_LENGTH
from tongxin.cases.oversight import letter_rules
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.records.photos import Photo
from tongxin.territory.ground import division_ground
from tongxin.territory.models import Division

OVERDUE = "overdue"


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LetterForm(forms.Form):
    """A letter about `cases`: to whom, by when each is to be put right, by when it is to be answered."""

    to = forms.ChoiceField(label=pgettext_lazy("field of a letter", "To"))
    answer_by = forms.DateField(label=pgettext_lazy("field of a letter", "Answer by"), widget=_day_input())
    note = forms.CharField(
        label=pgettext_lazy("field of a letter", "More to say"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = forms.CharField(
        label=pgettext_lazy("field of a letter", "Contact"),
        max_length=80,
        required=False,
        help_text=pgettext_lazy("field of a letter", "Office and its number; it stands on the paper."),
    )

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        choice = self.fields["to"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [("", CHOOSE), *((each.key, each.words) for each in addressees(cases))]
        self.initial.setdefault("answer_by", answer_day(letter_rules().answer_days))
        for case in cases:
            self.fields[_name_of(case)] = forms.DateField(
                label=pgettext_lazy("field of a letter", "Put right by"),
                widget=_day_input(),
                initial=correct_day(case),
            )

    @property
    def rows(self) -> list[tuple[Case, forms.BoundField]]:
        """Each case with its day."""
        return [(case, self[_name_of(case)]) for case in self.cases]

    @property
    def draft(self) -> LetterDraft:
        """What was decided; the form is valid."""
        values = self.cleaned_data
        return LetterDraft(
            problems=[Problem(case, values[_name_of(case)]) for case in self.cases],
            to=values["to"],
            answer_by=values["answer_by"],
            note=values["note"],
            contact=values["contact"],
        )


class ReceiveForm(forms.Form):
    """Who signed for it, and when; the addressee on the screen need not write a name."""

    on = forms.DateField(label=pgettext_lazy("field of a letter", "Signed for on"), widget=_day_input())
    name = forms.CharField(
        label=pgettext_lazy("field of a letter", "Who signed, as on the paper"),
        max_length=NAME_LENGTH,
        required=False,
    )
    photo = PhotoField(label=pgettext_lazy("field of a letter", "Photo of the signed paper"), required=False)

    def __init__(self, *args: Any, is_addressee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())
        self.fields["name"].required = not is_addressee

    @property
    def sent(self) -> Photo | None:
        """The photo sent along, if any."""
        photo: Photo | None = self.cleaned_data["photo"]
        return photo


class AnswerForm(forms.Form):
    """What was done, and when the answer came."""

    answer = forms.CharField(
        label=pgettext_lazy("field of a letter", "What was done"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    on = forms.DateField(label=pgettext_lazy("field of a letter", "Answered on"), widget=_day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())


class WithdrawForm(forms.Form):
    """Why it is withdrawn."""

    reason = forms.CharField(label=pgettext_lazy("field of a letter", "Reason"), max_length=200)


class LetterFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Letters by state (or overdue), village, and the days on which they were issued."""

    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of letters", "State"),
        empty_label=ANY,
        choices=[
            (OVERDUE, pgettext_lazy("filter of letters", "answer overdue")),
            *((state.value, LETTER_STATE_WORDS[state]) for state in LetterState),
        ],
        method="filter_state",
    )
    village = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter of letters", "Village"), empty_label=ANY, method="filter_village"
    )
    since = django_filters.DateFilter(
        label=pgettext_lazy("filter of letters", "Issued from"), method="filter_since", widget=_day_input()
    )

    class Meta:
        model = Letter
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, Any], *, queryset: LetterQuerySet, viewer: Viewer) -> None:
        super().__init__(data, queryset=queryset)
        villages = viewer.visible(Division.objects.villages(), Act.CASE_VIEW)
        self.filters["village"].extra["choices"] = [
            (village.code, village.short_name) for village in villages
        ]

    def filter_state(self, queryset: LetterQuerySet, name: str, value: str) -> LetterQuerySet:
        """A state, or the answers that are late."""
        return queryset.overdue(clock.today()) if value == OVERDUE else queryset.filter(state=value)

    def filter_village(self, queryset: LetterQuerySet, name: str, value: str) -> LetterQuerySet:
        """A village."""
        return queryset.within(division_ground(value))

    def filter_since(self, queryset: LetterQuerySet, name: str, value: date) -> LetterQuerySet:
        """The first day, included."""
        return queryset.filter(issued_at__gte=clock.start_of(value))


def asked_cases(values: Sequence[str]) -> list[UUID]:
    """The ids in an address: of a case, or of a case and the version in which it was seen (`id:3`)."""
    found = []
    for value in values:
        try:
            found.append(UUID(value.partition(":")[0]))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _name_of(case: Case) -> str:
    return f"by_{case.pk}"
