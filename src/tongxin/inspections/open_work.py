"""What visits fall to the holder of a post: listed when the post changes hands, and then given to the successor."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.models import Visit
from tongxin.inspections.queries import visits_of_post
from tongxin.inspections.querysets import VisitQuerySet
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
