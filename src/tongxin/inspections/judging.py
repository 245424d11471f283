"""Holds an entry against the sheet: the score, and the findings that follow from it. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tongxin.inspections.bounds import Bound, bounds
from tongxin.inspections.entry import FindingEntry, VisitEntry
from tongxin.inspections.errors import (
    AnswerRefused,
    AnswersWithoutLooking,
    ChargedTwice,
    CountsDiffer,
    FindingInOrder,
    MatterMissing,
    NothingAssessed,
    OutcomeMissing,
    ReasonMissing,
    TooManyFindings,
    TooManyPhotos,
    WhereMissing,
)
from tongxin.inspections.rules import AnswerFault, FindingOutcome, ItemScore, Score, VisitState, score
from tongxin.standards.hints import hints_of
from tongxin.standards.models import MatterType, SheetVersion
from tongxin.standards.rules import Hint, Item, Sheet
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

    by_item: Mapping[str, Hint]
    matters: dict[str, MatterType]

    def matter(self, item_id: str) -> MatterType | None:
        """The item's usual kind of problem."""
        hint = self.by_item.get(item_id)
        return self.matters.get(hint.matter) if hint else None

    @property
    def private(self) -> frozenset[str]:
        """Items that judge private rooms: only with consent."""
        return frozenset(key for key, hint in self.by_item.items() if hint.is_private)


def hints_for(version: SheetVersion, on: date) -> Hints:
    """The hints beside a version's items, with the kinds of problem in force on `on`: two queries at most."""
    by_item = hints_of(version)
    codes = {hint.matter for hint in by_item.values()}
    matters = {matter.code: matter for matter in MatterType.objects.in_force(on).filter(code__in=codes)}
    return Hints(by_item, matters)


def label(item: Item) -> str:
    """An item as screens and messages name it: A3 poultry living indoors."""
    return f"{item.id} {chosen(item.zh, item.en)}"


def judge(sheet: Sheet, entry: VisitEntry, look_up: Callable[[], Hints]) -> Judgement:
    """The score and the findings of an entry; hints are looked up only where something is amiss.

    Raises `OutcomeMissing`, `AnswersWithoutLooking`, `NothingAssessed`, `AnswerRefused`, and for findings
    `FindingInOrder`, `WhereMissing`, `CountsDiffer`, `TooManyFindings`, `TooManyPhotos`, `MatterMissing`,
    `ReasonMissing`, `ChargedTwice`.
    """
    if entry.outcome is VisitState.PLANNED:
        raise OutcomeMissing
    if entry.outcome is not VisitState.DONE:
        if entry.answers or entry.findings:
            raise AnswersWithoutLooking
        return Judgement()
    if not entry.answers:
        raise NothingAssessed
    scored = scored_by(sheet, entry)
    by_item = _by_item(sheet, scored, entry)
    amiss = [item for item in scored.items if _is_amiss(item)]
    if not amiss:
        return Judgement(scored)
    hints = look_up()
    _refuse_double_charge(amiss, hints, sheet)
    found = tuple(one for item in amiss for one in _found(item, by_item.get(item.item.id, []), entry, hints))
    return Judgement(scored, found)


def scored_by(sheet: Sheet, entry: VisitEntry) -> Score:
    """The score by the pure rule; a fault of an answer becomes `AnswerRefused` in the user's words."""
    try:
        return score(sheet, entry.answers)
    except AnswerFault as fault:
        item = sheet.by_id.get(fault.item_id)
        raise AnswerRefused(fault, label(item) if item else fault.item_id) from fault


def _by_item(sheet: Sheet, scored: Score, entry: VisitEntry) -> dict[str, list[FindingEntry]]:
    by_item: dict[str, list[FindingEntry]] = {}
    for finding in entry.findings:
        item = sheet.by_id.get(finding.item_id)
        if item is None or not _is_amiss(scored.item(item.id)):
            raise FindingInOrder(finding.item_id, label(item) if item else finding.item_id)
        refuse_too_many_photos(item, len(finding.photos))
        by_item.setdefault(finding.item_id, []).append(finding)
    return by_item


def refuse_too_many_photos(item: Item, count: int) -> None:
    """Raises `TooManyPhotos` where a finding has more than are kept; asked before any picture is opened."""
    most = bounds()[Bound.PHOTOS_A_FINDING]
    if count > most:
        raise TooManyPhotos(item.id, label(item), count=count, most=most)


def _is_amiss(item: ItemScore) -> bool:
    return item.is_seen and not item.is_in_order


def _found(scored: ItemScore, entries: list[FindingEntry], entry: VisitEntry, hints: Hints) -> list[Found]:
    """The findings at one item that is out of order; without an entry of its own it becomes one by itself."""
    item, usual = scored.item, hints.matter(scored.item.id)
    if not entries:
        entries = [FindingEntry(item.id, FindingOutcome.CASE if usual else FindingOutcome.NOTED)]
    most = bounds()[Bound.FINDINGS_AN_ITEM]
    if len(entries) > most:
        raise TooManyFindings(item.id, label(item), count=len(entries), most=most)
    hint = hints.by_item.get(item.id)
    for one in entries:
        if one.outcome is FindingOutcome.CASE and (one.matter or usual) is None:
            raise MatterMissing(item.id, label(item))
        if len(entries) > 1 and not one.note.strip():
            raise WhereMissing(item.id, label(item))
        if hint and hint.needs_reason and not one.note.strip():
            raise ReasonMissing(item.id, label(item))
    counts = _counts(item, entries, entry.answers[item.id].get("count"))
    return [Found(item, count, one.matter or usual, one) for one, count in zip(entries, counts, strict=True)]


def _counts(item: Item, entries: list[FindingEntry], counted: int | None) -> list[int]:
    """How many each finding stands for: together what the item's answer counts, where it counts at all."""
    if counted is None:
        return [max(one.count or 1, 1) for one in entries]
    if len(entries) == 1 and entries[0].count is None:
        return [max(counted, 1)]
    counts = [1 if one.count is None else one.count for one in entries]
    if min(counts) < 1 or sum(counts) != max(counted, 1):
        raise CountsDiffer(item.id, label(item))
    return counts


def _refuse_double_charge(amiss: list[ItemScore], hints: Hints, sheet: Sheet) -> None:
    """The same heap is not charged under two items (read in several sources, see data/sheets/README.md)."""
    charged = {item.item.id for item in amiss}
    for item in amiss:
        hint = hints.by_item.get(item.item.id)
        if hint and hint.not_with in charged:
            raise ChargedTwice(item.item.id, label(item.item), label(sheet.by_id[hint.not_with]))
