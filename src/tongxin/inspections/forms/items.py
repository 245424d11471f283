"""A sheet's items on the form of a visit: what can be chosen, what was, and the entry that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise

from tongxin.inspections.entry import FindingEntry, VisitEntry
from tongxin.inspections.forms.places import ONE, Option, PlaceInput, place_of, whole
from tongxin.inspections.judging import Hints, refuse_too_many_photos
from tongxin.inspections.models import Finding
from tongxin.inspections.rules import (
    Answer,
    AnswerFault,
    FindingOutcome,
    VisitState,
    in_order,
    is_in_order,
)
from tongxin.inspections.words import AMOUNT_WORDS, CHOICE_WORDS, NOT_SEEN_WORD
from tongxin.records.photos import reencode
from tongxin.standards.models import MatterType
from tongxin.standards.rules import Item, Mode, Section, Sheet
from tongxin.standards.words import FINDING_UNITS, VETO_WORDS, chosen

NOT_SEEN = ""
GOOD, AMISS = "good", "amiss"
_UNSEEN_STYLE = "unseen"
_MOST_READ = 100  # places of one item; how many are kept is said by the rule


@dataclass
class ItemInput:
    """One item on the form: what can be chosen and what was.

    `choice` is "" (not looked at), "good", "amiss", or the number of a level. `amount` is the points that are
    picked. What was found is asked only of an item that is amiss, place by place.
    """

    item: Item
    is_private: bool = False
    needs_reason: bool = False
    usual: str = ""
    choice: str = NOT_SEEN
    amount: str = ONE
    vetoes: list[int] = field(default_factory=list)
    places: list[PlaceInput] = field(default_factory=list)
    fault: str = ""

    def __post_init__(self) -> None:
        if not self.places:
            self.places = [self.new_place(1)]

    def new_place(self, number: int) -> PlaceInput:
        """A place under the item about which nothing was said yet."""
        becomes = FindingOutcome.CASE if self.usual else FindingOutcome.NOTED
        return PlaceInput(self.item.id, number, becomes=becomes.value, matter=self.usual)

    @property
    def asks_where(self) -> bool:
        """Are there several places, so that each says where it is?"""
        return len(self.places) > 1

    @property
    def options(self) -> list[Option]:
        """The big buttons: good, amiss (or each level), not looked at."""
        if self.item.mode is Mode.LEVELS:
            best = in_order(self.item)["level"]
            offered: list[tuple[str, str | Promise, str]] = [
                (str(place), chosen(level.zh, level.en), GOOD if place == best else AMISS)
                for place, level in enumerate(self.item.levels)
            ]
        else:
            good, amiss = CHOICE_WORDS[self._kind]
            offered = [(GOOD, good, GOOD), (AMISS, amiss, AMISS)]
        buttons = [Option(value, label, style, self.choice == value) for value, label, style in offered]
        return [*buttons, Option(NOT_SEEN, NOT_SEEN_WORD, _UNSEEN_STYLE, not self.is_seen)]

    @property
    def _kind(self) -> str:
        """Which words the buttons carry: by mode, and for yes and no by what is good."""
        if self.item.mode in (Mode.YES_NO, Mode.RANGE):
            return f"{self.item.mode}:{self.item.effect}"
        return str(self.item.mode)

    @property
    def amount_label(self) -> str:
        """What the number is."""
        words = {"unit": FINDING_UNITS.get(self.item.unit, "")}
        return str(AMOUNT_WORDS[self._kind]) % words

    @property
    def veto_options(self) -> list[Option]:
        """The circumstances that win over all points."""
        return [
            Option(
                str(place),
                chosen(veto.zh, veto.en),
                AMISS,
                place in self.vetoes,
                VETO_WORDS[veto.effect],
            )
            for place, veto in enumerate(self.item.vetoes)
        ]

    @property
    def is_seen(self) -> bool:
        """Was it looked at?"""
        return self.choice != NOT_SEEN

    @property
    def is_counted(self) -> bool:
        """Does it count what is found, place by place?"""
        return self.item.mode is Mode.DEDUCT_PER_FINDING

    @property
    def is_picked(self) -> bool:
        """Does the inspector pick points?"""
        return self.item.mode is Mode.RANGE

    def answer(self) -> Answer:
        """The answer in the form of the rule; nonsense goes through as it is, and the rule refuses it."""
        own = self._own_answer()
        return {**own, "vetoes": self.vetoes} if self.vetoes else own

    def _own_answer(self) -> dict[str, Any]:
        is_good = self.choice == GOOD
        match self.item.mode:
            case Mode.DEDUCT_PER_FINDING:
                return {"count": 0 if is_good else self._together()}
            case Mode.YES_NO:
                return {"yes": is_good != (self.item.effect == "deduct_if_yes")}
            case Mode.LEVELS:
                return {"level": whole(self.choice)}
            case Mode.RANGE:
                return dict(in_order(self.item)) if is_good else {"points": self.amount}
            case _:
                return {"vetoed": not is_good}

    def _together(self) -> int | str:
        """The number of the item: that of its places added up; nonsense as it is."""
        counts = [whole(place.count) for place in self.places]
        return sum(n for n in counts if isinstance(n, int)) if all(isinstance(n, int) for n in counts) else ""

    def say_amiss(self) -> None:
        """Answers that it is out of order: the worst level, one found, the button that is not the good one."""
        if self.item.mode is Mode.LEVELS:
            best = in_order(self.item)["level"]
            self.choice = str(0 if best else len(self.item.levels) - 1)
        else:
            self.choice = AMISS

    def fill(self, answer: Answer) -> None:
        """Takes an answer of the rule back into the form."""
        self.vetoes = list(answer.get("vetoes", ()))
        match self.item.mode:
            case Mode.DEDUCT_PER_FINDING:
                self.choice = AMISS if answer["count"] else GOOD
                self.places[0].count = str(answer["count"] or ONE)
            case Mode.YES_NO:
                self.choice = GOOD if answer["yes"] != (self.item.effect == "deduct_if_yes") else AMISS
            case Mode.LEVELS:
                self.choice = str(answer["level"])
            case Mode.RANGE:
                best = in_order(self.item)["points"]
                self.choice = GOOD if answer["points"] == best else AMISS
                self.amount = str(answer["points"])
            case _:
                self.choice = AMISS if answer["vetoed"] else GOOD


@dataclass
class SectionInput:
    """One part of the sheet on the form."""

    section: Section
    inputs: list[ItemInput]

    @property
    def is_private(self) -> bool:
        """Does every item of it judge private rooms?"""
        return bool(self.inputs) and all(one.is_private for one in self.inputs)

    @property
    def is_started(self) -> bool:
        """Was anything of it looked at?"""
        return any(one.is_seen for one in self.inputs)


class SheetInputs:
    """All items of a sheet on the form."""

    def __init__(self, sheet: Sheet, hints: Hints) -> None:
        self.hints = hints
        self.sections = [
            SectionInput(section, [_input(item, hints) for item in section.items if item.is_assessable])
            for section in sheet.sections
        ]
        self.left_out = [item for item in sheet.items if not item.is_assessable]

    def __iter__(self) -> Iterator[ItemInput]:
        for section in self.sections:
            yield from section.inputs

    @property
    def faulty(self) -> ItemInput | None:
        """The item at which something is wrong."""
        return next((one for one in self if one.fault), None)

    def read(self, data: QueryDict) -> None:
        """Takes what was sent."""
        for one in self:
            key = one.item.id
            one.choice = data.get(f"a-{key}", NOT_SEEN)
            one.amount = data.get(f"r-{key}", one.amount).strip()
            one.vetoes = [int(text) for text in data.getlist(f"v-{key}") if text.isdecimal()]
            one.places[0].read(data)
            number = 2
            while f"t-{key}~{number}" in data and number <= _MOST_READ:
                one.places.append(one.new_place(number))
                one.places[-1].read(data)
                number += 1

    def fill(self, answers: Mapping[str, Answer]) -> None:
        """Shows answers that were given before."""
        for one in self:
            if one.item.id in answers:
                one.fill(answers[one.item.id])

    def note_findings(self, findings: Iterable[Finding]) -> None:
        """Shows what was said of findings before, each as a place of its own."""
        by_item: dict[str, list[Finding]] = {}
        for finding in findings:
            by_item.setdefault(finding.item_id, []).append(finding)
        for one in self:
            if one.item.id in by_item:
                there = enumerate(by_item[one.item.id], start=1)
                one.places = [place_of(finding, number) for number, finding in there]

    def add_place(self, item_id: str) -> None:
        """One more place under an item."""
        for one in self:
            if one.item.id == item_id:
                one.places.append(one.new_place(len(one.places) + 1))

    def mark(self, text: str, *, rest_in_order: bool) -> list[str]:
        """Marks the items whose names stand in `text` as out of order, the rest as in order; gives unknown names.

        The way of paper: only crosses are typed. Private rooms stay as they are.
        """
        named = {name.upper() for name in text.replace(",", " ").replace("\uff0c", " ").split()}
        for one in self:
            if one.item.id.upper() in named:
                one.say_amiss()
                named.discard(one.item.id.upper())
            elif rest_in_order and not one.is_seen and not one.is_private:
                one.fill(in_order(one.item))
        return sorted(named)

    def say_in_order(self, part: str) -> None:
        """Answers "in order" for a part of the sheet; for "all" everything but private rooms."""
        for section in self.sections:
            for one in section.inputs:
                if part == section.section.id or (part == "all" and not one.is_private):
                    one.fill(in_order(one.item))

    def entry(
        self,
        values: Mapping[str, Any],
        files: MultiValueDict[str, UploadedFile[bytes]],
        matters: Mapping[str, MatterType],
    ) -> VisitEntry:
        """The entry that the form makes. Raises `PhotoRefused`, `TooManyPhotos`."""
        answers = {one.item.id: one.answer() for one in self if one.is_seen}
        visited: datetime | None = values.get("visited_at")
        return VisitEntry(
            outcome=VisitState(values["outcome"]),
            answers=answers,
            findings=tuple(self._findings(files, matters)),
            note=values["note"],
            visited_at=visited,
            position=values.get("position"),
        )

    def _findings(
        self, files: MultiValueDict[str, UploadedFile[bytes]], matters: Mapping[str, MatterType]
    ) -> Iterator[FindingEntry]:
        for one in self:
            if not _is_amiss(one):
                continue
            for place in one.places:
                chosen_files = files.getlist(place.name("p"))
                refuse_too_many_photos(one.item, len(chosen_files))
                yield FindingEntry(
                    one.item.id,
                    FindingOutcome(place.becomes)
                    if place.becomes in list(FindingOutcome)
                    else FindingOutcome.CASE,
                    matters.get(place.matter),
                    place.note,
                    tuple(reencode(photo) for photo in chosen_files),
                    count=_counted(one, place),
                    finding_id=place.finding_id,
                )


def _counted(one: ItemInput, place: PlaceInput) -> int | None:
    count = whole(place.count)
    return count if one.is_counted and isinstance(count, int) else None


def _is_amiss(one: ItemInput) -> bool:
    """Was something found?"""
    try:
        return one.is_seen and not is_in_order(one.item, one.answer())
    except AnswerFault:
        return False  # told when the whole entry is judged


def _input(item: Item, hints: Hints) -> ItemInput:
    hint = hints.by_item.get(item.id)
    usual = hints.matter(item.id)
    return ItemInput(
        item=item,
        is_private=bool(hint and hint.is_private),
        needs_reason=bool(hint and hint.needs_reason),
        usual=usual.code if usual else "",
    )
