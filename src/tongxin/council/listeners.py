"""What this room does when something happens below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.council.actions import follow_closed_site, follow_merged
from tongxin.council.models import Agreement
from tongxin.records.events import subscribe
from tongxin.territory import concerned
from tongxin.territory.events import GroundClosed, HouseholdsMerged
from tongxin.territory.ground import Ground, GroundKind


def agreements_there(grounds: Sequence[Ground], on: date) -> int:
    """How many door agreements in force end when these doors are no more."""
    doors = [ground for ground in grounds if ground.kind is GroundKind.SITE]
    return Agreement.objects.within_any(doors).in_force(on).count()


subscribe(HouseholdsMerged, follow_merged)
subscribe(GroundClosed, follow_closed_site)
concerned.declare("agreements", _("door agreements in force"), agreements_there)
