"""The form of one item: wording, points, the way of scoring with what belongs to it, vetoes, hints, picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.records.photo_field import PhotoField
from tongxin.standards.editing import Content, Part, mode_of, new_item
from tongxin.standards.limits import limits
from tongxin.standards.models import MatterType
from tongxin.standards.rules import Hint, Mode
from tongxin.standards.sheet_forms import PartNumberField, PointsField, WordsField, item_choices
from tongxin.standards.words import EFFECT_WORDS, FINDING_UNITS, MODE_WORDS, VETO_WORDS
from tongxin.standards.workbook_layout import EFFECTS

_BLANK_ROWS = 2  # rows to fill in below those that are filled
_LEAST_ROWS = 4


def _effects(mode: Mode) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=pgettext_lazy("score sheet", "Effect"),
        choices=[(code, EFFECT_WORDS[code]) for code in EFFECTS[mode]],
    )


class LevelForm(forms.Form):
    """One level: its name and points; `place` says where it stands among the others."""

    place = forms.IntegerField(
        label=pgettext_lazy("score sheet", "Place"), required=False, min_value=1, max_value=99
    )
    zh = WordsField(label=pgettext_lazy("score sheet", "Level"), required=False)
    en = WordsField(label=pgettext_lazy("score sheet", "In English"), required=False)
    points = PointsField(label=pgettext_lazy("score sheet", "Points"))

    def clean(self) -> dict[str, Any]:
        """A row is filled or empty, not half."""
        values = super().clean() or {}
        is_said = bool(values.get("zh")), values.get("points") is not None
        if any(is_said) or values.get("en"):
            for name, there in zip(("zh", "points"), is_said, strict=True):
                if not there and name not in self.errors:
                    self.add_error(name, gettext("This row has a name and points, or is empty."))
        return values


class VetoForm(forms.Form):
    """One circumstance that wins over all points."""

    zh = WordsField(label=pgettext_lazy("score sheet", "Circumstance"), required=False)
    en = WordsField(label=pgettext_lazy("score sheet", "In English"), required=False)
    effect = forms.ChoiceField(
        label=pgettext_lazy("score sheet", "Effect"), choices=list(VETO_WORDS.items()), required=False
    )

    def clean(self) -> dict[str, Any]:
        """English alone is no circumstance."""
        values = super().clean() or {}
        if values.get("en") and not values.get("zh") and "zh" not in self.errors:
            self.add_error("zh", gettext("Write it in Chinese too."))
        return values


class ItemForm(forms.Form):
    """An item of the sheet. Fields of other ways of scoring than the chosen one are not looked at."""

    id = PartNumberField(label=pgettext_lazy("score sheet", "Number"))
    zh = WordsField(label=_("What is looked at, in Chinese"), widget=forms.Textarea(attrs={"rows": 2}))
    en = WordsField(
        label=_("In English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Where it is empty, the Chinese is shown."),
    )
    max = PointsField(label=pgettext_lazy("score sheet", "Full points"))
    mode = forms.ChoiceField(
        label=pgettext_lazy("score sheet", "How it is scored"),
        choices=[(mode.value, MODE_WORDS[mode]) for mode in Mode],
        widget=forms.RadioSelect,
    )
    each = PointsField(label=_("Points off for each one found"), required=True)
    unit = forms.ChoiceField(
        label=pgettext_lazy("score sheet", "Counted by"), choices=list(FINDING_UNITS.items())
    )
    yes_no_effect = _effects(Mode.YES_NO)
    yes_no_points = PointsField(label=pgettext_lazy("score sheet", "Points"), required=True)
    levels_effect = _effects(Mode.LEVELS)
    range_effect = _effects(Mode.RANGE)
    least = PointsField(label=pgettext_lazy("score sheet", "Points from"), required=True)
    most = PointsField(label=pgettext_lazy("score sheet", "Points to"), required=True)
    veto_effect = _effects(Mode.VETO)
    matter = forms.ChoiceField(
        label=_("Usual kind of problem"),
        required=False,
        help_text=_("A case that is opened from this item begins with this kind."),
    )
    not_with = forms.ChoiceField(
        label=_("Not charged together with"),
        required=False,
        help_text=_("So that the same heap is not charged twice."),
    )
    needs_reason = forms.BooleanField(
        label=_("Takes points only with a written reason"), required=False, help_text=_("For “other” items.")
    )
    is_private = forms.BooleanField(label=_("Judges private rooms: only with consent"), required=False)
    note = WordsField(
        label=_("Explanation for the inspector"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    picture = PhotoField(
        label=_("Picture that explains the item"),
        required=False,
        help_text=_(
            "No faces, no doors that can be recognised. Place and time inside the picture are taken out."
        ),
    )
    without_picture = forms.BooleanField(label=_("Take the picture out"), required=False)

    use_required_attribute = (
        False  # what is needed depends on the way of scoring, which the browser cannot know
    )

    # Fields that belong to a way of scoring, and the names they have in the content.
    OF_MODE: Mapping[Mode, Mapping[str, str]] = {
        Mode.DEDUCT_PER_FINDING: {"each": "points", "unit": "unit"},
        Mode.YES_NO: {"yes_no_effect": "effect", "yes_no_points": "points"},
        Mode.LEVELS: {"levels_effect": "effect"},
        Mode.RANGE: {"range_effect": "effect", "least": "min", "most": "max"},
        Mode.VETO: {"veto_effect": "effect"},
        Mode.UNSTATED: {},
    }

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        content: Content,
        item: Part,
    ) -> None:
        super().__init__(data, files, initial=_initial(item))
        self._item = item
        matters = MatterType.objects.in_force(clock.today()).order_by("code")
        kinds = [(matter.code, f"{matter.code} {matter.name}") for matter in matters]
        known = {code for code, _name in kinds}
        if self.initial["matter"] and self.initial["matter"] not in known:
            kinds.append((self.initial["matter"], self.initial["matter"]))
        self._choose("matter", [("", gettext("none")), *kinds])
        self._choose("not_with", [("", gettext("none")), *item_choices(content, without=item["id"])])
        if not item.get("picture"):
            del self.fields["without_picture"]
        self.levels = _rows(LevelForm, data, "level", _initial_levels(item), limits().levels)
        self.vetoes = _rows(VetoForm, data, "veto", _initial_vetoes(item), limits().vetoes)

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def full_clean(self) -> None:
        """Checks the fields of the chosen way of scoring; those of the others may be empty."""
        chosen = self.data.get("mode") if self.is_bound else ""
        of_modes = {name: mode for mode, names in self.OF_MODE.items() for name in names}
        for name, mode in of_modes.items():
            self.fields[name].required = mode.value == chosen
        super().full_clean()
        for name in of_modes:
            self.fields[name].required = True  # so that none is called optional on the page

    def clean(self) -> dict[str, Any]:
        """What the chosen way of scoring needs beside its fields, and the rows of levels and vetoes."""
        values = super().clean() or {}
        if not self.vetoes.is_valid():
            self.add_error(None, gettext("Look at the rows of vetoes again: one is half filled."))
        if "mode" not in values:
            return values
        mode = Mode(values["mode"])
        if mode is Mode.DEDUCT_PER_FINDING and values.get("each") == 0:
            self.add_error("each", gettext("Points off are more than nothing."))
        if mode is Mode.LEVELS and not self.levels.is_valid():
            self.add_error(None, gettext("Look at the rows of levels again: one is half filled."))
        elif mode is Mode.LEVELS and len(self._filled_levels) < 2:
            self.add_error("mode", gettext("Enter two levels or more."))
        return values

    @cached_property
    def _filled_levels(self) -> list[Part]:
        """The levels in the order of their places; one without a place stays where it is."""
        rows = [
            (row.get("place") or number, number, row)
            for number, row in enumerate((form.cleaned_data for form in self.levels.forms), start=1)
            if row.get("zh")
        ]
        return [
            {"label": {"zh": row["zh"], "en": row["en"]}, "points": row["points"]}
            for _place, _number, row in sorted(rows, key=lambda each: each[:2])
        ]

    def item(self, *, picture: str) -> Part:
        """The item that the form describes, with the picture of this id or none."""
        values = self.cleaned_data
        mode = Mode(values["mode"])
        fields = {name: values[field] for field, name in self.OF_MODE[mode].items()}
        vetoes = [
            {"zh": row["zh"], "en": row["en"], "effect": row["effect"]}
            for row in (form.cleaned_data for form in self.vetoes.forms)
            if row.get("zh")
        ]
        return new_item(
            values["id"],
            zh=values["zh"],
            en=values["en"],
            max_points=values["max"],
            mode=mode_of(mode, {**fields, "levels": self._filled_levels if mode is Mode.LEVELS else []}),
            hint=Hint(values["matter"], values["needs_reason"], values["is_private"], values["not_with"]),
            veto=vetoes,
            note=values["note"],
            picture=picture,
            sample=self._item.get("sample"),
        )


def _rows(form: type[forms.Form], data: QueryDict | None, prefix: str, initial: list[Part], most: int) -> Any:
    shown = min(max(len(initial) + _BLANK_ROWS, _LEAST_ROWS), max(most, len(initial)))
    made = forms.formset_factory(
        form, extra=shown - len(initial), max_num=shown, absolute_max=max(most, shown)
    )
    return made(data, prefix=prefix, initial=initial)


def _initial(item: Part) -> dict[str, Any]:
    mode, hint = item["mode"], item.get("hint", {})
    values: dict[str, Any] = {name: item[name] for name in ("id", "zh", "en", "max")}
    values |= {"mode": mode["type"], "note": item.get("note", "")}
    for field, name in ItemForm.OF_MODE[Mode(mode["type"])].items():
        values[field] = mode.get(name)
    for name in ("matter", "not_with", "needs_reason", "is_private"):
        values[name] = hint.get(name, "")
    return values


def _initial_levels(item: Part) -> list[Part]:
    return [
        {"place": place, **level["label"], "points": level["points"]}
        for place, level in enumerate(item["mode"].get("levels", ()), start=1)
    ]


def _initial_vetoes(item: Part) -> list[Part]:
    return [dict(veto) for veto in item.get("veto", ())]
