"""Writes to the lines of work that organisations answer for."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tongxin.people.models import LineDuty, Organisation
from tongxin.people.organisation_errors import (
    LineTakenAlready,
    NoSuchLine,
    OrganisationClosed,
    OverAlready,
    TooEarly,
)
from tongxin.records import ledger
from tongxin.records.permission import Act, Viewer
from tongxin.standards.lines import lines
from tongxin.territory.ground import division_ground


@transaction.atomic
def take_line(organisation: Organisation, *, line: str, since: date, by: Viewer) -> LineDuty:
    """Says that an organisation answers for a line of work from a day on.

    Raises `OrganisationClosed`, `NoSuchLine` (no kind of problem belongs to it), `LineTakenAlready`.
    """
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    by.require(Act.POST_MANAGE, division_ground(current.division_code))
    if current.closed_on is not None:
        raise OrganisationClosed(current.name)
    if line not in lines():
        raise NoSuchLine
    if (current.lines.in_force(since) | current.lines.filter(until__isnull=True)).filter(line=line).exists():
        raise LineTakenAlready
    try:
        with transaction.atomic():
            duty = LineDuty.objects.create(organisation=current, line=line, since=since)
    except IntegrityError as error:  # two clerks at once: the constraint has the last word
        raise LineTakenAlready from error
    _tell("line.take", duty, current, by, since)
    return duty


@transaction.atomic
def end_line(duty: LineDuty, *, on: date, by: Viewer) -> LineDuty:
    """Ends it: `on` is the first day without it. Raises `OverAlready`, `TooEarly`."""
    current = LineDuty.objects.select_for_update().select_related("organisation").get(pk=duty.pk)
    by.require(Act.POST_MANAGE, division_ground(current.organisation.division_code))
    if current.until is not None:
        raise OverAlready
    if on <= current.since:
        raise TooEarly(current.since)
    current.until = on
    current.save(update_fields=["until"])
    _tell("line.end", current, current.organisation, by, on)
    return current


def _tell(verb: str, duty: LineDuty, organisation: Organisation, by: Viewer, day: date) -> None:
    ledger.append(
        verb,
        by=by,
        subject=duty,
        division_code=organisation.division_code,
        detail={"line": duty.line, "day": day.isoformat()},
    )
