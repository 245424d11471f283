"""Opening personal data: the only way to the household register (A5); each opening is recorded."""

from __future__ import annotations

from django.db import transaction

from tongxin.access.errors import NotRegistered, PurposeMissing
from tongxin.access.models import Opening, Purpose
from tongxin.people.models import RegisterEntry
from tongxin.records import ledger
from tongxin.records.permission import Act, NotAllowed, Viewer
from tongxin.territory.models import Site
from tongxin.territory.queries import grounded


@transaction.atomic
def open_register(site: Site, *, purpose: str, by: Viewer) -> RegisterEntry:
    """Opens a household's entry for a purpose and records who opened it.

    Raises `PurposeMissing`, `NotRegistered`, `NotAllowed`.
    """
    by.require(Act.REGISTER_OPEN, site.ground)
    if by.person_id is None:  # the machine and the command line open nobody's data
        raise NotAllowed(Act.REGISTER_OPEN)
    if purpose not in Purpose.values:
        raise PurposeMissing()
    entry = RegisterEntry.objects.filter(site=site).first()
    if entry is None:
        raise NotRegistered()
    opening = Opening.objects.create(person_id=by.person_id, purpose=purpose, **grounded(site.ground))
    ledger.append(
        "register.open", by=by, subject=opening, division_code=site.division_code, detail={"purpose": purpose}
    )
    return entry
