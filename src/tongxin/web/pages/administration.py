"""The administration page: is all well, what works in the background, what was done of late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

import tongxin
from tongxin.people.models import Person
from tongxin.records.errors import RuleBroken
from tongxin.records.jobs import try_again
from tongxin.records.models import Job, LedgerEntry
from tongxin.records.permission import Act, SignedInRequest, Viewer, page
from tongxin.territory.ground import code_range
from tongxin.territory.models import Division
from tongxin.web.checked import checked_for
from tongxin.web.ledger_words import VERB_WORDS

LATEST = 20
UNSHOWN = "cases.complaint"  # that there is one, and who looks into it, is nobody else's business


@dataclass(frozen=True)
class ActDone:
    """An entry of the ledger in words."""

    at: datetime
    what: str | Promise
    who: str
    where: str


@page(Act.HEALTH_SEE)
def administration(request: SignedInRequest) -> HttpResponse:
    """What is amiss in one line, what works in the background, what was done of late."""
    return render(
        request,
        "web/administration.html",
        {
            "amiss": checked_for(request.viewer).number,
            "unfinished": Job.objects.unfinished().count(),
            "given_up": Job.objects.given_up()[:LATEST],
            "acts": latest_acts(request.viewer),
            "version": tongxin.__version__,
            "database": connection.display_name,
            "operator": settings.TONGXIN_OPERATOR,
            "may_manage_accounts": request.viewer.may(Act.ACCOUNT_MANAGE),
            "may_manage_posts": request.viewer.may(Act.POST_MANAGE),
            "may_administer": request.viewer.may(Act.ADMINISTER),
            "may_keep_calendar": request.viewer.may(Act.CALENDAR_KEEP),
            "may_load": request.viewer.may(Act.STANDARD_LOAD),
        },
    )


@page(Act.ADMINISTER)
@require_POST
def again(request: SignedInRequest, job_id: UUID) -> HttpResponse:
    """Tries work again that was given up."""
    job = get_object_or_404(Job, pk=job_id)
    try:
        try_again(job, by=request.viewer)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The work will be tried again within a minute."))
    return redirect("web:administration")


def latest_acts(viewer: Viewer) -> list[ActDone]:
    """The latest entries of the ledger in the viewer's ground; those without a place for administrators only."""
    here = Q(division_code="") if viewer.may(Act.ADMINISTER) else Q(pk__in=())
    for ground in viewer.grounds(Act.HEALTH_SEE):
        first, after = code_range(ground.division_code)
        here |= Q(division_code__gte=first, division_code__lt=after)
    shown = LedgerEntry.objects.filter(here).exclude(subject_kind=UNSHOWN)
    entries = list(shown.order_by("-id")[:LATEST])
    names = _names(entries)
    return [
        ActDone(
            at=entry.at,
            what=VERB_WORDS.get(entry.verb, entry.verb),
            who=names[entry.person_id] if entry.person_id in names else str(_("the system")),
            where=Division.objects.name_of(entry.division_code) if entry.division_code else "",
        )
        for entry in entries
    ]


def _names(entries: Sequence[LedgerEntry]) -> dict[UUID, str]:
    persons = Person.objects.filter(pk__in={entry.person_id for entry in entries if entry.person_id})
    return {person.pk: person.masked_name for person in persons}
