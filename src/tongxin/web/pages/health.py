"""Is the service alive? Asked by whatever watches it."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongxin.records.models import LedgerSeal
from tongxin.records.permission import public_page

log = logging.getLogger("tongxin.web")


@public_page("says only whether the service answers")
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" after a read of the database, else 503."""
    try:
        LedgerSeal.objects.exists()
    except DatabaseError:
        log.exception("healthz: the database does not answer")
        return HttpResponse("no database", content_type="text/plain", status=HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse("ok", content_type="text/plain")
