"""What a page says where something went wrong: what is so, why, and the way on."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from tongxin.access.viewer import viewers_role_names
from tongxin.records.errors import RuleBroken, Stale
from tongxin.records.permission import NotAllowed
from tongxin.web.context import LANGUAGE_TAGS, viewer_behind

log = logging.getLogger("tongxin.web")

# Signs that nobody mistakes for another when an error number is read out on the phone.
READ_OUT = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def rule_broken(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    """The page for a broken rule: 403 where the posts do not allow it, 409 where another was first, else 422."""
    if isinstance(error, NotAllowed):
        return forbidden(request, error)
    if isinstance(error, Stale):
        return render(request, "web/errors/409.html", {"message": error}, status=HTTPStatus.CONFLICT)
    return render(request, "web/errors/422.html", {"message": error}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be read."""
    return render(request, "web/errors/400.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the viewer's posts do not allow it; says in which post one may, so that the user knows whom to ask."""
    act = getattr(exception, "act", None)
    whom = viewers_role_names(viewer_behind(request), act) if act is not None else []
    return render(request, "web/errors/403.html", {"whom": whom}, status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing there, or nothing that this viewer may see; told alike."""
    return render(request, "web/errors/404.html", status=HTTPStatus.NOT_FOUND)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose CSRF token is missing or old; the shell keeps what was typed."""
    log.warning("form refused at %s: %s", request.path, reason)
    return render(request, "web/errors/form_expired.html", status=HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Asks nothing of the database; gives a number that is in the log as well."""
    number = error_number()
    log.error("error number %s at %s %s", number, request.method, request.path)
    language = translation.get_language() or "zh-hans"
    words = {"number": number, "path": request.path, "html_lang": LANGUAGE_TAGS.get(language, language)}
    return HttpResponse(
        render_to_string("web/errors/500.html", words), status=HTTPStatus.INTERNAL_SERVER_ERROR
    )


def error_number() -> str:
    """A number to read out: "7F3K-20"."""
    signs = "".join(secrets.choice(READ_OUT) for _ in range(6))
    return f"{signs[:4]}-{signs[4:]}"
