"""Holds an entry against the sheet: the score, and the findings that follow from it. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tongxin.inspections.entry import FindingEntry, VisitEntry
from tongxin.inspections.errors import (
    AnswerRefused,
    AnswersWithoutLooking,
    ChargedTwice,
    FindingInOrder,
    FindingTwice,
    MatterMissing,
    NothingAssessed,
    OutcomeMissing,
    ReasonMissing,
)
from tongxin.inspections.rules import AnswerFault, FindingOutcome, ItemScore, Score, VisitState, score
from tongxin.standards.models import ItemHint, MatterType, SheetVersion
from tongxin.standards.rules import Item, Sheet
from tongxin.standards.words import chosen


@dataclass(frozen=True)
class Found:
    """A finding to be written: the item, how many, what becomes of it."""

    item: Item
    count: int
    matter: MatterType | None
    entry: FindingEntry


@dataclass(frozen=True)
class Judgement:
    """What an entry came to; `score` is None where the place was not looked at."""

    score: Score | None = None
    found: tuple[Found, ...] = ()


@dataclass(frozen=True)
class Hints:
    """What is ours beside a sheet: hints by item, and the kinds of problem that they name."""

    by_item: dict[str, ItemHint]
    matters: dict[str, MatterType]

    def matter(self, item_id: str) -> MatterType | None:
        """The item's usual kind of problem."""
        hint = self.by_item.get(item_id)
        return self.matters.get(hint.matter_code) if hint else None

    @property
    def private(self) -> frozenset[str]:
        """Items that judge private rooms: only with consent."""
        return frozenset(key for key, hint in self.by_item.items() if hint.is_private)


def hints_for(version: SheetVersion, on: date) -> Hints:
    """The hints for a sheet, with the kinds of problem in force on `on`: two queries."""
    by_item = {hint.item_id: hint for hint in ItemHint.objects.filter(sheet=version.sheet_id)}
    codes = {hint.matter_code for hint in by_item.values()}
    matters = {matter.code: matter for matter in MatterType.objects.in_force(on).filter(code__in=codes)}
    return Hints(by_item, matters)


def label(item: Item) -> str:
    """An item as screens and messages name it: A3 poultry living indoors."""
    return f"{item.id} {chosen(item.zh, item.en)}"


def judge(version: SheetVersion, entry: VisitEntry, look_up: Callable[[], Hints]) -> Judgement:
    """The score and the findings of an entry; hints are looked up only where something is amiss.

    Raises `OutcomeMissing`, `AnswersWithoutLooking`, `NothingAssessed`, `AnswerRefused`, and for findings
    `FindingTwice`, `FindingInOrder`, `MatterMissing`, `ReasonMissing`, `ChargedTwice`.
    """
    if entry.outcome is VisitState.PLANNED:
        raise OutcomeMissing
    if entry.outcome is not VisitState.DONE:
        if entry.answers or entry.findings:
            raise AnswersWithoutLooking
        return Judgement()
    if not entry.answers:
        raise NothingAssessed
    scored = scored_by(version.parts, entry)
    by_item = _by_item(version.parts, scored, entry)
    amiss = [item for item in scored.items if _is_amiss(item)]
    if not amiss:
        return Judgement(scored)
    hints = look_up()
    _refuse_double_charge(amiss, hints, version.parts)
    found = tuple(_found(item, by_item.get(item.item.id), entry, hints) for item in amiss)
    return Judgement(scored, found)


def scored_by(sheet: Sheet, entry: VisitEntry) -> Score:
    """The score by the pure rule; a fault of an answer becomes `AnswerRefused` in the user's words."""
    try:
        return score(sheet, entry.answers)
    except AnswerFault as fault:
        item = sheet.by_id.get(fault.item_id)
        raise AnswerRefused(fault, label(item) if item else fault.item_id) from fault


def _by_item(sheet: Sheet, scored: Score, entry: VisitEntry) -> dict[str, FindingEntry]:
    by_item: dict[str, FindingEntry] = {}
    for finding in entry.findings:
        item = sheet.by_id.get(finding.item_id)
        name = label(item) if item else finding.item_id
        if finding.item_id in by_item:
            raise FindingTwice(finding.item_id, name)
        if item is None or not _is_amiss(scored.item(item.id)):
            raise FindingInOrder(finding.item_id, name)
        by_item[finding.item_id] = finding
    return by_item


def _is_amiss(item: ItemScore) -> bool:
    return item.is_seen and not item.is_in_order


def _found(item: ItemScore, finding: FindingEntry | None, entry: VisitEntry, hints: Hints) -> Found:
    usual = hints.matter(item.item.id)
    if finding is None:
        outcome = FindingOutcome.CASE if usual else FindingOutcome.NOTED
        finding = FindingEntry(item.item.id, outcome)
    matter = finding.matter or usual
    if finding.outcome is FindingOutcome.CASE and matter is None:
        raise MatterMissing(item.item.id, label(item.item))
    hint = hints.by_item.get(item.item.id)
    if hint and hint.needs_reason and not finding.note.strip():
        raise ReasonMissing(item.item.id, label(item.item))
    counted = entry.answers[item.item.id].get("count", 1)
    return Found(item.item, max(counted, 1), matter, finding)


def _refuse_double_charge(amiss: list[ItemScore], hints: Hints, sheet: Sheet) -> None:
    """The same heap is not charged under two items (read in several sources, see data/sheets/README.md)."""
    charged = {item.item.id for item in amiss}
    for item in amiss:
        hint = hints.by_item.get(item.item.id)
        if hint and hint.not_with in charged:
            raise ChargedTwice(item.item.id, label(item.item), label(sheet.by_id[hint.not_with]))
