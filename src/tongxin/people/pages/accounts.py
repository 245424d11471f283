"""Pages of accounts: the list, one account with its devices, what is locked."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.actions import (
    drop_second_factor,
    end_sign_ins,
    may_reset,
    name_subject,
    set_account_active,
    unlock,
    unlock_address,
)
from tongxin.people.lockout import locks_now
from tongxin.people.models import Account, Person, SignIn
from tongxin.people.pages.persons import tabs
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page


@page(Act.ACCOUNT_MANAGE)
@require_GET
def accounts(request: SignedInRequest) -> HttpResponse:
    """Accounts of the people in the viewer's ground, and of those without a post."""
    words = request.GET.get("q", "").strip()
    rows = _accounts(request)
    if words:
        rows = rows.filter(Q(username__icontains=words) | Q(person__in=Person.objects.matching(words)))
    context = {
        "page": page_of(rows.order_by("username"), request.GET.get("page")),
        "words": words,
        "view": "all",
        **tabs(request.viewer, "accounts"),
    }
    return render(request, "people/accounts.html", context)


@page(Act.ACCOUNT_MANAGE)
@require_GET
def account(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """One account: state, devices, and what can be done."""
    shown = _account(request, account_id)
    context = {
        "account": shown,
        "code": getattr(shown, "one_time_code", None),
        "devices": SignIn.objects.of(shown),
        "locks": [lock for lock in locks_now() if lock.account_id == shown.pk],
        "may_reset": shown.is_active and may_reset(shown.person, request.viewer),
        "has_county_sign_in": settings.TONGXIN_OIDC is not None,
    }
    return render(request, "people/account.html", context)


@page(Act.ACCOUNT_MANAGE)
@require_POST
def state(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Closes an account, or opens it again."""
    found = _account(request, account_id)
    active = request.POST.get("active") == "yes"
    set_account_active(found, active=active, by=request.viewer)
    messages.success(request, _("The account may sign in again.") if active else _("The account is closed."))
    return redirect("people:account", found.pk)


@page(Act.ACCOUNT_MANAGE)
@require_POST
def second_factor(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Forgets the second factor of an account whose phone is lost."""
    found = _account(request, account_id)
    drop_second_factor(found, by=request.viewer)
    messages.success(request, _("The second factor is removed; it is set up anew at the next sign-in."))
    return redirect("people:account", found.pk)


@page(Act.ACCOUNT_MANAGE)
@require_POST
def end_devices(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Signs an account out on one device, or on all."""
    found = _account(request, account_id)
    ended = end_sign_ins(found, only=request.POST.get("device", ""), by=request.viewer)
    messages.success(request, ended_words(ended))
    return redirect("people:account", found.pk)


@page(Act.ACCOUNT_MANAGE)
@require_POST
def unlock_account(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Lifts the lock of an account."""
    found = _account(request, account_id)
    unlock(found, by=request.viewer)
    messages.success(request, _("The account can be signed in to again at once."))
    return redirect("people:account", found.pk)


@page(Act.ACCOUNT_MANAGE)
@require_POST
def subject(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Says under which name the county's sign-in knows the person."""
    found = _account(request, account_id)
    try:
        name_subject(found, subject=request.POST.get("subject", "")[:120], by=request.viewer)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted."))
    return redirect("people:account", found.pk)


@page(Act.ACCOUNT_MANAGE)
def locks(request: SignedInRequest) -> HttpResponse:
    """What is locked now. POST lifts the lock of an address."""
    if request.method == "POST":
        unlock_address(request.POST.get("address", ""), by=request.viewer)
        messages.success(request, _("The address can be used to sign in again at once."))
        return redirect("people:locks")
    found = locks_now()
    wanted = {lock.account_id for lock in found if lock.account_id}
    known = {each.pk: each for each in _accounts(request).filter(pk__in=wanted)}
    context = {
        "rows": [
            {"lock": lock, "account": known[lock.account_id] if lock.account_id else None}
            for lock in found
            if lock.account_id is None or lock.account_id in known
        ],
        "limits": {
            "pair": settings.AXES_FAILURE_LIMIT,
            "account": settings.TONGXIN_LOCK_ACCOUNT_AFTER,
            "address": settings.TONGXIN_LOCK_ADDRESS_AFTER,
            "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        },
        "view": "locks",
        **tabs(request.viewer, "accounts"),
    }
    return render(request, "people/locks.html", context)


def ended_words(ended: int) -> str:
    """What is said after sessions were ended."""
    if not ended:
        return _("There was nothing to sign out; it had ended already.")
    told = ngettext("Signed out on %(n)d device.", "Signed out on %(n)d devices.", ended)
    return told % {"n": ended}


def _account(request: SignedInRequest, account_id: UUID) -> Account:
    found = _accounts(request).select_related("one_time_code").filter(pk=account_id).first()
    if found is None:
        raise Http404
    return found


def _accounts(request: SignedInRequest) -> QuerySet[Account]:
    persons = Person.objects.known_to(request.viewer, Act.ACCOUNT_MANAGE)
    return Account.objects.select_related("person").filter(person__in=persons)
