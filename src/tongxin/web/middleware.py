"""The one place where a broken rule becomes a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tongxin.records.errors import RuleBroken
from tongxin.web.pages.errors import rule_broken


class ErrorsAsPages:
    """Answers a `RuleBroken` that no page has caught: 403, 409 or 422, with its message."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a broken rule; None leaves every other error to Django."""
        if isinstance(exception, RuleBroken):
            return rule_broken(request, exception)
        return None


errors_as_pages = ErrorsAsPages
