"""Forms of a step on many cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import pgettext_lazy

from tongxin.cases.actions import Chosen
from tongxin.cases.forms import CHOOSE, NOTE_LENGTH
from tongxin.cases.models import Case
from tongxin.cases.turn import assignable, named
from tongxin.records.permission import Act, Viewer


def chosen_from(values: Sequence[str], viewer: Viewer) -> list[Chosen]:
    """The ticked cases that the viewer sees, in the order in which they were ticked: each value is `id:version`."""
    seen: dict[UUID, int] = {}
    for value in values:
        key, _colon, version = value.partition(":")
        try:
            seen[UUID(key)] = int(version)
        except ValueError:
            continue
    visible = viewer.visible(Case.objects.with_places_and_people(), Act.CASE_VIEW)
    cases = visible.in_bulk(list(seen))
    return [Chosen(cases[key], version) for key, version in seen.items() if key in cases]


class BatchForm(forms.Form):
    """A note for all of them."""

    note = forms.CharField(
        label=pgettext_lazy("field of a case", "Note"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignBatchForm(BatchForm):
    """To whom the cases are given: whoever may put right at one of the places, those who may at most of them first."""

    to = forms.ChoiceField(label=pgettext_lazy("field of a case", "Who puts it right"))
    field_order = ("to", "note")

    def __init__(self, *args: Any, chosen: Sequence[Chosen], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["to"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [("", CHOOSE), *_people(chosen)]


def _people(chosen: Sequence[Chosen]) -> list[tuple[str, str]]:
    """(id, name with how many of the cases): two queries for each different place."""
    words: dict[str, str] = {}
    counts: dict[str, int] = {}
    by_ground = {each.case.ground: 0 for each in chosen}
    for each in chosen:
        by_ground[each.case.ground] += 1
    for ground, cases in by_ground.items():
        for person in assignable(ground):
            key = str(person.post.person_id)
            words.setdefault(key, named(person.post))
            counts[key] = counts.get(key, 0) + cases
    labels = pgettext_lazy("person for many cases", "%(name)s · may at %(count)d of %(all)d")
    return [
        (key, str(labels) % {"name": words[key], "count": counts[key], "all": len(chosen)})
        for key in sorted(words, key=lambda key: -counts[key])
    ]
