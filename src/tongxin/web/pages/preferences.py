"""The two switches in the top bar, large text and language, and that of the rings on the home page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tongxin.records.permission import Act, SignedInRequest, page, public_page
from tongxin.web.entering import safe_next
from tongxin.web.preferences import choose_elder, choose_language, choose_rings


@public_page("whoever reads badly needs large text before signing in")
@require_POST
def large_text(request: SignedInRequest) -> HttpResponse:
    """Switches large text on or off."""
    choose_elder(request, request.POST.get("elder") == "on", by=request.viewer)
    return redirect(safe_next(request) or "web:home")


@public_page("the language is chosen before signing in")
@require_POST
def language(request: SignedInRequest) -> HttpResponse:
    """Switches the language of the pages."""
    answer = redirect(safe_next(request) or "web:home")
    choose_language(request, answer, request.POST.get("language", ""), by=request.viewer)
    return answer


@page(Act.HOME_OPEN)
@require_POST
def rings(request: SignedInRequest) -> HttpResponse:
    """Chooses the form of the rings on the home page; it stays chosen."""
    answer = redirect("web:home")
    choose_rings(answer, request.POST.get("form", ""))
    return answer
