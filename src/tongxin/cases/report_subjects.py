"""What this room holds about whoever reported: found by the telephone number that was left.

A reporter who is no person and no household of the house is found by the clerk's page `reports:reporter`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.actions.reporters import erase_words
from tongxin.cases.models import Complaint, ReportPhoto, ResidentReport
from tongxin.people.models import Person, RegisterEntry, RegisterMember
from tongxin.records.figures import Column
from tongxin.records.permission import SYSTEM
from tongxin.records.subjects import Hold, SubjectKind, legal_hold, no_subject, personal_data

PERSON, HOUSEHOLD = SubjectKind.PERSON, SubjectKind.HOUSEHOLD
COLUMNS = (
    Column(pgettext_lazy("column of reports", "Received"), "received_at"),
    Column(pgettext_lazy("column of reports", "Place"), "place_name"),
    Column(_("Where exactly"), "place_words"),
    Column(pgettext_lazy("column of reports", "What was told"), "text"),
    Column(_("Telephone"), "contact"),
    Column(pgettext_lazy("column of reports", "Answer"), "answer"),
)


def reports_of_person(person: UUID) -> QuerySet[Any]:
    """Reports that were left with the person's own number."""
    numbers = Person.objects.filter(pk=person).exclude(phone="").values("phone")
    return _left_with(numbers)


def reports_of_household(site: UUID) -> QuerySet[Any]:
    """Reports that were left with a number of the household's register."""
    heads = RegisterEntry.objects.filter(site_id=site).exclude(phone="").values("phone")
    members = RegisterMember.objects.filter(entry__site_id=site).exclude(phone="").order_by().values("phone")
    return _left_with(heads.union(members))


def _left_with(numbers: QuerySet[Any, Any]) -> QuerySet[Any]:
    return ResidentReport.objects.filter(contact__in=numbers).with_places().order_by("-received_at")


def erase(rows: QuerySet[Any]) -> int:
    """Erases everything that was left in these reports; they stay and count."""
    return erase_words(rows, by=SYSTEM)


@legal_hold("cases.report_of_person_waits", of=PERSON)
def report_of_person_waits(person: UUID) -> Hold | None:
    """Words that nobody has decided on yet are needed until somebody has."""
    return _hold(reports_of_person(person))


@legal_hold("cases.report_of_household_waits", of=HOUSEHOLD)
def report_of_household_waits(site: UUID) -> Hold | None:
    """Words that nobody has decided on yet are needed until somebody has."""
    return _hold(reports_of_household(site))


def _hold(rows: QuerySet[Any]) -> Hold | None:
    if not any(report.waits for report in rows):
        return None
    return Hold(_("A report that was left with this number is not decided yet."), "PIPL 47(1)")


personal_data(
    "cases.reports_of_person",
    title=_("Reports to the town"),
    of=PERSON,
    model=ResidentReport,
    rows=reports_of_person,
    columns=COLUMNS,
    erase=erase,
)
personal_data(
    "cases.reports_of_household",
    title=_("Reports to the town"),
    of=HOUSEHOLD,
    model=ResidentReport,
    rows=reports_of_household,
    columns=COLUMNS,
    erase=erase,
)
no_subject(
    ReportPhoto, "a photo of a report; erased with the report's words, and after its time with the number"
)
no_subject(
    Complaint,
    "who complained asks with the code, and takes the number back there: the office that answers requests may not "
    "learn of it; erased a year after the answer",
)
