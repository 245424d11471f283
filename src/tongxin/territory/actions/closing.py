"""Grids that are given up without another taking their place."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tongxin.records import events
from tongxin.records.permission import Viewer
from tongxin.territory.actions import change_rows, placements
from tongxin.territory.actions.areas import refuse_locked, shut_grids
from tongxin.territory.errors import Locked
from tongxin.territory.events import GroundClosed
from tongxin.territory.models import Grid, GroundChange, Site


@transaction.atomic
def close_grid(grid: Grid, *, reason: str, by: Viewer, on: date | None = None) -> GroundChange:
    """Closes a grid from a day (today unless told): its sites lie in no grid, the posts on it end.

    Raises `GroundGone`, `Locked`, `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = change_rows.begin([grid], on=on, reason=reason, by=by)
    if grid.is_locked:
        raise Locked([grid.name])
    members = Site.objects.filter(grid=grid)
    refuse_locked(members)
    before = change_rows.said([grid])
    moved = placements.move(members, {"grid_id": None}, on=change.on)
    shut_grids([grid], on=change.on, successor=None)
    events.emit(GroundClosed(grid.ground, change.on, None, goes_on=False, by=by))
    kind = GroundChange.Kind.CLOSE
    return change_rows.keep(kind, change, subject=grid, before=before, after=[], sites=moved)
