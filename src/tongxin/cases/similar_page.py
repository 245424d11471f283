"""Cases that a problem may be one of, shown while it is reported: before anything is saved, without losing a word."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongxin.cases.duplicates import seen_now, similar_cases
from tongxin.records import clock
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.standards.models import MatterType
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import Ground
from tongxin.territory.lookup import ground_of


@page(Act.CASE_REPORT)
@require_GET
def similar(request: SignedInRequest) -> HttpResponse:
    """The likeliest open cases for a place and a kind; nothing as long as one of them is not chosen."""
    ground, matter = _ground(request.GET.get("place", "")), _matter(request.GET.get("matter", ""))
    found = []
    if ground is not None and matter is not None and request.viewer.may(Act.CASE_REPORT, ground):
        words = f"{request.GET.get('title', '')} {request.GET.get('note', '')}"
        found = similar_cases(seen_now(ground, matter, words), request.viewer)
    return render(request, "cases/parts/similar.html", {"similar": found})


def _ground(key: str) -> Ground | None:
    try:
        return ground_of(key)
    except NoSuchGround:
        return None


def _matter(key: str) -> MatterType | None:
    try:
        return MatterType.objects.in_force(clock.today()).filter(pk=UUID(key)).first()
    except ValueError:
        return None
