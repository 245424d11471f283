"""Pages for everyone, without signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tongxin.portal.briefs import published_brief, published_briefs
from tongxin.portal.published import red_list, red_lists
from tongxin.records.permission import public_page

LISTS_ON_HOME = 3
LISTS_AT_MOST = 60
BRIEFS_ON_HOME = 3
BRIEFS_AT_MOST = 60


@public_page("Residents read what is published and how to report or object, without an account.")
def home(request: HttpRequest) -> HttpResponse:
    """What is published now, and whom to tell."""
    context = {
        "lists": red_lists(LISTS_ON_HOME),
        "briefs": published_briefs(BRIEFS_ON_HOME),
        "operator": settings.TONGXIN_OPERATOR,
    }
    return render(request, "portal/home.html", context)


@public_page("Red lists honour places in public; they hold no person, score or order.")
def lists(request: HttpRequest) -> HttpResponse:
    """Every red list in force."""
    context = {"lists": red_lists(LISTS_AT_MOST), "operator": settings.TONGXIN_OPERATOR}
    return render(request, "portal/lists.html", context)


@public_page("Red lists honour places in public; they hold no person, score or order.")
def one_list(request: HttpRequest, key: str) -> HttpResponse:
    """One red list with its rule; gone when it expires or is withdrawn."""
    found = red_list(key)
    if found is None:
        raise Http404
    return render(request, "portal/list.html", {"list": found, "operator": settings.TONGXIN_OPERATOR})


@public_page("A published brief tells everyone what was done, in figures counted from records.")
def briefs(request: HttpRequest) -> HttpResponse:
    """Every brief in force."""
    context = {"briefs": published_briefs(BRIEFS_AT_MOST), "operator": settings.TONGXIN_OPERATOR}
    return render(request, "portal/briefs.html", context)


@public_page("A published brief tells everyone what was done, in figures counted from records.")
def one_brief(request: HttpRequest, key: str) -> HttpResponse:
    """One brief as it was approved; gone when it is withdrawn."""
    found = published_brief(key)
    if found is None:
        raise Http404
    return render(request, "portal/brief.html", {"brief": found, "operator": settings.TONGXIN_OPERATOR})
