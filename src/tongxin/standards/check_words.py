"""What the check of a sheet says, in the user's language: what is so, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongxin.standards.checking import Remark, RemarkKind, Where
from tongxin.standards.rules import Sheet
from tongxin.standards.words import chosen

Text = str | Promise


@dataclass(frozen=True)
class Said:
    """A remark in words: on what, what is so, what to do."""

    remark: Remark
    about: str
    text: str
    advice: str


_WORDS: Mapping[RemarkKind, tuple[Text, Text]] = {
    RemarkKind.DOUBLED_SECTION: (
        _("two parts have this number"),
        _("Give one of them another number."),
    ),
    RemarkKind.DOUBLED_ITEM: (_("two items have this number"), _("Give one of them another number.")),
    RemarkKind.TOO_FINE: (
        _("%(found)s has more than two decimal places"),
        _("Round it to hundredths of a point."),
    ),
    RemarkKind.RANGE_REVERSED: (
        _("the range ends before it begins: %(found)s to %(stated)s"),
        _("Exchange the two numbers."),
    ),
    RemarkKind.RANGE_ABOVE: (
        _("the range begins at %(found)s, above the item's maximum %(stated)s"),
        _("Lower the range or raise the full points."),
    ),
    RemarkKind.SECTION_SUM: (
        _("its items hold %(found)s points together, the part says %(stated)s"),
        _("Change the points of an item, or let the part say %(found)s."),
    ),
    RemarkKind.TOTAL_SUM: (
        _("its parts hold %(found)s points together, the sheet says %(stated)s"),
        _("Change the points of a part, or let the sheet say %(found)s."),
    ),
    RemarkKind.NO_ITEMS: (_("nothing is looked at here"), _("Add an item, or take the part out.")),
    RemarkKind.NO_WORDING: (_("the wording is empty"), _("Write what is meant in a few words.")),
    RemarkKind.NO_MAXIMUM: (_("it does not say how many points it holds"), _("Enter the full points.")),
    RemarkKind.NO_TOTAL: (_("it does not say how many points it holds"), _("Enter the total.")),
    RemarkKind.NEGATIVE: (_("%(found)s points are fewer than none"), _("Enter 0 or more.")),
    RemarkKind.NOT_ASSESSABLE: (
        _("it does not say how it is scored"),
        _("Choose the way of scoring and enter its points."),
    ),
    RemarkKind.HOLDS_NOTHING: (
        _("it holds no points, so nothing can follow from it"),
        _("Give it points, make it a veto, or take it out."),
    ),
    RemarkKind.OUTSIDE: (
        _("%(found)s lies outside of what the item holds (0 to %(stated)s)"),
        _("Change the points, or the full points of the item."),
    ),
    RemarkKind.AWARD_ABOVE: (
        _("it gives %(found)s points but holds only %(stated)s"),
        _("Let both say the same."),
    ),
    RemarkKind.LEVEL_TWICE: (
        _("two levels are called “%(found)s”"),
        _("Name them so that inspectors can tell them apart."),
    ),
    RemarkKind.SAME_WORDING: (
        _("says the same as item %(found)s: one thing would be charged twice"),
        _("Take one of them out, or say in their words how they differ."),
    ),
    RemarkKind.FREE_ITEM: (
        _("names no matter of its own, so points could be taken for anything"),
        _("Tick “needs a reason”, or write what is meant."),
    ),
    RemarkKind.WRONG_PARTNER: (
        _("is not to be charged together with %(found)s, which is no other item of the sheet"),
        _("Choose the other item anew."),
    ),
    RemarkKind.FLOOR_OUTSIDE: (
        _("a least score of %(found)s lies outside of 0 to %(stated)s"),
        _("Enter 0, or leave it empty."),
    ),
    RemarkKind.LOSES_MORE: (
        _("one finding takes %(found)s, more than the %(stated)s that it holds"),
        _("It stops at nothing; is that meant?"),
    ),
    RemarkKind.NEVER_FULL: (
        _("at best it comes to %(found)s of %(stated)s"),
        _("Let the best answer give the full points."),
    ),
    RemarkKind.LEVELS_UNORDERED: (
        _("the levels do not go up or down: %(found)s"),
        _("Put them in order from good to bad."),
    ),
    RemarkKind.LEVELS_ALIKE: (
        _("two levels come to the same points: %(found)s"),
        _("Join them, or tell them apart by points."),
    ),
    RemarkKind.RANGE_IS_VAGUE: (
        _("each inspector picks other points between %(found)s"),
        _("Levels that say what each number means score more alike."),
    ),
    RemarkKind.SAME_MATTER: (
        _("items %(found)s are all usually the kind %(stated)s: one thing may be charged twice"),
        _("Say of one that it is not charged together with the other, if they can mean the same thing."),
    ),
    RemarkKind.SAME_ELSEWHERE: (
        _("says the same as item %(found)s in another part"),
        _("Say of one that it is not charged together with the other, or word them apart."),
    ),
    RemarkKind.PERHAPS_FREE: (
        _("may be read as “anything else”"),
        _("Tick “needs a reason”, if it is meant so."),
    ),
    RemarkKind.VETO_IDLE: (
        _("takes the points of an item that holds none"),
        _("Let it take the part or the sheet, or give the item points."),
    ),
}
_THE_SHEET = pgettext_lazy("check of a sheet", "The sheet")


def said(remark: Remark, sheet: Sheet) -> Said:
    """A remark in words, led by the part of the sheet that it is about."""
    text, advice = _WORDS[remark.kind]
    values = {"found": remark.found, "stated": remark.stated}
    return Said(remark, _about(remark, sheet), str(text) % values, str(advice) % values)


def _about(remark: Remark, sheet: Sheet) -> str:
    if remark.where is Where.SHEET:
        return str(_THE_SHEET)
    if remark.where is Where.SECTION:
        section = next(one for one in sheet.sections if one.id == remark.place)
        words = {"id": section.id, "name": chosen(section.zh, section.en)}
        return gettext("Part %(id)s %(name)s") % words
    item = sheet.by_id[remark.place]
    return gettext("Item %(id)s %(name)s") % {"id": item.id, "name": chosen(item.zh, item.en)}
