"""The stored form of a list's rule: JSON with numbers of scores as text, so that digests stay the same. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from tongxin.ranking.rules import (
    AsPrinted,
    AtCut,
    BottomBelow,
    BottomM,
    End,
    OnePerParent,
    RankRule,
    Threshold,
    TopN,
    WithinClass,
)

RuleJSON = dict[str, str | int]


class NotARule(ValueError):
    """JSON that is no rule of a list."""


def to_json(rule: RankRule) -> RuleJSON:
    """The rule as JSON; `from_json` gives the same rule back."""
    match rule:
        case TopN(n, at_cut):
            return {"rule": "top", "n": n, "at_cut": at_cut.value}
        case BottomM(m, at_cut):
            return {"rule": "bottom", "n": m, "at_cut": at_cut.value}
        case OnePerParent(end, at_cut):
            return {"rule": "one_per_parent", "end": end.value, "at_cut": at_cut.value}
        case Threshold(limit, end):
            return {"rule": "threshold", "end": end.value, "limit": str(limit)}
        case WithinClass(n, end, at_cut):
            return {"rule": "within_class", "n": n, "end": end.value, "at_cut": at_cut.value}
        case BottomBelow(m, limit, at_cut):
            return {"rule": "bottom_below", "n": m, "limit": str(limit), "at_cut": at_cut.value}
        case AsPrinted(end):
            return {"rule": "as_printed", "end": end.value}


def from_json(document: Mapping[str, object]) -> RankRule:
    """The rule that `to_json` wrote. Raises `NotARule`."""
    try:
        rule = _read(document)
    except (KeyError, ValueError, InvalidOperation) as error:
        raise NotARule(dict(document)) from error
    if to_json(rule) != dict(document):
        raise NotARule(dict(document))
    return rule


def _read(document: Mapping[str, object]) -> RankRule:
    match document["rule"]:
        case "top":
            return TopN(_count(document), _at_cut(document))
        case "bottom":
            return BottomM(_count(document), _at_cut(document))
        case "one_per_parent":
            return OnePerParent(_end(document), _at_cut(document))
        case "threshold":
            return Threshold(_limit(document), _end(document))
        case "within_class":
            return WithinClass(_count(document), _end(document), _at_cut(document))
        case "bottom_below":
            return BottomBelow(_count(document), _limit(document), _at_cut(document))
        case "as_printed":
            return AsPrinted(_end(document))
        case other:
            raise KeyError(other)


def _count(document: Mapping[str, object]) -> int:
    value = document["n"]
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(value)
    return value


def _limit(document: Mapping[str, object]) -> Decimal:
    value = Decimal(str(document["limit"]))
    if not value.is_finite() or value < 0:
        raise ValueError(value)
    return value


def _end(document: Mapping[str, object]) -> End:
    return End(str(document["end"]))


def _at_cut(document: Mapping[str, object]) -> AtCut:
    return AtCut(str(document["at_cut"]))
