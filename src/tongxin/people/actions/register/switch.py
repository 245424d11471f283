"""Whether a town keeps ID numbers: off until somebody says why, and erased when it is switched off again."""

from __future__ import annotations

from django.db import transaction

from tongxin.people.actions.register.forgetting import forget_town
from tongxin.people.import_errors import ReasonMissing
from tongxin.people.models import IdNumberSwitch, RegisterEntry, RegisterMember
from tongxin.people.register_import import TOWN_DIGITS, id_number_towns
from tongxin.records import ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.models import Division


def keeps_id_numbers(town: Division) -> bool:
    """Does the town keep ID numbers now?"""
    return bool(id_number_towns({town.code[:TOWN_DIGITS]}))


@transaction.atomic
def switch_id_numbers(town: Division, *, on: bool, reason: str, by: Viewer) -> IdNumberSwitch:
    """Switches the keeping of ID numbers on or off from now on, with a reason; nothing where it is so already.

    Off erases every ID number of the town, and the uploads and memories that may hold some: those imports can
    no longer be undone. Raises `ReasonMissing`.
    """
    by.require(Act.ID_NUMBERS, town.ground)
    Division.objects.select_for_update().get(pk=town.pk)
    last = IdNumberSwitch.objects.filter(division_code=town.code).first()
    if last is not None and last.is_on == on:
        return last
    if not reason.strip():
        raise ReasonMissing()
    erased = 0 if on else _erase(town)
    switch = IdNumberSwitch.objects.create(
        division_code=town.code,
        is_on=on,
        reason=reason.strip()[:200],
        person_id=by.person_id,
        erased=erased,
    )
    verb = "id_numbers.on" if on else "id_numbers.off"
    ledger.append(verb, by=by, subject=switch, division_code=town.code, detail={"erased": erased})
    return switch


def _erase(town: Division) -> int:
    entries = RegisterEntry.objects.within(town.ground).exclude(id_number="").update(id_number="")
    mine = RegisterEntry.objects.within(town.ground).values("pk")
    members = RegisterMember.objects.filter(entry__in=mine).exclude(id_number="").update(id_number="")
    forget_town(town)
    return entries + members
