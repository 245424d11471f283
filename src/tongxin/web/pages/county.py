"""The way to the county's sign-in and back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from tongxin.records.permission import public_page
from tongxin.web.county import setting
from tongxin.web.entering import SHARED_DEVICE, enter


class _Request(OIDCAuthenticationRequestView):  # type: ignore[misc]  # the library carries no types
    get_settings = staticmethod(setting)


class _Return(OIDCAuthenticationCallbackView):  # type: ignore[misc]  # as above
    get_settings = staticmethod(setting)

    def login_success(self) -> HttpResponse:
        wanted = self.request.session.pop("oidc_login_next", None) or ""
        return enter(self.request, self.user, stay=SHARED_DEVICE, wanted=wanted)

    def login_failure(self) -> HttpResponse:
        messages.error(
            self.request,
            _(
                "The county's sign-in did not let you in here. Sign in with your name and password, and tell the "
                "administrator of your town to link the two accounts."
            ),
        )
        return redirect("web:sign_in")


@public_page("whoever has an account at the county must be able to begin there")
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Sends to the county's sign-in, with a state, a nonce and a challenge kept in the session."""
    answer: HttpResponse = _Request.as_view()(request)
    return answer


@public_page("the county's sign-in sends people back here")
@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Takes the county's answer; what is no answer to our own question leads to the sign-in page."""
    view = _Return()
    view.setup(request)
    try:
        answer: HttpResponse = view.get(request)
    except SuspiciousOperation:
        return view.login_failure()
    return answer
