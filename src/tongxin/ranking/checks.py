"""Checks of lists: none outlives its end, none waits for ever."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from tongxin.ranking.models import RankedList
from tongxin.ranking.rules import ListState
from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, Text, check
from tongxin.territory.check_subjects import address

ENDED_WITHIN = timedelta(hours=1)  # the worker ends a list at its moment
DECIDED_WITHIN = timedelta(days=14)

checks.room("ranking", _("Evaluation"), place=7)


@check(
    "ranking.list_past_its_end",
    title=_("List that should have ended"),
    why=_("A list stands for the days that were said, not longer; a list to improve for 14 at most."),
    mend=_("Let the worker run (tongxin serve, or tongxin worker), or withdraw the list."),
    severity=Severity.WRONG,
)
def list_past_its_end(scope: CheckScope) -> Found:
    """Lists in force whose last moment is over an hour ago."""
    late = RankedList.objects.filter(state=ListState.PUBLISHED, expires_at__lt=clock.now() - ENDED_WITHIN)
    return checks.found(
        scope.within(late).select_related("table"), lambda row: _list(row, _("Withdraw the list")), scope
    )


@check(
    "ranking.list_waits",
    title=_("List drawn two weeks ago that nobody has decided on"),
    why=_("It tells of a period that is long over; those named in it do not know where they stand."),
    mend=_("Approve and publish it, or withdraw it."),
    severity=Severity.LOOK,
)
def list_waits(scope: CheckScope) -> Found:
    """Drafts and approved lists drawn over 14 days ago."""
    waiting = RankedList.objects.filter(
        state__in=[ListState.DRAFT, ListState.APPROVED], drawn_at__lt=clock.now() - DECIDED_WITHIN
    )
    return checks.found(
        scope.within(waiting).select_related("table"), lambda row: _list(row, _("Decide")), scope
    )


def _list(row: RankedList, act: Text) -> Subject:
    url = address("ranking:list", row.pk)
    return Subject(row.title, url, act, url, row.ground)
