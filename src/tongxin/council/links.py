"""Whole addresses of agreements, for papers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse


def addresses(request: HttpRequest) -> Callable[[UUID], str]:
    """Gives the whole address of an agreement's page, as the reader's own request reached the house."""
    return lambda agreement_id: request.build_absolute_uri(reverse("council:agreement", args=[agreement_id]))
