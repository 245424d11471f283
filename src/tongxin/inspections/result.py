"""The result of a visit laid out for its page: parts, items, what was lost and where it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import ngettext, pgettext

from tongxin.inspections.models import Finding, Visit
from tongxin.inspections.rules import Answer, ItemScore, Score, SectionScore, score
from tongxin.standards.rules import Item, Mode
from tongxin.standards.words import FINDING_UNITS, chosen, rule_of


@dataclass(frozen=True)
class ItemLine:
    """A row of the score table. `grounds` says in words what was seen."""

    scored: ItemScore
    name: str
    grounds: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class SectionLines:
    """A part of the score table."""

    scored: SectionScore
    name: str
    lines: tuple[ItemLine, ...]


@dataclass(frozen=True)
class Result:
    """Everything that the page of a done visit shows."""

    scored: Score
    sections: tuple[SectionLines, ...]
    findings: tuple[Finding, ...]

    @property
    def lost(self) -> Decimal:
        """Points lost on the whole sheet."""
        return self.scored.max - self.scored.score

    @property
    def amiss(self) -> int:
        """How many items were out of order."""
        return sum(1 for item in self.scored.items if item.is_seen and not item.is_in_order)

    @property
    def seen(self) -> int:
        """How many items were looked at."""
        return sum(1 for item in self.scored.items if item.is_seen)

    @property
    def all(self) -> int:
        """How many items the sheet has."""
        return len(self.scored.items)

    @property
    def cases(self) -> int:
        """How many findings became cases."""
        return sum(1 for finding in self.findings if finding.case_id)

    @property
    def fixed(self) -> int:
        """How many findings were put right on the spot."""
        return sum(1 for finding in self.findings if finding.fixed_on_spot)

    @property
    def in_order(self) -> int:
        """How many items were looked at and in order."""
        return self.seen - self.amiss


def result_of(visit: Visit, findings: tuple[Finding, ...]) -> Result:
    """Scores the visit's answers anew by its sheet and lays them out."""
    scored = score(visit.round.sheet_version.parts, visit.answers)
    by_item: dict[str, list[Finding]] = {}
    for finding in findings:
        by_item.setdefault(finding.item_id, []).append(finding)
    sections = tuple(
        SectionLines(
            part,
            chosen(part.section.zh, part.section.en),
            tuple(_line(item, visit.answers, by_item) for item in part.items),
        )
        for part in scored.sections
    )
    return Result(scored, sections, findings)


def _line(item: ItemScore, answers: Mapping[str, Answer], findings: Mapping[str, list[Finding]]) -> ItemLine:
    name = chosen(item.item.zh, item.item.en)
    return ItemLine(item, name, said_of(item.item, answers), tuple(findings.get(item.item.id, ())))


def said_of(item: Item, answers: Mapping[str, Answer]) -> str:
    """What answers say of an item, in words."""
    answer = answers.get(item.id)
    return _not_seen(item) if answer is None else _seen(item, answer)


def _not_seen(item: Item) -> str:
    return pgettext("what was seen", "not looked at") if item.is_assessable else rule_of(item)


def _seen(item: Item, answer: Answer) -> str:
    chosen_vetoes = [chosen(item.vetoes[i].zh, item.vetoes[i].en) for i in answer.get("vetoes", ())]
    return " · ".join(filter(None, [_answer(item, answer), *chosen_vetoes]))


def _answer(item: Item, answer: Answer) -> str:
    match item.mode:
        case Mode.DEDUCT_PER_FINDING:
            count: int = answer["count"]
            unit = FINDING_UNITS.get(item.unit, "")
            found = ngettext("%(count)d %(unit)s", "%(count)d %(unit)s", count)
            return (
                found % {"count": count, "unit": unit}
                if count
                else pgettext("what was seen", "nothing found")
            )
        case Mode.YES_NO if item.effect == "deduct_if_yes":
            return (
                pgettext("what was seen", "there is")
                if answer["yes"]
                else pgettext("what was seen", "there is none")
            )
        case Mode.YES_NO:
            return (
                pgettext("what was seen", "kept") if answer["yes"] else pgettext("what was seen", "not kept")
            )
        case Mode.LEVELS:
            level = item.levels[answer["level"]]
            return chosen(level.zh, level.en)
        case Mode.RANGE:
            return pgettext("what was seen", "%(points)s points picked") % {"points": answer["points"]}
        case _:
            return (
                pgettext("what was seen", "so it was")
                if answer["vetoed"]
                else pgettext("what was seen", "not so")
            )
