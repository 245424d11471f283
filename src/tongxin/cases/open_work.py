"""What cases fall to the holder of a post: listed when the post changes hands, and then given to the successor."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Case
from tongxin.cases.queries import CaseQuerySet
from tongxin.people.models import Post
from tongxin.people.open_work import Line, open_work
from tongxin.records import clock


def _rows() -> CaseQuerySet:
    return Case.objects.with_places_and_people().order_by("due_at", "id")


def _line(case: Any) -> Line:
    return Line(
        what=f"{case.number} {case.title}",
        place=case.place_name,
        due=clock.local(case.due_at).date(),
        url=reverse("cases:case", args=[case.pk]),
    )


@open_work("cases", title=_("Cases not closed"), rows=_rows, line=_line)
def cases_of_post(post: Post) -> CaseQuerySet:
    """Open cases given to the post's person on its ground, the most urgent first."""
    return _rows().of_post(post)
