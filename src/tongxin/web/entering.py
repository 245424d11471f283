"""What happens when somebody has signed in, by password, by a slip's code or by the county's sign-in."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from tongxin.access.middleware import has_given_code, needs_second_factor
from tongxin.access.viewer import PostViewer, viewer_for, viewer_of
from tongxin.people.lockout import know_device
from tongxin.people.models import Account
from tongxin.people.sessions import note_device
from tongxin.records.permission import Act
from tongxin.web.preferences import carry_over

OWN_DEVICE = timedelta(days=30)
SHARED_DEVICE = timedelta(hours=12)


def enter(request: HttpRequest, account: Account, *, stay: timedelta, wanted: str) -> HttpResponse:
    """Begins the session, notes the kind of device, takes over large text and language; leads on."""
    login(request, account)
    request.session.set_expiry(int(stay.total_seconds()))
    note_device(request)
    answer = redirect(next_step(request, account, wanted))
    carry_over(request, answer, account, by=viewer_for(account.person, account=account))
    know_device(request, answer, account)
    return answer


def next_step(request: HttpRequest, account: Account, wanted: str) -> str:
    """Where a person goes now: to a new password, to the code, to the page that was asked for, else home.

    Whoever has no post in force has no home page, and is led to the own account, which says so.
    """
    due = step_due(request, account)
    if due:
        return resolve_url(due)
    home = "web:home" if viewer_of(request).may(Act.HOME_OPEN) else "web:account"
    return wanted or resolve_url(home)


def step_due(request: HttpRequest, account: Account) -> str:
    """The page that must come first: a password of one's own, then the second factor; "" where nothing is due."""
    if account.must_change_password:
        return "web:change_password"
    return "" if has_given_all(viewer_of(request), account) else "web:second_factor"


def has_given_all(viewer: PostViewer, account: Account) -> bool:
    """Whether password and, where one is due, code were given."""
    return has_given_code(account) or not needs_second_factor(viewer, account)


def safe_next(request: HttpRequest) -> str:
    """The page that was asked for before, where it is one of ours; else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""
