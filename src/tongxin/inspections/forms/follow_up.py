"""The form of a follow-up visit: one choice for each finding that is open at the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.follow_up_entry import FollowUpEntry, ItemAnswer
from tongxin.inspections.follow_up_rules import FollowUpResult, ItemOutcome
from tongxin.inspections.judging import label
from tongxin.inspections.models import FollowUpItem
from tongxin.inspections.words import ITEM_OUTCOME_WORDS, RESULT_WORDS
from tongxin.records.ids import new_id

_STYLES = {ItemOutcome.PUT_RIGHT: "good", ItemOutcome.CORRECTED: "plainly", ItemOutcome.FOUND_AGAIN: "amiss"}


@dataclass(frozen=True)
class Choice:
    """One button of a finding."""

    value: str
    label: Any
    style: str
    is_chosen: bool


@dataclass(frozen=True)
class ItemLine:
    """A finding on the page, with what was chosen and written of it."""

    item: FollowUpItem
    chosen: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """The item of the sheet at which it was found."""
        sheet = self.item.finding.visit.round.sheet_version.parts
        found = sheet.by_id.get(self.item.finding.item_id)
        return label(found) if found else self.item.finding.item_id

    @property
    def choices(self) -> list[Choice]:
        """The three big buttons."""
        return [
            Choice(value.value, word, _STYLES[value], self.chosen == value)
            for value, word in ITEM_OUTCOME_WORDS.items()
        ]


class FollowUpForm(forms.Form):
    """What came of a follow-up visit."""

    result = forms.ChoiceField(
        label=_("What came of it"),
        choices=list(RESULT_WORDS.items()),
        initial=FollowUpResult.DONE,
        widget=forms.RadioSelect,
    )
    made_at = forms.DateTimeField(
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

    def __init__(self, items: Sequence[FollowUpItem], data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        sent = data if data is not None else QueryDict()
        self.lines = [
            ItemLine(item, sent.get(f"o-{item.finding_id}", ""), sent.get(f"t-{item.finding_id}", "").strip())
            for item in items
        ]

    def entry(self) -> FollowUpEntry:
        """The entry that the form makes; a finding without a choice has no answer."""
        values = self.cleaned_data
        answers: dict[UUID, ItemAnswer] = {
            line.item.finding_id: ItemAnswer(ItemOutcome(line.chosen), line.note)
            for line in self.lines
            if line.chosen in list(ItemOutcome)
        }
        result = FollowUpResult(values["result"])
        return FollowUpEntry(
            result=result,
            answers=answers if result is FollowUpResult.DONE else {},
            note=values["note"],
            made_at=values["made_at"],
        )
