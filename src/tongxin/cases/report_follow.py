"""What a reporter reads with the code: where it stands, in words, without any person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.cases.actions.reporters import can_reopen, case_behind
from tongxin.cases.models import Case, CaseEvent, CasePhoto, ResidentReport, Stage
from tongxin.cases.patience import patience
from tongxin.cases.report_rules import ReportState, mask_numbers
from tongxin.cases.rules import PUT_RIGHT_STATES, Move, State
from tongxin.records import clock

_PHOTO = "tongxin.cases.follow.photo"
PHOTO_SECONDS = 3600  # a link to a photo does not outlive the look at the page by much

WAITS = _("Received. The town office looks at it and decides who takes it up.")
IN_WORDS: Mapping[State, str | Promise] = {
    State.FOUND: _("Taken up. Somebody is being found to put it right."),
    State.ASSIGNED: _("Somebody has been asked to put it right."),
    State.FIXED: _("It was put right. Another person now looks whether it is good."),
    State.VERIFIED: _("Another person has looked: it is good."),
    State.CLOSED: _("Done and closed."),
    State.DECLINED: _("The town does not take it up."),
}
STOPPED = _(
    "It waits for something that the town cannot hurry, such as the weather; the work goes on after that."
)
JOINED = _("Others told of the same before; it is put right together with theirs.")


@dataclass(frozen=True)
class FollowStep:
    """A step of the way with its day; without a day it is still to come."""

    words: str | Promise
    at: datetime | None


@dataclass(frozen=True)
class Standing:
    """Where a report stands. `photos`: signed tokens of pictures that show what was done."""

    words: str | Promise
    more: tuple[str | Promise, ...]
    answer: str
    steps: tuple[FollowStep, ...]
    photos: tuple[str, ...]
    may_reopen: bool
    reopen_until: datetime | None


def standing_of(report: ResidentReport) -> Standing:
    """What the reporter reads now."""
    case = case_behind(report)
    return Standing(
        words=_words(report, case),
        more=_more(report, case),
        answer=report.answer or _declined_later(case),
        steps=_steps(report, case),
        photos=_photos(report, case),
        may_reopen=can_reopen(report, case, clock.now()),
        reopen_until=case.closed_at + patience().reopen_within if case and case.closed_at else None,
    )


def photo_behind(token: str) -> CasePhoto | None:
    """The photo of a token that was made lately, if it may still be shown."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=_PHOTO, max_age=PHOTO_SECONDS)
    except signing.BadSignature:
        return None
    report = ResidentReport.objects.select_related("case__duplicate_of").filter(pk=told["report"]).first()
    if report is None:
        return None
    shown = {photo.pk: photo for photo in _shown(case_behind(report))}
    return shown.get(UUID(told["photo"]))


def _words(report: ResidentReport, case: Case | None) -> str | Promise:
    if case is not None:
        return IN_WORDS[State(case.state)]
    return IN_WORDS[State.DECLINED] if report.state == ReportState.DECLINED else WAITS


def _more(report: ResidentReport, case: Case | None) -> tuple[str | Promise, ...]:
    told: list[str | Promise] = []
    if report.state == ReportState.MERGED or (report.case and report.case != case):
        told.append(JOINED)
    if case is not None and case.is_open and case.waiting_since is not None:
        told.append(STOPPED)
    return tuple(told)


def _declined_later(case: Case | None) -> str:
    """Why a case that had been taken up was ended; of one at a household the reason may name somebody."""
    if case is None or case.state != State.DECLINED or case.never_public:
        return ""
    last = CaseEvent.objects.filter(case=case, move=Move.DECLINE).order_by("-version").first()
    return mask_numbers(last.note) if last else ""


def _steps(report: ResidentReport, case: Case | None) -> tuple[FollowStep, ...]:
    way = [FollowStep(_("Received"), report.received_at)]
    if report.state == ReportState.DECLINED or (case and case.state == State.DECLINED):
        return (*way, FollowStep(_("Not taken up"), case.closed_at if case else report.decided_at))
    return (
        *way,
        FollowStep(_("Taken up"), report.decided_at),
        FollowStep(_("Put right"), case.fixed_at if case else None),
        FollowStep(_("Looked at by another person"), case.verified_at if case else None),
        FollowStep(_("Closed"), case.closed_at if case else None),
    )


def _photos(report: ResidentReport, case: Case | None) -> tuple[str, ...]:
    return tuple(
        signing.dumps({"report": str(report.pk), "photo": str(photo.pk)}, salt=_PHOTO)
        for photo in _shown(case)
    )


def _shown(case: Case | None) -> list[CasePhoto]:
    """Pictures of what was done, as long as the fix stands; none of what lies at a household."""
    if case is None or case.never_public or State(case.state) not in PUT_RIGHT_STATES:
        return []
    return list(case.photos.filter(stage=Stage.AFTER).select_related("file"))
