"""Keeping floods out without a captcha and without following anybody: counts by network and by town."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from tongxin.cases.follow_codes import keyed
from tongxin.cases.intake import Bound, bounds, hours
from tongxin.cases.models import IntakeCount
from tongxin.cases.report_errors import TooMuchAtOnce
from tongxin.records import clock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_SALT = "tongxin.cases.network"


@dataclass(frozen=True)
class Gate:
    """What is counted for a network in an hour, and for everybody in a town or the house in a longer span."""

    network: Bound
    everybody: Bound
    span: timedelta


REPORTS = Gate(Bound.REPORT_NETWORK, Bound.REPORT_TOWN, DAY)
COMPLAINTS = Gate(Bound.COMPLAINT_NETWORK, Bound.COMPLAINT_TOWN, DAY)
WRONG_CODES = Gate(Bound.FOLLOW_NETWORK, Bound.FOLLOW_HOUSE, HOUR)


def look(gate: Gate, *, network: str | None, town: str = "") -> None:
    """Raises `TooMuchAtOnce` where the gate is shut now. Counts nothing."""
    for bound, whose, since in (*_of_network(gate, network), _of_everybody(gate, town)):
        full = IntakeCount.objects.filter(what=bound.value, whose=whose, since=since)
        if full.filter(count__gte=bounds()[bound]).exists():
            raise TooMuchAtOnce


@transaction.atomic
def count_network(gate: Gate, *, network: str | None) -> None:
    """Counts one try of a network; an unknown one is not counted."""
    for row in _of_network(gate, network):
        _count(*row)


@transaction.atomic
def count_everybody(gate: Gate, *, town: str = "") -> None:
    """Counts one more for a town, or for the house: apart, so that one network cannot shut the page for others."""
    _count(*_of_everybody(gate, town))


def forget_counts() -> int:
    """Deletes counts that nothing asks for any more; gives how many."""
    return IntakeCount.objects.filter(since__lt=clock.now() - hours(Bound.COUNTS_KEPT)).delete()[0]


def _count(bound: Bound, whose: str, since: datetime) -> None:
    row, _made = IntakeCount.objects.get_or_create(what=bound.value, whose=whose, since=since)
    IntakeCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def _of_network(gate: Gate, network: str | None) -> list[tuple[Bound, str, datetime]]:
    if not network:
        return []
    return [(gate.network, keyed(_SALT, f"{clock.today()} {network}"), _this_hour())]


def _of_everybody(gate: Gate, town: str) -> tuple[Bound, str, datetime]:
    since = clock.start_of(clock.today()) if gate.span == DAY else _this_hour()
    return gate.everybody, town or "house", since


def _this_hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)
