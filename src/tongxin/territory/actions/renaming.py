"""Another name for a village, a group or a grid."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tongxin.records.permission import Viewer
from tongxin.territory.actions import change_rows
from tongxin.territory.errors import NameTaken, SameName
from tongxin.territory.models import Division, Grid, GroundChange, VillagerGroup

_KIND = GroundChange.Kind.RENAME


@transaction.atomic
def rename_village(
    village: Division, *, name: str, full_name: str, reason: str, by: Viewer, on: date | None = None
) -> GroundChange:
    """Gives a village another short and full name from a day on; its code stays, records keep it.

    Raises `SameName`, `NameTaken`, `GroundGone`, `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = change_rows.begin([village], on=on, reason=reason, by=by)
    short, full = name.strip(), full_name.strip() or name.strip()
    if (short, full) == (village.short_name, village.name):
        raise SameName
    same = Division.objects.villages().in_use().filter(parent=village.parent_id, short_name=short)
    if same.exclude(pk=village.pk).exists():
        raise NameTaken(short)
    before = change_rows.said([village])
    if short != village.short_name:
        change_rows.keep_name(village.ground, village.short_name, until=change.on)
    village.short_name, village.name = short, full
    village.save(update_fields=["short_name", "name"])
    Division.objects.forget_names()
    return change_rows.keep(_KIND, change, subject=village, before=before, after=change_rows.said([village]))


@transaction.atomic
def rename_area(
    area: VillagerGroup | Grid, *, name: str, reason: str, by: Viewer, on: date | None = None
) -> GroundChange:
    """Gives a villager group or a grid another name from a day on.

    Raises `SameName`, `NameTaken`, `GroundGone`, `DayToCome`, `ChangedLater`, `ReasonMissing`.
    """
    change = change_rows.begin([area], on=on, reason=reason, by=by)
    new = name.strip()
    if new == area.name:
        raise SameName
    before = change_rows.said([area])
    change_rows.keep_name(area.ground, area.name, until=change.on)
    area.name = new
    try:
        with transaction.atomic():
            area.save(update_fields=["name"])
    except IntegrityError as error:
        raise NameTaken(new) from error
    return change_rows.keep(_KIND, change, subject=area, before=before, after=change_rows.said([area]))
