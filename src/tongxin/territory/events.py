"""News of the ground that rooms above must hear; they run in the transaction of the act."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongxin.records.events import Event
from tongxin.records.permission import Viewer
from tongxin.territory.ground import Ground


@dataclass(frozen=True)
class GroundClosed(Event):
    """A village, group, grid or site is no more from `on`.

    `successor` is the place in which it went on, if any. With `goes_on` it is the same place under a new key
    (a villager group whose village was merged): whoever looks after it does so further.
    """

    ground: Ground
    on: date
    successor: Ground | None
    goes_on: bool
    by: Viewer


@dataclass(frozen=True)
class SitesChangedVillage(Event):
    """Sites lie in another village from `on`."""

    site_ids: Collection[UUID]
    on: date
    by: Viewer


@dataclass(frozen=True)
class HouseholdsMerged(Event):
    """Two doors are one household from `on`: `other_id` is no more, `survivor_id` stands for both.

    `keeps_entry` is false where the other's entry in the register is to be removed.
    """

    survivor_id: UUID
    other_id: UUID
    on: date
    keeps_entry: bool
    by: Viewer
