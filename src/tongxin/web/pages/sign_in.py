"""Signing in and out, the lock after wrong tries, one's own password."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.access.viewer import viewer_of
from tongxin.people.actions import choose_password
from tongxin.people.backends import CLOSED
from tongxin.people.models import Account
from tongxin.records.permission import SignedInRequest, public_page, signed_in_page
from tongxin.web.entering import OWN_DEVICE, SHARED_DEVICE, enter, has_given_all, next_step, safe_next
from tongxin.web.forms import ChangePasswordForm, ChoosePasswordForm, SignInForm


@public_page("whoever has an account must be able to sign in")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name or phone, and password or code; then a new password or the second factor where one is due."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(
            request, username=form.cleaned_data["username"], password=form.cleaned_data["password"]
        )
        if isinstance(account, Account):
            stay = OWN_DEVICE if form.cleaned_data["own_device"] else SHARED_DEVICE
            return enter(request, account, stay=stay, wanted=safe_next(request))
        form.add_error(None, why_not(request))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    words = {"form": form, "next": safe_next(request), "county": settings.TONGXIN_OIDC}
    return render(request, "web/sign_in/sign_in.html", words, status=status)


def why_not(request: HttpRequest) -> str:
    """What to do after a try that failed. That an account is closed is told to whoever knows its password only."""
    if getattr(request, CLOSED, False):
        return _("This account is closed. Ask the administrator of your town if you still need it.")
    return _(
        "Name or password is not right. Check capital letters, then try again. A code from a slip is good once, and "
        "until the day on the slip; after that ask for a new slip."
    )


def locked_out(request: HttpRequest, *more: Any) -> HttpResponse:
    """The page after too many wrong tries (named in the settings). Tries during the lock are not counted."""
    wait = settings.AXES_COOLOFF_TIME
    words = {"minutes": int(wait.total_seconds() // 60)}
    answer = render(request, "web/sign_in/locked.html", words, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(int(wait.total_seconds()))
    return answer


@signed_in_page
@require_POST
def sign_out(request: SignedInRequest) -> HttpResponse:
    """Ends the session on this device."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("web:sign_in")


@signed_in_page
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: SignedInRequest) -> HttpResponse:
    """One's own password: the first one without the old (it was just entered), later with it. Other devices go out."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - a signed-in page has one
    if not account.must_change_password and not has_given_all(viewer_of(request), account):
        return redirect("web:second_factor")
    kind = ChoosePasswordForm if account.must_change_password else ChangePasswordForm
    form = kind(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose_password(
            account,
            password=form.cleaned_data["new_password1"],
            by=request.viewer,
            keep=request.session.session_key or "",
        )
        update_session_auth_hash(request, account)
        messages.success(request, _("Your new password is in force."))
        return redirect(next_step(request, account, safe_next(request)))
    return render(
        request, "web/sign_in/change_password.html", {"form": form, "is_first": account.must_change_password}
    )
