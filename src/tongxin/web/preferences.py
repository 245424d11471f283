"""Large text and language: kept with the session, or with the account once its room offers that."""

from __future__ import annotations

from django.http import HttpRequest

ELDER = "elder"


def is_elder(request: HttpRequest) -> bool:
    """Whether the page is shown in large text."""
    session = getattr(request, "session", None)
    if session is not None and ELDER in session:
        return bool(session[ELDER])
    return bool(getattr(request.user, "elder_mode", False))
