"""Large text and language: the account's own choice; before the sign-in, the session's and the cookie's."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tongxin.people.actions import prefer
from tongxin.people.models import Account
from tongxin.records.permission import Viewer

ELDER = "elder"
RINGS = "rings"
LANGUAGE = "language"
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
YEAR_SECONDS = 365 * 24 * 60 * 60


def is_elder(request: HttpRequest) -> bool:
    """Whether the page is shown in large text."""
    account = getattr(request, "user", None)
    if isinstance(account, Account):
        return account.elder_mode
    session = getattr(request, "session", None)
    return bool(session.get(ELDER)) if session is not None else False


def choose_elder(request: HttpRequest, elder: bool, *, by: Viewer) -> None:
    """Switches large text on or off, for the account where somebody is signed in."""
    if isinstance(request.user, Account):
        prefer(request.user, elder=elder, by=by)
    else:
        request.session[ELDER] = elder


def choose_language(request: HttpRequest, answer: HttpResponse, language: str, *, by: Viewer) -> None:
    """Switches the language of the pages, for the account too where somebody is signed in; unknown ones do nothing."""
    if language not in LANGUAGES:
        return
    if isinstance(request.user, Account):
        prefer(request.user, language=language, by=by)
    else:
        request.session[LANGUAGE] = language
    set_language(answer, language)


def carry_over(request: HttpRequest, answer: HttpResponse, account: Account, *, by: Viewer) -> None:
    """After the sign-in: what was chosen on the way in becomes the account's, else the account's choice is taken."""
    elder, language = request.session.pop(ELDER, None), request.session.pop(LANGUAGE, None)
    if elder is not None or language is not None:
        prefer(account, elder=elder, language=language, by=by)
    if account.language:
        set_language(answer, account.language)


def set_language(answer: HttpResponse, language: str) -> None:
    """Keeps the language on the device, where it is known before anybody signs in."""
    _keep(answer, settings.LANGUAGE_COOKIE_NAME, language)


class RingsForm(StrEnum):
    """How the home page draws the three rings."""

    SEEN = "seen"  # a village is a sector, each ring shaded by what was seen
    COVERED = "covered"  # each ring is cut by size and shaded by what is covered


def rings_form(request: HttpRequest) -> RingsForm:
    """The form that was chosen last on this device; the first one to begin with."""
    return RingsForm.COVERED if request.COOKIES.get(RINGS) == RingsForm.COVERED else RingsForm.SEEN


def choose_rings(answer: HttpResponse, form: str) -> None:
    """Keeps the form of the rings on the device; unknown ones do nothing."""
    if form in set(RingsForm):
        _keep(answer, RINGS, form)


def _keep(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
