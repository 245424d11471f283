"""The layout of a score sheet as a workbook: three worksheets with Chinese headings, the same on every screen.

Headings and words are the town's, whatever language the screen has: a file goes from hand to hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongxin.standards.rules import Mode
from tongxin.standards.words import EFFECT_WORDS, FINDING_UNITS, MODE_WORDS, OBJECT_WORDS, VETO_WORDS


class Kind(StrEnum):
    """What a column holds."""

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    MARK = "mark"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """A column, or a line of the head: its key, its heading, what it holds, and the words for its codes."""

    key: str
    heading: str
    kind: Kind
    words: Mapping[str, str]

    def code(self, word: str) -> str | None:
        """The code for a word of a choice."""
        return next((code for code, said in self.words.items() if said == word), None)


@dataclass(frozen=True)
class Layout:
    """The three worksheets by name, with their columns; `mark` is the word for "yes, so it is"."""

    head: str
    items: str
    more: str
    head_lines: tuple[Column, ...]
    item_columns: tuple[Column, ...]
    more_columns: tuple[Column, ...]
    line_headings: tuple[str, str]
    mark: str


_START_WORDS = {
    "max": pgettext_lazy("score sheet file", "off from full points"),
    "zero": pgettext_lazy("score sheet file", "given from nothing"),
}
_UNIT_WORDS = {
    "points": pgettext_lazy("score sheet file", "points"),
    "standards_met": pgettext_lazy("score sheet file", "standards met"),
}
_PART_WORDS = {
    "level": pgettext_lazy("score sheet file", "level"),
    "veto": pgettext_lazy("score sheet file", "veto"),
}

_Spec = tuple[str, str | Promise, Kind, Mapping[str, str | Promise]]

_HEAD: tuple[_Spec, ...] = (
    ("zh", pgettext_lazy("score sheet file", "Title"), Kind.TEXT, {}),
    ("en", pgettext_lazy("score sheet file", "Title in English"), Kind.TEXT, {}),
    ("object_kind", pgettext_lazy("score sheet file", "Made for"), Kind.CHOICE, OBJECT_WORDS),
    ("scoring_start", pgettext_lazy("score sheet file", "How points are counted"), Kind.CHOICE, _START_WORDS),
    ("total", pgettext_lazy("score sheet file", "Total"), Kind.NUMBER, {}),
    ("total_unit", pgettext_lazy("score sheet file", "What is counted"), Kind.CHOICE, _UNIT_WORDS),
    ("item", pgettext_lazy("score sheet file", "Least of an item"), Kind.NUMBER, {}),
    ("section", pgettext_lazy("score sheet file", "Least of a part"), Kind.NUMBER, {}),
    ("sheet", pgettext_lazy("score sheet file", "Least of the sheet"), Kind.NUMBER, {}),
)
_ITEMS: tuple[_Spec, ...] = (
    ("section_id", pgettext_lazy("score sheet file", "Part no."), Kind.ID, {}),
    ("section_zh", pgettext_lazy("score sheet file", "Part"), Kind.TEXT, {}),
    ("section_en", pgettext_lazy("score sheet file", "Part in English"), Kind.TEXT, {}),
    ("section_max", pgettext_lazy("score sheet file", "Points of the part"), Kind.NUMBER, {}),
    ("id", pgettext_lazy("score sheet file", "Item no."), Kind.ID, {}),
    ("zh", pgettext_lazy("score sheet file", "What is looked at"), Kind.TEXT, {}),
    ("en", pgettext_lazy("score sheet file", "In English"), Kind.TEXT, {}),
    ("max", pgettext_lazy("score sheet file", "Full points"), Kind.NUMBER, {}),
    ("mode", pgettext_lazy("score sheet file", "How it is scored"), Kind.CHOICE, MODE_WORDS),
    ("effect", pgettext_lazy("score sheet file", "Effect"), Kind.CHOICE, EFFECT_WORDS),
    ("points", pgettext_lazy("score sheet file", "Points each"), Kind.NUMBER, {}),
    ("unit", pgettext_lazy("score sheet file", "Counted by"), Kind.CHOICE, FINDING_UNITS),
    ("least", pgettext_lazy("score sheet file", "Points from"), Kind.NUMBER, {}),
    ("most", pgettext_lazy("score sheet file", "Points to"), Kind.NUMBER, {}),
    ("matter", pgettext_lazy("score sheet file", "Usual kind of problem"), Kind.TEXT, {}),
    ("needs_reason", pgettext_lazy("score sheet file", "Needs a reason"), Kind.MARK, {}),
    ("is_private", pgettext_lazy("score sheet file", "Private rooms"), Kind.MARK, {}),
    ("not_with", pgettext_lazy("score sheet file", "Not charged with item"), Kind.ID, {}),
    ("note", pgettext_lazy("score sheet file", "Explanation"), Kind.TEXT, {}),
)
_MORE: tuple[_Spec, ...] = (
    ("id", pgettext_lazy("score sheet file", "Item no."), Kind.ID, {}),
    ("part", pgettext_lazy("score sheet file", "Level or veto"), Kind.CHOICE, _PART_WORDS),
    ("zh", pgettext_lazy("score sheet file", "Name"), Kind.TEXT, {}),
    ("en", pgettext_lazy("score sheet file", "In English"), Kind.TEXT, {}),
    ("points", pgettext_lazy("score sheet file", "Points"), Kind.NUMBER, {}),
    ("effect", pgettext_lazy("score sheet file", "Effect"), Kind.CHOICE, VETO_WORDS),
)

# Which columns a way of scoring fills, beside those that every item has.
FIELDS: Mapping[Mode, frozenset[str]] = {
    Mode.DEDUCT_PER_FINDING: frozenset({"points", "unit"}),
    Mode.YES_NO: frozenset({"points", "effect"}),
    Mode.LEVELS: frozenset({"effect"}),
    Mode.RANGE: frozenset({"effect", "least", "most"}),
    Mode.VETO: frozenset({"effect"}),
    Mode.UNSTATED: frozenset(),
}
OWN_FIELDS = frozenset({"points", "unit", "effect", "least", "most"})
EFFECTS: Mapping[Mode, tuple[str, ...]] = {
    Mode.YES_NO: ("deduct_if_yes", "deduct_if_no", "award_if_yes"),
    Mode.LEVELS: ("deduct", "award"),
    Mode.RANGE: ("deduct", "award"),
    Mode.VETO: ("zero_item", "zero_section", "zero_sheet", "fail"),
}
SECTION_KEYS = ("section_id", "section_zh", "section_en", "section_max")


@cache
def layout() -> Layout:
    """The layout in the town's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return Layout(
            head=str(pgettext_lazy("score sheet file", "Head of the sheet")),
            items=str(pgettext_lazy("score sheet file", "Items")),
            more=str(pgettext_lazy("score sheet file", "Levels and vetoes")),
            head_lines=_columns(_HEAD),
            item_columns=_columns(_ITEMS),
            more_columns=_columns(_MORE),
            line_headings=(
                str(pgettext_lazy("score sheet file", "Line")),
                str(pgettext_lazy("score sheet file", "Content")),
            ),
            mark=str(pgettext_lazy("score sheet file", "yes")),
        )


def _columns(specs: tuple[_Spec, ...]) -> tuple[Column, ...]:
    return tuple(
        Column(key, str(heading), kind, {code: str(word) for code, word in words.items()})
        for key, heading, kind, words in specs
    )
