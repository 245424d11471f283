"""What this room does when something happens below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.inspections.actions import pass_on_follow_ups, pass_on_visits
from tongxin.inspections.models import FollowUp, Visit
from tongxin.inspections.rules import RoundState
from tongxin.people.events import PostHandedOver
from tongxin.records.events import subscribe
from tongxin.territory import concerned
from tongxin.territory.ground import Ground


def pass_on(event: PostHandedOver) -> None:
    """The visits and follow-up visits that fell to the predecessor by this post fall to the successor."""
    pass_on_visits(event.before, to=event.after.person, by=event.by)
    pass_on_follow_ups(event.before, to=event.after.person, by=event.by)


def follow_ups_there(grounds: Sequence[Ground], on: date) -> int:
    """How many follow-up visits are still to be made in these places; they keep their place."""
    return FollowUp.objects.within_any(grounds).due().count()


def visits_there(grounds: Sequence[Ground], on: date) -> int:
    """How many visits of announced rounds under way are still to be made in these places."""
    open_rounds = {"round__state": RoundState.OPEN, "round__is_announced": True}
    return Visit.objects.within_any(grounds).to_make().filter(**open_rounds).count()


subscribe(PostHandedOver, pass_on)
concerned.declare("follow_ups", _("follow-up visits still to be made"), follow_ups_there)
concerned.declare("visits", _("visits of open rounds still to be made"), visits_there)
