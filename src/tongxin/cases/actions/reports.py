"""Taking in what residents report, and deciding on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from tongxin.cases.actions.opening import open_case
from tongxin.cases.actions.writing import keep
from tongxin.cases.errors import FoundInFuture, NeedsPerson
from tongxin.cases.follow_codes import code_of, keyed, new_code
from tongxin.cases.intake import Bound, hours
from tongxin.cases.models import Case, ReportPhoto, ResidentReport, Stage
from tongxin.cases.report_errors import (
    AlreadyDecided,
    AnswerMissing,
    NoSuchCase,
    NothingSaid,
    NotOurGround,
)
from tongxin.cases.report_rules import ReportSource, ReportState, mask_numbers
from tongxin.cases.rules import Origin, OriginKind
from tongxin.records import clock, files, ledger
from tongxin.records.canonical import JSON, canonical, sha256
from tongxin.records.permission import Act, Viewer
from tongxin.records.photos import Photo
from tongxin.standards.models import MatterType
from tongxin.territory.ground import Ground
from tongxin.territory.models import Site
from tongxin.territory.queries import grounded

_CONTENT = "tongxin.cases.report.content"


@dataclass(frozen=True)
class Told:
    """What a resident told: where, what, and what they chose to leave. `position`: latitude and longitude."""

    ground: Ground
    kind: str = ""
    place_words: str = ""
    text: str = ""
    contact: str = ""
    position: tuple[Decimal, Decimal] | None = None
    photos: Sequence[Photo] = ()


@dataclass(frozen=True)
class Taken:
    """A report that was taken in, its code, and whether it is a new one or one that was there."""

    report: ResidentReport
    code: str
    is_new: bool


@transaction.atomic
def receive_report(
    told: Told,
    *,
    receipt: UUID,
    by: Viewer,
    source: ReportSource = ReportSource.FORM,
    received_at: datetime | None = None,
) -> Taken:
    """Takes a report in. The same content again within the window, or the same sending, is the report that is there.

    From the public form `by` is nobody; a call, a letter or a word at a meeting is entered by whoever may receive.
    Raises `NothingSaid`, `NotOurGround`, `FoundInFuture`, `NotAllowed`, `DiskFull`.
    """
    if source is not ReportSource.FORM:
        by.require(Act.REPORT_RECEIVE, told.ground)
        if by.person_id is None:
            raise NeedsPerson
    _refuse_empty(told)
    now = clock.now()
    received = received_at or now
    if received > now:
        raise FoundInFuture
    digest = _digest(told)
    once = uuid5(receipt, digest)  # the same form sent again with other words is another report
    known = (
        ResidentReport.objects.filter(receipt_id=once).first()
        or ResidentReport.objects.same(digest, now - hours(Bound.SAME_REPORT)).first()
    )
    if known is not None:
        return Taken(known, code_of(known.pk, known.code_digest), is_new=False)
    report = ResidentReport(
        source=source.value,
        entered_by_id=None if source is ReportSource.FORM else by.person_id,
        kind=told.kind,
        contact=told.contact.strip(),
        received_at=received,
        content_digest=digest,
        receipt_id=once,
        **_words(told),
        **_position(told),
        **grounded(told.ground),
    )
    code, report.code_digest = new_code(report.pk, _is_taken)
    report.save(force_insert=True)
    for photo in told.photos:
        file = files.store(photo.content, media_type="image/jpeg", name="report.jpg")
        ReportPhoto.objects.get_or_create(report=report, file=file)
    _note("report.receive", report, by=by, detail={"source": source.value})
    return Taken(report, code, is_new=True)


@transaction.atomic
def accept_report(
    report: ResidentReport,
    *,
    ground: Ground,
    matter: MatterType,
    title: str,
    note: str,
    answer: str = "",
    by: Viewer,
) -> Case:
    """Makes a case of the report, on the ground and of the kind that the clerk sets; found when it was reported.

    `title` and `note` are the clerk's words: they are read by everybody who works on the case. Numbers of persons
    in them are masked. Raises `AlreadyDecided` besides the errors of `open_case`.
    """
    current = _begin(report, by=by)
    case = open_case(
        ground=ground,
        matter=matter,
        title=mask_numbers(title),
        note=mask_numbers(note),
        origin=Origin(OriginKind.RESIDENT, current.pk),
        found_at=current.received_at,
        photos=map(_photo_of, current.photos.select_related("file")),
        by=by,
    )
    current.case = case
    _decide(current, ReportState.ACCEPTED, answer=answer, by=by, detail={"case": case.number})
    return case


@transaction.atomic
def decline_report(report: ResidentReport, *, reason: str, by: Viewer) -> ResidentReport:
    """Says that the town does not take it up, and why: the reporter reads it. Raises `AnswerMissing`."""
    if not reason.strip():
        raise AnswerMissing
    current = _begin(report, by=by)
    return _decide(current, ReportState.DECLINED, answer=reason, by=by, detail={})


@transaction.atomic
def merge_report(report: ResidentReport, *, into: Case, answer: str = "", by: Viewer) -> ResidentReport:
    """Joins the report to a case that is open: one supporter more. Its photos go along.

    Raises `NoSuchCase`, `AlreadyDecided`.
    """
    current = _begin(report, by=by)
    by.require(Act.CASE_VIEW, into.ground)
    case = Case.objects.select_for_update().get(pk=into.pk)
    if not case.is_open:
        raise NoSuchCase
    keep(map(_photo_of, current.photos.select_related("file")), case=case, stage=Stage.BEFORE, by=by)
    current.case = case
    return _decide(current, ReportState.MERGED, answer=answer, by=by, detail={"case": case.number})


def _begin(report: ResidentReport, *, by: Viewer) -> ResidentReport:
    by.require(Act.REPORT_RECEIVE, report.ground)
    if by.person_id is None:
        raise NeedsPerson
    current = ResidentReport.objects.select_for_update().get(pk=report.pk)
    if current.state != ReportState.RECEIVED:
        raise AlreadyDecided
    return current


def _decide(
    current: ResidentReport, state: ReportState, *, answer: str, by: Viewer, detail: Mapping[str, JSON]
) -> ResidentReport:
    current.state, current.answer = state.value, mask_numbers(answer.strip())
    current.decided_at, current.decided_by_id = clock.now(), by.person_id
    current.save()
    verbs = {
        ReportState.ACCEPTED: "report.accept",
        ReportState.DECLINED: "report.decline",
        ReportState.MERGED: "report.merge",
    }
    _note(verbs[state], current, by=by, detail=detail)
    return current


def _note(verb: str, report: ResidentReport, *, by: Viewer, detail: Mapping[str, JSON]) -> None:
    ledger.append(verb, by=by, subject=report, division_code=report.division_code, detail=detail)


def _refuse_empty(told: Told) -> None:
    if not (told.text.strip() or told.place_words.strip() or told.photos):
        raise NothingSaid
    site = told.ground.site_id
    if site is not None and not Site.objects.public().filter(pk=site).exists():
        raise NotOurGround


def _words(told: Told) -> dict[str, str]:
    """The words with numbers masked; the raw ones only where that changed something."""
    place, text = told.place_words.strip(), told.text.strip()
    masked = {"place_words": mask_numbers(place), "text": mask_numbers(text)}
    is_changed = masked != {"place_words": place, "text": text}
    return {**masked, "raw_text": f"{place}\n{text}" if is_changed else ""}


def _position(told: Told) -> dict[str, Decimal | None]:
    latitude, longitude = told.position or (None, None)
    return {"latitude": latitude, "longitude": longitude}


def _digest(told: Told) -> str:
    """One text for one content. Keyed: else a telephone number could be tried against it."""
    content: Any = {
        "ground": told.ground.key,
        "kind": told.kind,
        "place": told.place_words.strip(),
        "text": told.text.strip(),
        "contact": told.contact.strip(),
        "photos": sorted(sha256(photo.content) for photo in told.photos),
    }
    return keyed(_CONTENT, canonical(content).decode())


def _is_taken(digest: str) -> bool:
    return ResidentReport.objects.filter(code_digest=digest).exists()


def _photo_of(kept: ReportPhoto) -> Photo:
    """The photo as it is kept; its sides are not asked for again."""
    with kept.file.open() as content:
        return Photo(content.read(), 0, 0)
