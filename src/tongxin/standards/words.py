"""The town's words for what the data say in codes, and which of two languages a screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongxin.standards.rules import Item, Mode, VetoEffect

Words = Mapping[str, str | Promise]

OBJECT_WORDS: Words = {
    "household": pgettext_lazy("what a sheet is for", "households"),
    "shop": pgettext_lazy("what a sheet is for", "shops"),
    "public_place": pgettext_lazy("what a sheet is for", "public places"),
    "road": pgettext_lazy("what a sheet is for", "road sections"),
    "toilet": pgettext_lazy("what a sheet is for", "public toilets"),
    "grid": pgettext_lazy("what a sheet is for", "grids"),
    "villager_group": pgettext_lazy("what a sheet is for", "villager groups"),
    "natural_village": pgettext_lazy("what a sheet is for", "natural villages"),
    "village": pgettext_lazy("what a sheet is for", "villages"),
}

# What a deduction is counted in.
FINDING_UNITS: Words = {
    "place": pgettext_lazy("counted findings", "places"),
    "household": pgettext_lazy("counted findings", "households"),
    "toilet": pgettext_lazy("counted findings", "toilets"),
    "bin_station": pgettext_lazy("counted findings", "bin stations"),
    "item": pgettext_lazy("counted findings", "items"),
}

MODE_WORDS: Words = {
    Mode.DEDUCT_PER_FINDING: pgettext_lazy("way of scoring", "points off for each one found"),
    Mode.YES_NO: pgettext_lazy("way of scoring", "yes or no"),
    Mode.LEVELS: pgettext_lazy("way of scoring", "levels"),
    Mode.RANGE: pgettext_lazy("way of scoring", "points picked in a range"),
    Mode.VETO: pgettext_lazy("way of scoring", "veto"),
    Mode.UNSTATED: pgettext_lazy("way of scoring", "not settled yet"),
}

VETO_WORDS: Words = {
    VetoEffect.ZERO_ITEM: _("takes all points of this item"),
    VetoEffect.ZERO_SECTION: _("takes all points of this part"),
    VetoEffect.ZERO_SHEET: _("takes all points of the sheet"),
    VetoEffect.FAIL: _("fails the whole sheet"),
}

# What an item does to the points; yes and no, levels and ranges, vetoes.
EFFECT_WORDS: Words = {
    "deduct_if_yes": pgettext_lazy("effect of an item", "points off where yes"),
    "deduct_if_no": pgettext_lazy("effect of an item", "points off where no"),
    "award_if_yes": pgettext_lazy("effect of an item", "points given where yes"),
    "deduct": pgettext_lazy("effect of an item", "points off"),
    "award": pgettext_lazy("effect of an item", "points given"),
    **VETO_WORDS,
}

# Columns of points on the printed form.
SCORE_COLUMN_WORDS: Words = {
    "score": pgettext_lazy("column of points", "Points"),
    "self_score": pgettext_lazy("column of points", "Own score"),
    "recheck": pgettext_lazy("column of points", "Re-check"),
    "upper_check": pgettext_lazy("column of points", "Higher check"),
}

PLACE_WORDS: Words = {
    "public_place": pgettext_lazy("kind of place", "public place"),
    "bin_station": pgettext_lazy("kind of place", "bin station"),
    "road": pgettext_lazy("kind of place", "road"),
    "household": pgettext_lazy("kind of place", "household"),
    "water_body": pgettext_lazy("kind of place", "water"),
    "facility": pgettext_lazy("kind of place", "facility"),
    "toilet": pgettext_lazy("kind of place", "toilet"),
    "building": pgettext_lazy("kind of place", "building"),
    "green_land": pgettext_lazy("kind of place", "green land"),
    "shop": pgettext_lazy("kind of place", "shop"),
    "farmland": pgettext_lazy("kind of place", "fields"),
}

QUALITY_WORDS: Words = {
    "official": pgettext_lazy("kind of source", "official text"),
    "public_repository": pgettext_lazy("kind of source", "public repository"),
    "document_sharing": pgettext_lazy("kind of source", "document-sharing site"),
    "news": pgettext_lazy("kind of source", "news"),
    "mirror": pgettext_lazy("kind of source", "mirror site, not reliable"),
    "secondary": pgettext_lazy("kind of source", "second-hand"),
    "town": pgettext_lazy("kind of source", "written by the town"),
}

STATUS_WORDS: Words = {
    "stated": pgettext_lazy("how an item is known", "in the source"),
    "inferred": pgettext_lazy("how an item is known", "our reading"),
    "unknown": pgettext_lazy("how an item is known", "not seen in the source"),
}

LEVEL_WORDS: Words = {
    "national": pgettext_lazy("level of a standard", "national"),
    "province": pgettext_lazy("level of a standard", "provincial"),
    "county": pgettext_lazy("level of a standard", "of the county"),
    "town": pgettext_lazy("level of a standard", "of the town"),
}

APPLIES_WORDS: Words = {
    "township": pgettext_lazy("what a standard applies to", "townships"),
    "village": pgettext_lazy("what a standard applies to", "villages"),
    "natural_village": pgettext_lazy("what a standard applies to", "natural villages"),
    "county_town_or_township": pgettext_lazy("what a standard applies to", "county towns and townships"),
    "province": pgettext_lazy("what a standard applies to", "the province"),
}

SECTION_WORDS: Words = {
    "village": pgettext_lazy("part of a standard", "village"),
    "villages": pgettext_lazy("part of a standard", "villages"),
    "eight": pgettext_lazy("part of a standard", "the eight standards"),
    "education": pgettext_lazy("part of a standard", "health education"),
    "waste": pgettext_lazy("part of a standard", "waste"),
    "organisation": pgettext_lazy("part of a standard", "organisation"),
    "baseline_2020": pgettext_lazy("part of a standard", "state of 2020"),
    "toilets": pgettext_lazy("part of a standard", "toilets"),
    "sewage": pgettext_lazy("part of a standard", "sewage"),
    "green": pgettext_lazy("part of a standard", "greening"),
    "household_waste": pgettext_lazy("part of a standard", "household waste"),
    "ponds_ditches": pgettext_lazy("part of a standard", "ponds and ditches"),
    "farm_waste": pgettext_lazy("part of a standard", "farm waste"),
    "habits": pgettext_lazy("part of a standard", "habits"),
    "thresholds": pgettext_lazy("part of a standard", "thresholds"),
    "water": pgettext_lazy("part of a standard", "water"),
    "roads": pgettext_lazy("part of a standard", "roads"),
}

REGION_WORDS: Words = {"east": _("east"), "middle": _("middle"), "west": _("west")}

UNIT_WORDS: Words = {
    "percent": "%",
    "villages": pgettext_lazy("unit of a threshold", "villages"),
    "hours_per_day": _("hours a day"),
    "m2_per_person": _("m² a person"),
}

EVIDENCE_WORDS: Words = {
    "territory": pgettext_lazy("records that prove", "ground"),
    "people": pgettext_lazy("records that prove", "people and posts"),
    "standards": pgettext_lazy("records that prove", "standards"),
    "cases": pgettext_lazy("records that prove", "cases"),
    "inspections": pgettext_lazy("records that prove", "rounds"),
    "ranking": pgettext_lazy("records that prove", "evaluation"),
    "plans": pgettext_lazy("records that prove", "plans"),
    "council": pgettext_lazy("records that prove", "meetings"),
    "volunteering": pgettext_lazy("records that prove", "volunteers"),
    "outreach": pgettext_lazy("records that prove", "publicity"),
    "briefs": pgettext_lazy("records that prove", "briefs"),
    "outside": pgettext_lazy("records that prove", "figures that others hold"),
}


def chosen(zh: str, en: str) -> str:
    """`zh` on Chinese screens and where there is no `en`, else `en`."""
    language = get_language() or "zh"
    return zh if language.startswith("zh") or not en else en


def plain(points: Decimal) -> str:
    """Points as people write them: 2.5 and 10, not 2.50 and 1E+1."""
    return f"{points.normalize():f}" if points else "0"


def rule_of(item: Item) -> str:
    """How an item is scored, in one line for a screen."""
    match item.mode:
        case Mode.DEDUCT_PER_FINDING if item.points is not None:
            counted = {"points": plain(item.points), "unit": FINDING_UNITS.get(item.unit, "")}
            return gettext("%(points)s off for each of the %(unit)s found") % counted
        case Mode.YES_NO if item.points is not None:
            return _YES_NO[item.effect] % {"points": plain(item.points)}
        case Mode.LEVELS:
            sign = "−" if item.effect == "deduct" else "+"
            return " · ".join(f"{chosen(one.zh, one.en)} {sign}{plain(one.points)}" for one in item.levels)
        case Mode.RANGE:
            span = {"least": plain(item.least), "most": plain(item.most)}
            text = (
                gettext("%(least)s to %(most)s off")
                if item.effect == "deduct"
                else gettext("%(least)s to %(most)s given")
            )
            return text % span
        case Mode.VETO:
            return gettext("one veto: %(effect)s") % {"effect": VETO_WORDS[item.effect]}
        case _:
            return gettext("the source does not state how")


_YES_NO: Mapping[str, str | Promise] = {
    "deduct_if_yes": _("%(points)s off if so"),
    "deduct_if_no": _("%(points)s off if not"),
    "award_if_yes": _("%(points)s given if so"),
}
