"""Pauses: a household or place that is left in peace for a while."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.errors import GroundGone, PauseDaysUnfit, PauseOver, PauseOverlaps
from tongxin.territory.models import Pause, Site
from tongxin.territory.queries import grounded


@transaction.atomic
def pause_site(site: Site, *, reason: Pause.Reason, since: date, until: date, by: Viewer) -> Pause:
    """Leaves a household or place in peace from `since`; `until` is the first day on which it counts again.

    It leaves samples, visits and comparison, never the register. Raises `NotAllowed`, `GroundGone`,
    `PauseDaysUnfit`, `PauseOverlaps`.
    """
    by.require(Act.GROUND_PAUSE, site.ground)
    current = Site.objects.select_for_update().get(pk=site.pk)
    if current.closed_on is not None:
        raise GroundGone(str(current))
    if until <= since or until <= clock.today():
        raise PauseDaysUnfit
    other = Pause.objects.filter(site=current, since__lt=until, until__gt=since).order_by("since").first()
    if other is not None:
        raise PauseOverlaps(other.since, other.until)
    pause = Pause.objects.create(reason=reason, since=since, until=until, **grounded(current.ground))
    _tell("pause.begin", pause, by)
    return pause


@transaction.atomic
def end_pause(pause: Pause, *, by: Viewer) -> None:
    """Ends a pause today, before its time; one that has not begun, or began today, is taken back.

    Raises `NotAllowed`, `PauseOver`.
    """
    by.require(Act.GROUND_PAUSE, pause.ground)
    current = Pause.objects.select_for_update().filter(pk=pause.pk, until__gt=clock.today()).first()
    if current is None:
        raise PauseOver
    if current.since >= clock.today():
        _tell("pause.end", current, by)
        current.delete()
        return
    current.until = clock.today()
    current.save(update_fields=["until"])
    _tell("pause.end", current, by)


def _tell(verb: str, pause: Pause, by: Viewer) -> None:
    """The ledger learns the days, not the reason: that is the household's own affair."""
    ledger.append(
        verb,
        by=by,
        subject=pause,
        division_code=pause.division_code,
        detail={
            "site": str(pause.site_id),
            "since": pause.since.isoformat(),
            "until": pause.until.isoformat(),
        },
    )
