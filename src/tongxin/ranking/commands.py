"""`tongxin rank FILE`: what a published score table should have said. Needs no database."""

from __future__ import annotations

import json
import sys
import unicodedata
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongxin.ranking.assessment import AS_PRINTED, Assessment, assess, read_score_file
from tongxin.ranking.rules import AtCut, BottomM, Colour, RankRule, TopN, Unit
from tongxin.ranking.score_files import read_bytes
from tongxin.ranking.words import colour_word, kind_word, names_text, score_text
from tongxin.records.commands import Command

TOP, BOTTOM = 3, 2  # as the bulletins with scores in data/bulletins name them; a town gives its own numbers


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=_("bulletin (.json), workbook (.xlsx) or text (.csv)"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))
    parser.add_argument(
        "--top", type=_count, default=TOP, help=_("how many best units the red list takes; default 3")
    )
    parser.add_argument(
        "--bottom",
        type=_count,
        default=BOTTOM,
        help=_("how many lowest units the other list takes; default 2"),
    )
    parser.add_argument(
        "--ties",
        choices=["enter", "stay-out"],
        default="enter",
        help=_("equal scores at the cut: all enter, or none"),
    )


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 5:
        raise ArgumentTypeError(_("give a whole number, 0 for no such list"))
    return int(text)


def _run(arguments: Namespace) -> int:
    rules = _rules(arguments)
    file = read_score_file(arguments.file.name, read_bytes(arguments.file))
    if arguments.json:
        with translation.override("en"):  # a machine reads it: the same words whatever the console speaks
            document = assess(file, rules).to_json()
        unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
        print(json.dumps(document, ensure_ascii=not unicode, indent=1))
        return 0
    print("\n".join(_lines(assess(file, rules))))
    return 0


def _rules(arguments: Namespace) -> list[RankRule]:
    at_cut = AtCut.ALL_ENTER if arguments.ties == "enter" else AtCut.NONE_ENTERS
    rules: list[RankRule] = [TopN(arguments.top, at_cut)] if arguments.top else []
    return [*rules, BottomM(arguments.bottom, at_cut)] if arguments.bottom else rules


def _lines(result: Assessment) -> list[str]:
    lines = [result.file.title]
    if result.units:
        lines += [*_table(result), "", *_ties(result), "", *_comparison(result)]
    else:
        lines += ["", _("No score of a unit is printed, so no rank can be computed.")]
    for each in result.lists:
        colour = Colour.RED if each.colour == "red" else Colour.IMPROVE
        rule = _("as printed") if each.rule == AS_PRINTED else each.rule
        lines += ["", _("%(list)s: %(rule)s") % {"list": colour_word(colour), "rule": rule}]
        lines += [f"  {name}" for name in each.entries] or [f"  {_('nobody')}"]
    return lines


def _table(result: Assessment) -> list[str]:
    lines: list[str] = []
    kind = None
    for unit in result.units:
        if unit.kind != kind:
            kind = unit.kind
            lines += ["", *_heading(kind, [each for each in result.units if each.kind == kind])]
        printed = "—" if unit.printed_rank is None else str(unit.printed_rank)
        cells = (str(unit.rank), printed, score_text(unit.score), result.names[unit.key])
        lines.append(_row(cells))
    return lines


def _heading(kind: str, members: Sequence[Unit]) -> list[str]:
    count = ngettext("%(kind)s: %(n)d", "%(kind)s: %(n)d", len(members)) % {
        "kind": kind_word(kind),
        "n": len(members),
    }
    return [count, _row((_("rank"), _("printed"), _("score"), _("unit")))]


def _row(cells: tuple[str, str, str, str]) -> str:
    return "  " + "".join(_padded(cell, 10) for cell in cells[:3]) + cells[3]


def _padded(text: str, width: int) -> str:
    """`text` with blanks after it; Chinese signs are two columns wide on a console."""
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(1, width - wide)


def _ties(result: Assessment) -> list[str]:
    if not result.ties:
        return [_("No two units share a rank.")]
    return [
        _("Tied at rank %(rank)d with %(score)s points: %(units)s")
        % {
            "rank": group[0].rank,
            "score": score_text(group[0].score),
            "units": names_text(result.names[unit.key] for unit in group),
        }
        for group in result.ties
    ]


def _comparison(result: Assessment) -> list[str]:
    if result.differences:
        return [
            _("%(unit)s: printed as rank %(printed)d, computed rank %(computed)d")
            % {"unit": result.names[each.unit.key], "printed": each.printed, "computed": each.computed}
            for each in result.differences
        ]
    if any(unit.printed_rank is not None for unit in result.units):
        return [_("Every printed rank agrees with the computed one.")]
    return [_("No rank is printed, so there is nothing to compare.")]


COMMANDS = (
    Command("rank", gettext_lazy("compute ranks and lists of a published score table"), _arguments, _run),
)
