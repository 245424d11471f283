"""The page behind the search box."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.web.search import LONGEST, find_all


@page(Act.HOME_OPEN)
def search(request: SignedInRequest) -> HttpResponse:
    """Cases, places and people that the viewer may see."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    return render(
        request, "web/search.html", {"search_words": words, "groups": find_all(request.viewer, words)}
    )
