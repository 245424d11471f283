"""Signing in and out, the lock after wrong passwords, one's own password."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.access.middleware import has_given_code, needs_second_factor
from tongxin.access.viewer import PostViewer, viewer_of
from tongxin.people.actions import choose_password
from tongxin.people.models import Account
from tongxin.records.permission import SignedInRequest, public_page, signed_in_page
from tongxin.web.forms import ChangePasswordForm, ChoosePasswordForm, SignInForm

OWN_DEVICE = timedelta(days=30)
SHARED_DEVICE = timedelta(hours=12)


@public_page("whoever has an account must be able to sign in")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name or phone and password; then a new password or the second factor where one is due."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(
            request, username=form.cleaned_data["username"], password=form.cleaned_data["password"]
        )
        if isinstance(account, Account):
            login(request, account)
            stay = OWN_DEVICE if form.cleaned_data["own_device"] else SHARED_DEVICE
            request.session.set_expiry(int(stay.total_seconds()))
            return redirect(next_step(request, account))
        form.add_error(None, _("Name or password is not right. Check capital letters, then try again."))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(
        request, "web/sign_in/sign_in.html", {"form": form, "next": safe_next(request)}, status=status
    )


def next_step(request: HttpRequest, account: Account) -> str:
    """Where a person goes after the password: to a new password, to the code, to the page that was asked for."""
    if account.must_change_password:
        return resolve_url("web:change_password")
    if not has_given_all(viewer_of(request), account):
        return resolve_url("web:second_factor")
    return safe_next(request) or resolve_url("web:home")


def has_given_all(viewer: PostViewer, account: Account) -> bool:
    """Whether password and, where one is due, code were given."""
    return has_given_code(account) or not needs_second_factor(viewer, account)


def safe_next(request: HttpRequest) -> str:
    """The page that was asked for before, where it is one of ours; else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any) -> HttpResponse:
    """The page after too many wrong passwords (named in the settings); each further try begins the wait anew."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    words = {"minutes": minutes, "tries": settings.AXES_FAILURE_LIMIT}
    return render(request, "web/sign_in/locked.html", words, status=HTTPStatus.TOO_MANY_REQUESTS)


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
    """One's own password: the first one without the old (it was just entered), later with it."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - a signed-in page has one
    if not account.must_change_password and not has_given_all(viewer_of(request), account):
        return redirect("web:second_factor")
    kind = ChoosePasswordForm if account.must_change_password else ChangePasswordForm
    form = kind(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose_password(account, password=form.cleaned_data["new_password1"], by=request.viewer)
        update_session_auth_hash(request, account)
        messages.success(request, _("Your new password is in force."))
        return redirect(next_step(request, account))
    return render(
        request, "web/sign_in/change_password.html", {"form": form, "is_first": account.must_change_password}
    )
