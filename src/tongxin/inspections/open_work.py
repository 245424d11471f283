"""What visits fall to the holder of a post: listed when the post changes hands, and then given to the successor."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.follow_up_queries import follow_ups_of_post
from tongxin.inspections.models import FollowUp, Visit
from tongxin.inspections.queries import visits_of_post
from tongxin.inspections.querysets import FollowUpQuerySet, VisitQuerySet
from tongxin.people.models import Post
from tongxin.people.open_work import Line, open_work


def _rows() -> VisitQuerySet:
    return Visit.objects.select_related("round", "group", "grid", "site").order_by(
        "round__ends_on", "round_id", "position"
    )


def _line(visit: Any) -> Line:
    return Line(
        what=visit.round.title,
        place=visit.place_name,
        due=visit.round.ends_on,
        url=reverse("inspections:visit", args=[visit.pk]),
    )


@open_work("visits", title=_("Visits to make"), rows=_rows, line=_line)
def of_post(post: Post) -> VisitQuerySet:
    """Visits of rounds under way that fall to the post's person by this post, nearest end first."""
    return visits_of_post(post).select_related("round", "group", "grid", "site")


def _follow_ups() -> FollowUpQuerySet:
    return FollowUp.objects.with_places().order_by("due_on", "id")


def _follow_up_line(follow_up: Any) -> Line:
    return Line(
        what=_now("Follow-up visit"),
        place=follow_up.place_name,
        due=follow_up.due_on,
        url=reverse("inspections:follow_up", args=[follow_up.pk]),
    )


@open_work("follow_ups", title=_("Follow-up visits to make"), rows=_follow_ups, line=_follow_up_line)
def follow_ups(post: Post) -> FollowUpQuerySet:
    """Follow-up visits that fall to the post's person by this post, earliest day first."""
    return follow_ups_of_post(post).with_places()
