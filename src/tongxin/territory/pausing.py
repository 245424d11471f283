"""Questions about pauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground
from tongxin.territory.models import Pause, Site
from tongxin.territory.queries import PauseQuerySet, SiteQuerySet

SOON = timedelta(days=7)


def paused_sites(on: date) -> QuerySet[Any, Any]:
    """Ids of the sites that are left in peace on the day `on`, for `pk__in` and `site__in`."""
    return Pause.objects.in_force(on).filter(site__isnull=False).values("site_id")


def may_see_reason(viewer: Viewer, ground: Ground) -> bool:
    """May the viewer see why a place is paused: who may open the register there, or manage the ground?"""
    return viewer.may(Act.REGISTER_OPEN, ground) or viewer.may(Act.GROUND_MANAGE, ground)


def running_pauses(viewer: Viewer, ground: Ground, *, only_ending: bool = False) -> PauseQuerySet:
    """Pauses of sites in use that hold today or later, on the viewer's part of `ground`, nearest end first."""
    today = clock.today()
    rows = viewer.visible(Pause.objects.all(), Act.GROUND_VIEW).within(ground).not_over(today)
    if only_ending:
        rows = rows.filter(until__lte=today + SOON)
    in_use = Q(site__closed_on__isnull=True)
    return rows.filter(in_use).select_related("site", "group", "grid").order_by("until", "id")


@dataclass(frozen=True)
class PauseLine:
    """A pause on a page; the reason only where the viewer may know it."""

    pause: Pause
    shows_reason: bool
    may_end: bool

    @property
    def has_begun(self) -> bool:
        """Does it hold today?"""
        return self.pause.since <= clock.today()

    @property
    def ends_soon(self) -> bool:
        """Does it end within a week?"""
        return self.pause.until <= clock.today() + SOON


def pause_line(pause: Pause, viewer: Viewer) -> PauseLine:
    """The pause as the viewer may see it."""
    return PauseLine(pause, may_see_reason(viewer, pause.ground), viewer.may(Act.GROUND_PAUSE, pause.ground))


def marked_paused(sites: SiteQuerySet) -> SiteQuerySet:
    """The sites, each with `is_to_be_paused`: does a pause hold today or later? Spares `pauses_of` its query."""
    pauses = Pause.objects.filter(site=OuterRef("pk")).not_over(clock.today())
    return sites.annotate(is_to_be_paused=Exists(pauses))


def pauses_of(site: Site, viewer: Viewer) -> list[PauseLine]:
    """The pauses of a site that hold today or later, as the viewer may see them: one query at most."""
    if site.__dict__.get("is_to_be_paused") is False:
        return []
    rows = Pause.objects.filter(site=site).not_over(clock.today()).order_by("since")
    return [pause_line(pause, viewer) for pause in rows]
