"""What this room does when something happens below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.cases.actions import pass_on_case
from tongxin.cases.models import Case
from tongxin.cases.open_work import cases_of_post
from tongxin.people.events import PostHandedOver
from tongxin.records.events import subscribe
from tongxin.territory import concerned
from tongxin.territory.ground import Ground


def pass_on_cases(event: PostHandedOver) -> None:
    """What was given to the predecessor on this ground goes to the successor."""
    for case in cases_of_post(event.before):
        pass_on_case(case, to=event.after.person, by=event.by)


def cases_there(grounds: Sequence[Ground], on: date) -> int:
    """How many cases are open in these places; they stay where they were found."""
    return Case.objects.within_any(grounds).open().real().count()


subscribe(PostHandedOver, pass_on_cases)
concerned.declare("cases", _("open cases, which keep their place"), cases_there)
