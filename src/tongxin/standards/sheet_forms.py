"""Forms of a town's own sheet: they translate, the acts and the check judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongxin.records import clock
from tongxin.standards.editing import Content, as_number, plain_text
from tongxin.standards.limits import MEGABYTE, limits
from tongxin.standards.words import OBJECT_WORDS

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
REASON_LENGTH = 200
_NUMBER_SIGNS = RegexValidator(r"^[A-Za-z0-9_]+$", _("Use letters A–Z, digits and _ only."))


class WordsField(forms.CharField):
    """A wording: one line, of the length that a sheet allows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": limits().wording, **options})

    def to_python(self, value: Any) -> str:
        """The text without signs that nobody sees."""
        return plain_text(super().to_python(value) or "")


class PointsField(forms.DecimalField):
    """Points with at most two decimal places; comes out as JSON holds numbers, None where it is empty."""

    def __init__(self, **options: Any) -> None:
        bounds: dict[str, Any] = {"min_value": 0, "max_value": limits().points, "required": False}
        super().__init__(max_digits=8, decimal_places=2, **{**bounds, **options})
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        """The number."""
        found: Decimal | None = super().clean(value)
        return as_number(found)


class PartNumberField(forms.CharField):
    """The number of a part or item: letters, digits and _."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, validators=[_NUMBER_SIGNS], **options)
        self.widget.attrs["class"] = "part-number"


class BlankForm(forms.Form):
    """A sheet from nothing: its title, and what it is made for."""

    zh = WordsField(label=_("Title in Chinese"), max_length=120)
    en = WordsField(label=_("Title in English"), max_length=120, required=False)
    object_kind = forms.ChoiceField(
        label=pgettext_lazy("score sheet", "Made for"),
        choices=list(OBJECT_WORDS.items()),
        help_text=_("A round visits places of this kind."),
    )


class HeadForm(BlankForm):
    """What stands above the items: title, total, how points are counted, least scores."""

    total = PointsField(
        label=pgettext_lazy("score sheet", "Total"), help_text=_("The parts add up to it; the check says so.")
    )
    scoring_start = forms.ChoiceField(
        label=pgettext_lazy("score sheet", "How points are counted"),
        choices=[("max", _("taken off from full points")), ("zero", _("given from nothing"))],
        widget=forms.RadioSelect,
    )
    total_unit = forms.ChoiceField(
        label=pgettext_lazy("score sheet", "What is counted"),
        choices=[
            ("points", pgettext_lazy("score sheet", "points")),
            ("standards_met", pgettext_lazy("score sheet", "standards that are met")),
        ],
        widget=forms.RadioSelect,
    )
    item = PointsField(
        label=_("Least of an item"), help_text=_("An item never falls below it. Empty: not stated.")
    )
    section = PointsField(label=_("Least of a part"))
    sheet = PointsField(label=_("Least of the sheet"))

    def head(self) -> dict[str, Any]:
        """The head as the content holds it."""
        values = self.cleaned_data
        return {
            "title": {"zh": values["zh"], "en": values["en"]},
            "floor": {name: values[name] for name in ("item", "section", "sheet")},
            **{name: values[name] for name in ("object_kind", "total", "scoring_start", "total_unit")},
        }


def initial_head(content: Content) -> dict[str, Any]:
    """The form's values from the content."""
    names = ("object_kind", "total", "scoring_start")
    unit = content.get("total_unit", "points")
    return {
        **content["title"],
        **content["floor"],
        **{name: content[name] for name in names},
        "total_unit": unit,
    }


class SectionForm(forms.Form):
    """A part of the sheet: its number, name and points."""

    id = PartNumberField(label=pgettext_lazy("part of a sheet", "Number"), help_text=_("Short: A, B, C …"))
    zh = WordsField(label=pgettext_lazy("part of a sheet", "Name in Chinese"))
    en = WordsField(
        label=pgettext_lazy("part of a sheet", "Name in English"),
        required=False,
        help_text=_("Where it is empty, the Chinese is shown."),
    )
    max = PointsField(
        label=pgettext_lazy("part of a sheet", "Full points"), help_text=_("Its items add up to it.")
    )


class AdoptForm(forms.Form):
    """From when on, and why."""

    since = forms.DateField(
        label=pgettext_lazy("adoption of a sheet", "Used from"),
        widget=DAY,
        initial=clock.today,
        help_text=_(
            "Rounds that start on this day or later are offered it first. Rounds planned before keep theirs."
        ),
    )
    reason = forms.CharField(
        label=pgettext_lazy("adoption of a sheet", "Why"),
        max_length=REASON_LENGTH,
        help_text=_("For instance: decided at the meeting of 12 May; item 3 could be charged twice."),
    )


class RetireForm(forms.Form):
    """From when on no longer, and why."""

    until = forms.DateField(
        label=_("No longer used from"),
        widget=DAY,
        initial=clock.today,
        help_text=_("Rounds planned before keep it to their end."),
    )
    reason = forms.CharField(label=pgettext_lazy("adoption of a sheet", "Why"), max_length=REASON_LENGTH)


class WorkbookForm(forms.Form):
    """A filled-in workbook."""

    file = forms.FileField(
        label=pgettext_lazy("score sheet", "Workbook (.xlsx)"),
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
        help_text=_(
            "A download of this draft or of any sheet, changed as you like. It takes the place of the draft."
        ),
    )

    def clean_file(self) -> bytes:
        """The content. Raises `ValidationError` for a file that is too large to be read at all."""
        upload = self.cleaned_data["file"]
        most = limits().workbook
        if upload.size > most:
            text = gettext("The file is larger than %(size)d MB.") % {"size": most // MEGABYTE}
            raise forms.ValidationError(text)
        content: bytes = upload.read()
        return content


def revision_of(data: QueryDict) -> int:
    """The revision that the page showed; 0, which no draft has, where it says none."""
    said = data.get("revision", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def item_choices(content: Mapping[str, Any], *, without: str) -> Sequence[tuple[str, str]]:
    """The other items of the sheet, for a choice."""
    return [
        (item["id"], f"{item['id']} {item['zh']}")
        for section in content["sections"]
        for item in section["items"]
        if item["id"] != without
    ]
