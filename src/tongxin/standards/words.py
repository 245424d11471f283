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
    "household": _("households"),
    "shop": _("shops"),
    "public_place": _("public places"),
    "road": _("road sections"),
    "toilet": _("public toilets"),
    "grid": _("grids"),
    "villager_group": _("villager groups"),
    "natural_village": _("natural villages"),
    "village": _("villages"),
}

# What a deduction is counted in.
FINDING_UNITS: Words = {
    "place": pgettext_lazy("counted findings", "places"),
    "household": pgettext_lazy("counted findings", "households"),
    "toilet": pgettext_lazy("counted findings", "toilets"),
    "bin_station": pgettext_lazy("counted findings", "bin stations"),
    "item": pgettext_lazy("counted findings", "items"),
}

VETO_WORDS: Words = {
    VetoEffect.ZERO_ITEM: _("takes all points of this item"),
    VetoEffect.ZERO_SECTION: _("takes all points of this part"),
    VetoEffect.ZERO_SHEET: _("takes all points of the sheet"),
    VetoEffect.FAIL: _("fails the whole sheet"),
}

PLACE_WORDS: Words = {
    "public_place": _("public place"),
    "bin_station": _("bin station"),
    "road": _("road"),
    "household": _("household"),
    "water_body": _("water"),
    "facility": _("facility"),
    "toilet": _("toilet"),
    "building": _("building"),
    "green_land": _("green land"),
    "shop": _("shop"),
    "farmland": _("fields"),
}

QUALITY_WORDS: Words = {
    "official": _("official text"),
    "public_repository": _("public repository"),
    "document_sharing": _("document-sharing site"),
    "news": _("news"),
    "mirror": _("mirror site, not reliable"),
    "secondary": _("second-hand"),
}

STATUS_WORDS: Words = {
    "stated": _("in the source"),
    "inferred": _("our reading"),
    "unknown": _("not seen in the source"),
}

LEVEL_WORDS: Words = {
    "national": _("national"),
    "province": _("provincial"),
    "county": _("of the county"),
    "town": _("of the town"),
}

APPLIES_WORDS: Words = {
    "township": _("townships"),
    "village": _("villages"),
    "natural_village": _("natural villages"),
    "county_town_or_township": _("county towns and townships"),
    "province": _("the province"),
}

SECTION_WORDS: Words = {
    "village": _("village"),
    "villages": _("villages"),
    "eight": _("the eight standards"),
    "education": _("health education"),
    "waste": _("waste"),
    "organisation": _("organisation"),
    "baseline_2020": _("state of 2020"),
    "toilets": _("toilets"),
    "sewage": _("sewage"),
    "green": _("greening"),
    "household_waste": _("household waste"),
    "ponds_ditches": _("ponds and ditches"),
    "farm_waste": _("farm waste"),
    "habits": _("habits"),
    "thresholds": _("thresholds"),
    "water": _("water"),
    "roads": _("roads"),
}

REGION_WORDS: Words = {"east": _("east"), "middle": _("middle"), "west": _("west")}

UNIT_WORDS: Words = {
    "percent": "%",
    "villages": pgettext_lazy("unit of a threshold", "villages"),
    "hours_per_day": _("hours a day"),
    "m2_per_person": _("m² a person"),
}

EVIDENCE_WORDS: Words = {
    "territory": _("ground"),
    "people": _("people and posts"),
    "standards": _("standards"),
    "cases": _("cases"),
    "inspections": _("rounds"),
    "ranking": _("evaluation"),
    "plans": _("plans"),
    "council": _("meetings"),
    "volunteering": _("volunteers"),
    "outreach": _("publicity"),
    "briefs": _("briefs"),
    "outside": _("figures that others hold"),
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
