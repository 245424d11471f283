"""Entering a visit, and correcting it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.inspections.actions import tally
from tongxin.inspections.actions.findings import add_findings, change_findings
from tongxin.inspections.actions.follow_ups import plan_follow_up
from tongxin.inspections.entry import VisitEntry
from tongxin.inspections.errors import (
    CorrectionReasonMissing,
    MakerMissing,
    MakerUnknown,
    NotYetMade,
    RoundNotOpen,
    VisitedBeforeRound,
    VisitedInFuture,
    VisitMade,
    VisitMovedOn,
)
from tongxin.inspections.judging import Judgement, hints_for, judge
from tongxin.inspections.models import Round, Scored, Visit, VisitVersion
from tongxin.inspections.querysets import inspectors_by
from tongxin.inspections.rules import VISIT_MOVES, VisitState
from tongxin.inspections.sheets import sheet_version
from tongxin.inspections.visit_queries import is_inspector, require_entry
from tongxin.records import clock, ledger, receipts, rows
from tongxin.records.permission import Act, Viewer
from tongxin.territory.actions import mark_seen
from tongxin.territory.position_actions import note_sighting

_KEPT = tuple(field.attname for field in Scored._meta.local_fields)
_FILLED = (*(field.name for field in Scored._meta.local_fields), "receipt_id")


def enter_visit(
    visit: Visit, *, entry: VisitEntry, by: Viewer, seen: int | None = None, receipt_id: UUID | None = None
) -> Visit:
    """Enters what came of a visit: score by the sheet, findings, cases, all in one transaction.

    `seen` is the visit's version that the inspector had before. With `receipt_id` the same entry sent twice
    is one entry (`ReceiptConflict` where the second differs). Raises `NotAllowed`, `RoundNotOpen`,
    `VisitMovedOn`, `VisitMade`, `VisitedInFuture`, `VisitedBeforeRound` and the errors of `judging.judge`.
    """
    if receipt_id is None:
        with transaction.atomic():
            return _enter(visit, entry, by, seen, None)

    entered: list[Visit] = []

    def act() -> dict[str, str]:
        entered.append(_enter(visit, entry, by, seen, receipt_id))
        return {"visit": str(visit.pk)}

    receipts.once(receipt_id, entry.body(str(visit.pk)), act)  # the body names the visit: it is this one
    return entered[0] if entered else Visit.objects.select_related("round").get(pk=visit.pk)


def _enter(visit: Visit, entry: VisitEntry, by: Viewer, seen: int | None, receipt_id: UUID | None) -> Visit:
    current = _locked(visit, by, seen)
    if not current.round.is_open:
        raise RoundNotOpen
    if entry.outcome not in VISIT_MOVES[VisitState(current.state)] and entry.outcome != VisitState.PLANNED:
        raise VisitMade
    judgement = _judged(current, entry)
    before = tally.counted(current, 0)  # only a done visit has findings, and that one is corrected
    if not current.is_planned:
        _keep_version(current, _("visited again"), by)
    current.receipt_id = receipt_id
    _name_both(current, entry, by)
    _fill(current, entry, judgement, by)
    plan_follow_up(current, add_findings(current, judgement.found, by))
    _note_position(current, entry)
    _settle(current, before, len(judgement.found), by, "visit.enter")
    return current


def _note_position(current: Visit, entry: VisitEntry) -> None:
    """Keeps the phone's position for the place, not for the visit, so that it says nothing of who was there.

    One that came with a typed time was entered somewhere else, from paper, and is passed over.
    """
    if entry.position is None or entry.visited_at is not None or current.site_id is None:
        return
    if current.is_planned or current.visited_at is None:
        return
    note_sighting(
        current.site_id,
        latitude=entry.position.latitude,
        longitude=entry.position.longitude,
        accuracy_m=entry.position.accuracy_m,
        on=clock.local(current.visited_at).date(),
    )


@transaction.atomic
def correct_visit(
    visit: Visit, *, entry: VisitEntry, reason: str, by: Viewer, seen: int | None = None
) -> Visit:
    """Puts an entered visit right; what it said before is kept with the reason.

    Findings at items that are now in order are withdrawn (their cases stay and are dealt with as cases);
    items newly out of order become findings. After the round is closed only whoever plans rounds corrects.
    Raises `CorrectionReasonMissing`, `NotYetMade` and the errors of `enter_visit`.
    """
    current = _locked(visit, by, seen)
    if not current.round.is_open:
        by.require(Act.ROUND_PLAN, current.ground)
    if current.is_planned:
        raise NotYetMade
    if not reason.strip():
        raise CorrectionReasonMissing
    judgement = _judged(current, entry)
    before = tally.counted(current, tally.standing_findings(current))
    _keep_version(current, reason.strip(), by)
    if entry.from_paper or entry.made_by:
        _name_both(current, entry, by)
    _fill(current, entry, judgement, by)
    plan_follow_up(current, change_findings(current, judgement.found, by))
    _settle(current, before, tally.standing_findings(current), by, "visit.correct")
    return current


def _locked(visit: Visit, by: Viewer, seen: int | None) -> Visit:
    """The visit as it is now, locked. Raises `NotAllowed`, `VisitMovedOn`."""
    current = rows.read(Visit, visit.pk, lock=True)
    current.round = rows.read(Round, current.round_id)
    require_entry(by, current)
    if seen is not None and current.version != seen:
        raise VisitMovedOn
    return current


def _judged(current: Visit, entry: VisitEntry) -> Judgement:
    version = sheet_version(current.round.sheet_version_id)
    return judge(version.parts, entry, lambda: hints_for(version, clock.today()))


def _moment(entry: VisitEntry, current: Visit) -> datetime:
    now = clock.now()
    moment = entry.visited_at or now
    if moment > now:
        raise VisitedInFuture
    if clock.local(moment).date() < current.round.starts_on:
        raise VisitedBeforeRound
    return moment


def _fill(current: Visit, entry: VisitEntry, judgement: Judgement, by: Viewer) -> None:
    scored = judgement.score
    current.visited_at = _moment(entry, current)
    current.state = entry.outcome
    current.entered_at = clock.now()
    current.entered_by_id = by.person_id
    current.answers = {key: dict(answer) for key, answer in entry.answers.items()}
    current.score = scored.score if scored else None
    current.max_score = scored.max if scored else None
    current.score100 = scored.score100 if scored else None
    current.failed = bool(scored and scored.failed)
    current.note = entry.note.strip()
    current.version += 1
    rows.update(current, _FILLED)


def _name_both(current: Visit, entry: VisitEntry, by: Viewer) -> None:
    """Who was there, and whether somebody keyed it in from paper: whoever enters another's visit does.

    Raises `MakerMissing`, `MakerUnknown`.
    """
    is_own = by.person_id is None or current.inspector_id in inspectors_by(by)
    current.from_paper = entry.from_paper or not is_own
    if entry.made_by is not None:
        is_known = entry.made_by.pk == current.inspector_id or is_inspector(
            entry.made_by.pk, current.round_id
        )
        if not is_known:
            raise MakerUnknown(entry.made_by.masked_name)
        current.made_by_id = entry.made_by.pk
    elif current.from_paper:
        if current.inspector_id is None:
            raise MakerMissing
        current.made_by_id = current.inspector_id
    else:
        current.made_by_id = by.person_id or current.inspector_id


def _keep_version(current: Visit, reason: str, by: Viewer) -> None:
    values = {name: getattr(current, name) for name in _KEPT}
    VisitVersion.objects.create(visit=current, reason=reason, replaced_by_id=by.person_id, **values)


def _settle(current: Visit, before: tally.Counted, findings: int, by: Viewer, verb: str) -> None:
    """What follows from an entry: the place was seen, the tally moves, the ledger knows."""
    tally.move(current, before, tally.counted(current, findings))
    if current.is_done and current.site_id and current.visited_at:
        mark_seen(current.site_id, clock.local(current.visited_at).date())
    ledger.append(
        verb,
        by=by,
        subject=current,
        division_code=current.division_code,
        detail={
            "outcome": current.state,
            "score": None if current.score is None else str(current.score),
            "of": None if current.max_score is None else str(current.max_score),
            "findings": findings,
            "version": current.version,
        },
    )
