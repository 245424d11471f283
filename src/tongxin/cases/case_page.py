"""What the page of one case shows to one viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from tongxin.cases.forms import (
    AssignForm,
    FixForm,
    MergeForm,
    NoteForm,
    PartialForm,
    PostponeForm,
    ReasonForm,
    StepForm,
    TransferForm,
    WaitForm,
)
from tongxin.cases.models import Case, CasePhoto, Stage
from tongxin.cases.rules import Move, State
from tongxin.cases.signs import signs_of
from tongxin.cases.timeline import timeline_of, waiting_text
from tongxin.cases.turn import Turn, assignable_to, turn_of
from tongxin.cases.words import ASSIGN_ANEW, BUTTON_ICONS, BUTTON_WORDS, FIXED_ON_THE_SPOT, TURN_WORDS
from tongxin.people.stand_ins import stand_ins
from tongxin.records import clock
from tongxin.records.permission import Viewer

LOOKED_BACK = timedelta(days=90)

STEP_FORMS: Mapping[Move, type[StepForm]] = {
    Move.ASSIGN: AssignForm,
    Move.FIX: FixForm,
    Move.VERIFY: NoteForm,
    Move.RETURN: ReasonForm,
    Move.CLOSE: NoteForm,
    Move.DECLINE: ReasonForm,
    Move.MERGE: MergeForm,
    Move.REFUSE: ReasonForm,
    Move.TRANSFER: TransferForm,
    Move.PARTIAL: PartialForm,
    Move.REOPEN: ReasonForm,
    Move.UNASSIGN: StepForm,
    Move.UNVERIFY: StepForm,
    Move.WAIT: WaitForm,
    Move.RESUME: NoteForm,
    Move.POSTPONE: PostponeForm,
    Move.GRANT: NoteForm,
    Move.DENY: ReasonForm,
    Move.URGE: NoteForm,
}
# These lie under one more tap: the page of a case is for the step that is next.
SELDOM: frozenset[Move] = frozenset(
    {Move.TRANSFER, Move.WAIT, Move.URGE, Move.DECLINE, Move.MERGE, Move.UNASSIGN, Move.UNVERIFY}
)


def step_form(move: Move, case: Case, data: Any = None, files: Any = None) -> StepForm:
    """The form of a step; each on the page has ids of its own."""
    auto_id = f"{move.value}_%s"
    if move is Move.ASSIGN:
        return AssignForm(data, files, auto_id=auto_id, people=assignable_to(case))
    if move is Move.TRANSFER:
        return TransferForm(data, files, auto_id=auto_id, line=case.line)
    return STEP_FORMS[move](data, files, auto_id=auto_id)


@dataclass(frozen=True)
class Step:
    """A step that the viewer may take: its form and its button. `is_open`: the form is unfolded."""

    move: Move
    form: StepForm
    url: str
    label: str | Promise
    icon: str
    is_main: bool
    is_open: bool

    @property
    def is_seldom(self) -> bool:
        """Does it lie under one more tap?"""
        return self.move in SELDOM and not self.is_main and not self.is_open


@dataclass(frozen=True)
class Refused:
    """A step that was just tried in vain; `overtaken` says who was faster, where that was the reason."""

    move: Move
    form: StepForm
    overtaken: str = ""


class CasePage:
    """Gathers the page of `case` for `viewer`; `refused` is a step that was just tried in vain."""

    def __init__(self, case: Case, viewer: Viewer, refused: Refused | None = None) -> None:
        self.case = case
        self.viewer = viewer
        self.refused = refused

    def context(self) -> dict[str, Any]:
        """The values for the template."""
        turn = turn_of(self.case, self.viewer)
        events = list(self.case.events.select_related("by", "assignee").order_by("version"))
        photos = list(self.case.photos.select_related("taken_by"))
        steps = [self._step(move, turn) for move in turn.offered if move in STEP_FORMS]
        who = stand_ins(self.case)
        return {
            "case": self.case,
            "limit": self.case.limit,
            "turn": turn,
            "turn_text": TURN_WORDS[turn.main] if turn.main else waiting_text(turn) if turn.move else "",
            "main": next((step for step in steps if step.is_main), None),
            "others": [step for step in steps if not step.is_main and not step.is_seldom],
            "seldom": [step for step in steps if step.is_seldom],
            "signs": signs_of(self.case, events, who),
            "timeline": timeline_of(self.case, events, turn, who),
            "opened": events[0] if events else None,
            "notes": [event for event in events if event.move == Move.FIX and event.note],
            "before": _of_stage(photos, Stage.BEFORE),
            "after": _of_stage(photos, Stage.AFTER),
            "merged": list(self.case.duplicates.select_related("found_by").order_by("found_at")),
            "similar": self._similar(),
            "overtaken": self.refused.overtaken if self.refused else "",
            "refused_form": self._unplaced(turn),
            "typed": self._typed(turn),
        }

    def _step(self, move: Move, turn: Turn) -> Step:
        is_refused = self.refused is not None and self.refused.move is move
        form = self.refused.form if self.refused and is_refused else step_form(move, self.case)
        label = BUTTON_WORDS[move]
        if move is Move.ASSIGN and self.case.state == State.ASSIGNED:
            label = ASSIGN_ANEW
        elif move is Move.FIX and self.case.state == State.FOUND:
            label = FIXED_ON_THE_SPOT
        return Step(
            move=move,
            form=form,
            url=reverse(f"cases:{move.value}", args=[self.case.pk]),
            label=label,
            icon=BUTTON_ICONS[move],
            is_main=move is turn.main,
            is_open=is_refused,
        )

    def _similar(self) -> int:
        """How often the same kind was found at the same place lately, this case left out."""
        return (
            Case.objects.within(self.case.ground)
            .real()
            .filter(matter__code=self.case.matter.code, found_at__gte=clock.now() - LOOKED_BACK)
            .exclude(pk=self.case.pk)
            .count()
        )

    def _unplaced(self, turn: Turn) -> StepForm | None:
        """The refused form, where none of the steps on the page shows its errors."""
        return self.refused.form if self.refused and self.refused.move not in turn.offered else None

    def _typed(self, turn: Turn) -> str:
        """What the viewer wrote with a step that can no longer be taken: shown, so that it can be copied."""
        if self.refused is None or self.refused.move in turn.offered:
            return ""
        data = self.refused.form.data
        return str(data.get("note") or data.get("reason") or "")


def _of_stage(photos: list[CasePhoto], stage: Stage) -> list[CasePhoto]:
    return [photo for photo in photos if photo.stage == stage]
