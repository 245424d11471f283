"""The two switches in the top bar: large text, language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tongxin.records.permission import public_page
from tongxin.web.pages.sign_in import safe_next
from tongxin.web.preferences import ELDER

LANGUAGES = dict(settings.LANGUAGES)
YEAR_SECONDS = 365 * 24 * 60 * 60


@public_page("whoever reads badly needs large text before signing in")
@require_POST
def large_text(request: HttpRequest) -> HttpResponse:
    """Switches large text on or off."""
    request.session[ELDER] = request.POST.get("elder") == "on"
    return redirect(safe_next(request) or "web:home")


@public_page("the language is chosen before signing in")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switches the language of the pages."""
    answer = redirect(safe_next(request) or "web:home")
    wanted = request.POST.get("language")
    if wanted in LANGUAGES:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer
