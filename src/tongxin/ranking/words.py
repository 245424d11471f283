"""What lists, rules and kinds of object are called on screens and papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from tongxin.ranking.rules import (
    AsPrinted,
    AtCut,
    BottomBelow,
    BottomM,
    End,
    ListState,
    OnePerParent,
    RankRule,
    Threshold,
    TopN,
    UnitKind,
    WithinClass,
)
from tongxin.ranking.table_words import table_words

KIND_WORDS: dict[str, Promise] = {
    UnitKind.VILLAGE: gettext_lazy("village"),
    UnitKind.GROUP: gettext_lazy("villager group"),
    UnitKind.GRID: gettext_lazy("grid"),
    UnitKind.NATURAL_VILLAGE: gettext_lazy("natural village"),
    UnitKind.ROAD: gettext_lazy("road section"),
    UnitKind.HOUSEHOLD: gettext_lazy("household"),
}

STATE_WORDS: dict[str, Promise] = {
    ListState.DRAFT.value: pgettext_lazy("state of a list", "draft"),
    ListState.APPROVED.value: pgettext_lazy("state of a list", "approved"),
    ListState.PUBLISHED.value: pgettext_lazy("state of a list", "in force"),
    ListState.EXPIRED.value: pgettext_lazy("state of a list", "expired"),
    ListState.WITHDRAWN.value: pgettext_lazy("state of a list", "withdrawn"),
}

AT_CUT_WORDS: dict[str, Promise] = {
    AtCut.ALL_ENTER: gettext_lazy("all of them enter"),
    AtCut.NONE_ENTERS: gettext_lazy("none of them enters"),
}


def colour_word(colour: str) -> str:
    """What the town calls the list of this colour on its screens (data/ranking/words.json)."""
    words = table_words().display[colour]
    return words.get(get_language() or "", words["en"])


def kind_word(kind: str) -> str:
    """The word for a kind of object; a kind that we do not know keeps the word of its source."""
    return str(KIND_WORDS.get(kind, kind)) or _("unit")


def period_words(since: date, until: date) -> str:
    """The days of a table in words: a whole month, a whole quarter, or from day to day."""
    after = until + timedelta(days=1)
    if since.day == after.day == 1:
        months = (after.year - since.year) * 12 + after.month - since.month
        if months == 1:
            return _("%(year)d-%(month)02d") % {"year": since.year, "month": since.month}
        if months == 3 and since.month % 3 == 1:
            return _("quarter %(quarter)d of %(year)d") % {
                "quarter": since.month // 3 + 1,
                "year": since.year,
            }
    return _("%(since)s to %(until)s") % {"since": date_format(since), "until": date_format(until)}


def table_title(since: date, until: date, kind: str) -> str:
    """What a table drawn from visits is called."""
    return _("Evaluation %(period)s: %(kind)s") % {
        "period": period_words(since, until),
        "kind": kind_word(kind),
    }


def list_title(since: date, until: date, colour: str) -> str:
    """What a list is called."""
    return _("%(period)s %(list)s") % {"period": period_words(since, until), "list": colour_word(colour)}


def score_text(score: Decimal | None) -> str:
    """A score without needless zeros: 93, 90.5; a dash where there is none."""
    if score is None:
        return "—"
    text = f"{score:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def statement(rule: RankRule, *, min_n: int = 0) -> str:
    """The rule in plain words, complete: whom it takes, ties at the cut, evidence, the other list.

    `min_n`: visits that a unit needs to be ranked; 0 or 1 is not mentioned.
    """
    if isinstance(rule, AsPrinted):
        return _("as printed")
    return _join([whom(rule), conditions(rule, min_n=min_n)])


def conditions(rule: RankRule, *, min_n: int = 0) -> str:
    """What holds besides: ties at the cut, evidence, the other list."""
    sentences = [_ties(rule)] if _ties(rule) else []
    if min_n > 1:
        few = _("Units seen fewer than %(n)d times have not enough evidence and do not enter.")
        sentences.append(few % {"n": min_n})
    return _join([*sentences, _("Who is on the other list of the same table does not enter.")])


def names_text(names: Iterable[str]) -> str:
    """Names in a row, with the comma of the language between them."""
    return pgettext("between names", ", ").join(names)


def whom(rule: RankRule) -> str:
    """The units that the rule takes, in one sentence."""
    match rule:
        case TopN(n):
            return ngettext("The best unit by score.", "The best %(n)d units by score.", n) % {"n": n}
        case BottomM(m):
            return ngettext("The lowest unit by score.", "The lowest %(n)d units by score.", m) % {"n": m}
        case OnePerParent(End.BEST):
            return _("The best unit of each unit above it.")
        case OnePerParent():
            return _("The lowest unit of each unit above it.")
        case Threshold(limit, End.BEST):
            return _("Every unit with %(limit)s points or more.") % {"limit": score_text(limit)}
        case Threshold(limit):
            return _("Every unit below %(limit)s points.") % {"limit": score_text(limit)}
        case WithinClass(n, End.BEST):
            return ngettext("The best unit of each class.", "The best %(n)d units of each class.", n) % {
                "n": n
            }
        case WithinClass(n):
            return ngettext("The lowest unit of each class.", "The lowest %(n)d units of each class.", n) % {
                "n": n
            }
        case BottomBelow(m, limit):
            text = ngettext(
                "The lowest unit by score, if it is below %(limit)s points.",
                "Of the lowest %(n)d units by score those below %(limit)s points.",
                m,
            )
            return text % {"n": m, "limit": score_text(limit)}
        case AsPrinted():
            return _("as printed")


def _ties(rule: RankRule) -> str:
    match rule:
        case Threshold() | AsPrinted():
            return ""
        case TopN() | BottomM() | OnePerParent() | WithinClass() | BottomBelow():
            if rule.at_cut is AtCut.ALL_ENTER:
                return _("Where equal scores meet the cut, all of them enter.")
            return _("Where equal scores meet the cut, none of them enters.")


def _join(sentences: Iterable[str]) -> str:
    # Chinese sentences follow each other without a blank.
    return reduce(lambda first, then: _("%(first)s %(then)s") % {"first": first, "then": then}, sentences)
