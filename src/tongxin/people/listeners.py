"""What this room does for lower ones: what they ask, and what follows from their news."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongxin.people.actions.closed_ground import follow_ground
from tongxin.people.actions.ground_changes import posts_there, settle_entry, take_posts_along
from tongxin.people.coverage import is_looked_after
from tongxin.people.stand_ins import doer_of
from tongxin.records.events import subscribe
from tongxin.standards import names
from tongxin.territory import answered_for, concerned
from tongxin.territory.events import GroundClosed, HouseholdsMerged, SitesChangedVillage

answered_for.declare(is_looked_after)
names.declare(doer_of)
subscribe(GroundClosed, follow_ground)
subscribe(SitesChangedVillage, take_posts_along)
subscribe(HouseholdsMerged, settle_entry)
concerned.declare("posts", _("posts in force on it"), posts_there)
