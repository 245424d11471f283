"""What a published score table says, what we compute from it, and where the two differ. No database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from tongxin.ranking.bulletins import read_bulletin
from tongxin.ranking.errors import no_spreadsheet, whole_file
from tongxin.ranking.rules import (
    Colour,
    Difference,
    RankRule,
    Unit,
    colour_of,
    differences,
    ranked,
    select,
    ties,
)
from tongxin.ranking.score_files import ScoreFile, display_names, read_spreadsheet
from tongxin.ranking.words import statement

# In files the second list is "black", as its sources print it; screens use the town's display word.
FILE_COLOURS = {Colour.RED: "red", Colour.IMPROVE: "black"}
AS_PRINTED = "as printed"


@dataclass(frozen=True)
class AssessedList:
    """A list: the file's own ("as printed") or one drawn by a rule, with the rule's statement."""

    colour: str
    rule: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """The computed ranks, ties, lists and differences of a file. `names`: unit key → name for people."""

    file: ScoreFile
    units: tuple[Unit, ...]
    names: dict[str, str]
    ties: tuple[tuple[Unit, ...], ...]
    differences: tuple[Difference, ...]
    lists: tuple[AssessedList, ...]

    def to_json(self) -> dict[str, object]:
        """The one object that `tongxin rank --json` prints."""
        return {
            "units": [
                {
                    "unit": self.names[unit.key],
                    "score": _number(unit.score),
                    "rank": unit.rank,
                    "printed_rank": unit.printed_rank,
                }
                for unit in self.units
            ],
            "ties": [[self.names[unit.key] for unit in group] for group in self.ties],
            "differences": [
                {"unit": self.names[each.unit.key], "printed": each.printed, "computed": each.computed}
                for each in self.differences
            ],
            "lists": [
                {"colour": each.colour, "rule": each.rule, "entries": list(each.entries)}
                for each in self.lists
            ],
        }


def read_score_file(name: str, content: bytes, *, kind: str = "") -> ScoreFile:
    """The score table or bulletin in a file, by the ending of its name; `kind` is that of rows without one.

    Raises `FileFaulty` with every fault.
    """
    match PurePath(name).suffix.lower():
        case ".json":
            return read_bulletin(content)
        case ".xlsx" | ".xls" | ".csv":
            return read_spreadsheet(name, content, kind=kind)
        case _:
            raise whole_file(no_spreadsheet())


def assess(file: ScoreFile, rules: Sequence[RankRule]) -> Assessment:
    """Ranks the units of a file within their kinds, and draws lists by `rules` among its main kind.

    Whoever enters an earlier list does not enter a later one of the other colour.
    """
    units = ranked(file.units)
    printed = [
        AssessedList(each.colour, AS_PRINTED, tuple(e.name for e in each.entries)) for each in file.lists
    ]
    names = display_names(units)
    drawn: list[AssessedList] = []
    taken: set[str] = set()
    pool = main_kind(units)
    for rule in rules if pool else ():
        chosen = select(rule, pool, taken=taken)
        taken |= {unit.key for unit in chosen}
        entries = tuple(names[unit.key] for unit in chosen)
        drawn.append(AssessedList(FILE_COLOURS[colour_of(rule)], statement(rule), entries))
    return Assessment(file, units, names, ties(units), differences(units), (*printed, *drawn))


def main_kind(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units of the kind that has the most; of equally frequent kinds the first."""
    count = Counter(unit.kind for unit in units)
    return tuple(unit for unit in units if unit.kind == count.most_common(1)[0][0]) if count else ()


def _number(score: Decimal | None) -> int | float | None:
    if score is None:
        return None
    return int(score) if score == score.to_integral_value() else float(score)
