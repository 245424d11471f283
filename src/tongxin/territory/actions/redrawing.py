"""Grids drawn anew: a proposal is carried out as one act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from tongxin.records import events
from tongxin.records.permission import Viewer
from tongxin.territory.actions import change_rows, placements
from tongxin.territory.actions.areas import save_named, shut_grids
from tongxin.territory.balance import Key, members_of_village
from tongxin.territory.drawing import NO_GRID, Consequences, Piece, Proposal, consequences
from tongxin.territory.errors import Locked, NothingChosen
from tongxin.territory.events import GroundClosed
from tongxin.territory.ground import GroundKind
from tongxin.territory.models import Division, Grid, GroundChange, Site

_KIND = GroundChange.Kind.REDRAW


@transaction.atomic
def apply_drawing(
    proposal: Proposal,
    *,
    reason: str,
    by: Viewer,
    on: date | None = None,
    closes_emptied: bool = False,
) -> GroundChange:
    """Draws the grids of a village as proposed, from a day on; each grid that changes gets a new version.

    With `closes_emptied` the grids that lose everything are closed and the posts on them end. Raises `Locked`
    with the names, `OtherVillage`, `DrawnTwice`, `NothingChosen`, `NameTaken`, `NotAllowed`, `DayToCome`,
    `ChangedLater`, `ReasonMissing`, and then changes nothing.
    """
    village = Division.objects.get(pk=proposal.village)
    named = [piece.grid for piece in proposal.pieces if piece.grid is not None]
    change = change_rows.begin([village, *named], on=on, reason=reason, by=by)
    grids = {str(grid.pk): grid for grid in Grid.objects.in_use().select_for_update().filter(village=village)}
    found = consequences(proposal, members_of_village(village.code), grids.values())
    if found.locked:
        raise Locked(found.locked)
    if found.changes_nothing:
        raise NothingChosen
    touched = _touched(found, grids)
    before = change_rows.said(touched)
    drawn = {**grids, **_new_grids(village, found)}
    _outline(proposal, drawn)
    moved = sum(
        placements.move(Site.objects.filter(pk__in=ids), {"grid_id": _id_of(drawn, key)}, on=change.on)
        for key, ids in _by_goal(found).items()
    )
    emptied = [grids[key] for key in found.emptied] if closes_emptied else []
    staying = [
        grid for key, grid in drawn.items() if (grid in touched or key not in grids) and grid not in emptied
    ]
    for grid in staying:
        placements.begin_version(grid, on=change.on, reason=change.reason)
    _close(emptied, change)
    after = change_rows.said(staying)
    return change_rows.keep(
        _KIND, change, subject=village, before=before, after=after, sites=moved, of=GroundKind.GRID
    )


def _touched(found: Consequences, grids: dict[Key, Grid]) -> list[Grid]:
    """The present grids that lose or gain something, or get another outline."""
    keys = {key for crossing in found.crossings for key in (crossing.before, crossing.after)}
    keys |= {
        str(piece.grid.pk)
        for piece in found.proposal.pieces
        if piece.grid is not None and piece.polygon is not None
    }
    return [grid for key, grid in grids.items() if key in keys]


def _new_grids(village: Division, found: Consequences) -> dict[Key, Grid]:
    made: dict[Key, Grid] = {}
    for number, piece in enumerate(found.proposal.pieces):
        if piece.grid is None:
            made[found.proposal.key_of(number)] = _made(village, piece)
    return made


def _made(village: Division, piece: Piece) -> Grid:
    grid = Grid(
        village=village,
        division_code=village.code,
        group=piece.group,
        name=piece.name.strip(),
        number=change_rows.next_number(village, Grid),
        polygon=piece.polygon,
    )
    save_named(grid)
    return grid


def _outline(proposal: Proposal, drawn: dict[Key, Grid]) -> None:
    for number, piece in enumerate(proposal.pieces):
        grid = drawn[proposal.key_of(number)]
        if piece.polygon is not None and grid.polygon != piece.polygon:
            grid.polygon = piece.polygon
            grid.save(update_fields=["polygon"])


def _by_goal(found: Consequences) -> dict[Key, list[UUID]]:
    goals = {(crossing.after) for crossing in found.crossings}
    return {key: [site for site, drawn in found.drawn.items() if drawn == key] for key in goals}


def _id_of(drawn: dict[Key, Grid], key: Key) -> UUID | None:
    return None if key == NO_GRID else drawn[key].pk


def _close(grids: Iterable[Grid], change: change_rows.Change) -> None:
    closing = list(grids)
    shut_grids(closing, on=change.on, successor=None)
    for grid in closing:
        events.emit(GroundClosed(grid.ground, change.on, None, goes_on=False, by=change.by))
