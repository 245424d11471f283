"""What a reporter may do with the code, and what becomes of what they left: opened, corrected, erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tongxin.access.actions import open_record
from tongxin.access.purposes import Part
from tongxin.cases.actions.pushing import reopen_case
from tongxin.cases.errors import ReasonMissing
from tongxin.cases.follow_codes import digest_of
from tongxin.cases.intake import Bound, bounds, days
from tongxin.cases.models import Case, ReportPhoto, ResidentReport
from tongxin.cases.patience import patience
from tongxin.cases.report_errors import CannotReopen, UnknownCode
from tongxin.cases.report_queries import ReportQuerySet
from tongxin.cases.report_rules import ReportState, mask_numbers, may_reopen
from tongxin.cases.rules import State
from tongxin.people.rules import plain_phone
from tongxin.records import clock, ledger
from tongxin.records.canonical import JSON
from tongxin.records.permission import SYSTEM, Act, Viewer
from tongxin.records.subjects import ERASED, drop_files


def report_with(code: str) -> ResidentReport:
    """The report that a code belongs to. Raises `UnknownCode`."""
    found = ResidentReport.objects.with_places().filter(code_digest=digest_of(code)).first()
    if found is None:
        raise UnknownCode
    return found


def case_behind(report: ResidentReport) -> Case | None:
    """The case that the report became or joined; where that one was merged, the one that stays."""
    case = report.case
    if case is not None and case.duplicate_of is not None:
        return case.duplicate_of
    return case


def can_reopen(report: ResidentReport, case: Case | None, at: datetime) -> bool:
    """May the reporter have the case opened again now?"""
    if case is None or case.state != State.CLOSED:
        return False
    most = bounds()[Bound.REOPEN_TIMES]
    within = patience().reopen_within
    return may_reopen(case.closed_at, at, within=within, times=report.reopened_count, most=most)


@transaction.atomic
def reopen_with(code: str, *, reason: str) -> Case:
    """Opens a closed case again because whoever reported it says that it is not good. Nobody is signed in.

    Numbers of persons in the reason are masked. Raises `UnknownCode`, `ReasonMissing`, `CannotReopen`.
    """
    if not reason.strip():
        raise ReasonMissing
    report = ResidentReport.objects.select_for_update().get(pk=report_with(code).pk)
    case = case_behind(report)
    if case is None or not can_reopen(report, case, clock.now()):
        raise CannotReopen
    opened = reopen_case(case, reason=mask_numbers(reason.strip()), by=SYSTEM)
    report.reopened_count += 1
    report.save(update_fields=["reopened_count"])
    told: dict[str, JSON] = {"case": opened.number, "times": report.reopened_count}
    _note("report.reopen", report, by=SYSTEM, detail=told)
    return opened


@transaction.atomic
def withdraw_contact(code: str) -> ResidentReport:
    """Erases contact, unmasked words and position because whoever left them says so. Raises `UnknownCode`."""
    report = report_with(code)
    _erase([report], by=SYSTEM)
    return ResidentReport.objects.with_places().get(pk=report.pk)


@transaction.atomic
def open_contact(report: ResidentReport, *, purpose: str, by: Viewer) -> ResidentReport:
    """Opens contact, unmasked words and position of a report for a purpose; recorded. Raises `PurposeMissing`."""
    open_record(report, ground=report.ground, act=Act.REPORT_RECEIVE, part=Part.PHONE, purpose=purpose, by=by)
    return ResidentReport.objects.with_places().get(pk=report.pk)


@transaction.atomic
def correct_contact(contact: str, *, to: str, by: Viewer) -> int:
    """Corrects the number on every report that was left with it, as its reporter asks (PIPL 46); gives how many."""
    found = _reports_of(contact, by=by)
    for report in found:
        report.contact = plain_phone(to)
        report.save(update_fields=["contact"])
        _note("report.correct", report, by=by, detail={})
    return len(found)


@transaction.atomic
def erase_reporter(contact: str, *, by: Viewer) -> int:
    """Erases what a reporter with this number left, as the reporter asks (PIPL 47); gives how many reports.

    The reports stay and count; a report that still waits is held until it is decided.
    """
    found = [report for report in _reports_of(contact, by=by) if not report.waits]
    return erase_words(found, by=by)


def reports_of(contact: str, *, by: Viewer) -> ReportQuerySet:
    """The reports in reach that were left with this number, for whoever answers requests about own data."""
    mine = by.visible(ResidentReport.objects.told_by(plain_phone(contact)), Act.SUBJECT_ANSWER)
    return mine.with_places().order_by("-received_at")


def erase_words(reports: Iterable[ResidentReport], *, by: Viewer) -> int:
    """Erases everything that a reporter wrote or sent in these reports; gives how many."""
    found = list(reports)
    rows = ResidentReport.objects.filter(pk__in=[report.pk for report in found])
    rows.exclude(answer="").update(answer=ERASED)
    rows.update(text="", place_words="")
    _erase(found, by=by)
    _drop_photos(found)
    return len(found)


@transaction.atomic
def tidy_reports(*, by: Viewer) -> int:
    """Erases contact, raw words, position and photos of reports that are over for longer than `contact_kept`.

    Over: declined, or the case behind it is closed. The photos of a case are the case's own. Gives how many.
    """
    before = clock.now() - days(Bound.CONTACT_KEPT)
    declined = Q(state=ReportState.DECLINED.value, decided_at__lt=before)
    closed = Q(case__closed_at__lt=before, case__duplicate_of__isnull=True) | Q(
        case__duplicate_of__closed_at__lt=before
    )
    over = list(ResidentReport.objects.filter(declined | closed, tidied_at__isnull=True))
    _erase(over, by=by)
    _drop_photos(over)
    return len(over)


def _reports_of(contact: str, *, by: Viewer) -> list[ResidentReport]:
    found = list(reports_of(contact, by=by))
    for report in found:
        by.require(Act.SUBJECT_ANSWER, report.ground)
    return found


def _erase(reports: Sequence[ResidentReport], *, by: Viewer) -> None:
    """Erases what is not needed to work on the case. Each erasure stands in the ledger."""
    for report in reports:
        report.contact, report.raw_text = "", ""
        report.latitude = report.longitude = None
        report.tidied_at = clock.now()
        report.save(update_fields=["contact", "raw_text", "latitude", "longitude", "tidied_at"])
        _note("report.tidy", report, by=by, detail={})


def _drop_photos(reports: Sequence[ResidentReport]) -> None:
    photos = list(ReportPhoto.objects.filter(report__in=reports))
    ReportPhoto.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    drop_files({photo.file_id for photo in photos})


def _note(verb: str, report: ResidentReport, *, by: Viewer, detail: Mapping[str, JSON]) -> None:
    ledger.append(verb, by=by, subject=report, division_code=report.division_code, detail=detail)
