"""Deny by default: every page declares its act, and nobody without it gets in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django_otp import user_has_device

from tongxin.access.errors import PageRefused, UndeclaredPage
from tongxin.access.viewer import PostViewer, viewer_of
from tongxin.people.models import Account
from tongxin.people.roles import Role
from tongxin.records.permission import PageDeclaration, Reach, declaration_of

SECOND_FACTOR_PAGE = "web:second_factor"
CHANGE_PASSWORD_PAGE = "web:change_password"  # noqa: S105 - the name of a page


class AccessMiddleware:
    """Puts `request.viewer` on each request and enforces the page's declaration before the page runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, page: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None lets the page run; else the answer instead of it. Raises `UndeclaredPage`, `PageRefused`."""
        declaration = declaration_of(page)
        if declaration is None:
            raise UndeclaredPage(request.path)
        viewer = viewer_of(request)
        request.viewer = viewer  # type: ignore[attr-defined]  # declared on SignedInRequest
        if declaration.reach is Reach.PUBLIC:
            return None
        if not isinstance(request.user, Account):
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        if declaration.reach is Reach.SIGNED_IN:
            return None
        return _enter(declaration, viewer, request.user)


def _enter(declaration: PageDeclaration, viewer: PostViewer, account: Account) -> HttpResponseBase | None:
    """First the person's own password and, for administrators, the second factor; then the act."""
    if account.must_change_password:
        return redirect(CHANGE_PASSWORD_PAGE)
    if needs_second_factor(viewer, account) and not has_given_code(account):
        return redirect(SECOND_FACTOR_PAGE)
    assert declaration.act is not None  # noqa: S101 - a page declared by an act has one
    if not viewer.may(declaration.act):
        raise PageRefused(declaration.act)
    return None


def needs_second_factor(viewer: PostViewer, account: Account) -> bool:
    """Administrators, and whoever has set up a device, give a code after the password."""
    if Role.ADMINISTRATOR in viewer.roles:
        return True
    known = getattr(account, "has_device", None)  # read with the account of a session
    return user_has_device(account) if known is None else bool(known)


def has_given_code(account: Account) -> bool:
    """Was the second factor given in this session? (`django_otp` puts the answer on the account.)"""
    is_verified: Callable[[], bool] = getattr(account, "is_verified", lambda: False)
    return is_verified()
