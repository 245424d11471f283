"""Pages of accounts. A first password is shown once, on a slip to print, and never again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.actions import (
    drop_second_factor,
    open_account,
    reset_password,
    set_account_active,
    slip_password,
)
from tongxin.people.forms import AccountForm
from tongxin.people.models import Account, Person
from tongxin.people.pages.persons import REFUSED, find_person, tabs
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
        **tabs(request.viewer, "accounts"),
    }
    return render(request, "people/accounts.html", context)


@page(Act.ACCOUNT_MANAGE)
@never_cache
def open_page(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Opens an account for a person and shows the slip."""
    person = find_person(request.viewer, Act.ACCOUNT_MANAGE, person_id)
    form = AccountForm(request.POST or None, initial={"username": person.phone})
    if request.method == "POST" and form.is_valid():
        password = slip_password()
        try:
            account = open_account(
                person, username=form.cleaned_data["username"], password=password, by=request.viewer
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            return _slip(request, account, password)
    context = {"form": form, "person": person}
    return render(request, "people/open_account.html", context, status=REFUSED if form.errors else 200)


@page(Act.ACCOUNT_MANAGE)
@never_cache
def reset_page(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Gives a new first password and shows the slip; asks before."""
    account = _account(request, account_id)
    if request.method == "POST":
        return _slip(request, account, reset_password(account, by=request.viewer))
    return render(request, "people/reset_password.html", {"account": account})


@page(Act.ACCOUNT_MANAGE)
@require_POST
def state(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Closes an account, or opens it again."""
    account = _account(request, account_id)
    active = request.POST.get("active") == "yes"
    set_account_active(account, active=active, by=request.viewer)
    text = _("The account may sign in again.") if active else _("The account is closed.")
    messages.success(request, text)
    return redirect("people:person", account.person_id)


@page(Act.ACCOUNT_MANAGE)
@require_POST
def second_factor(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Forgets the second factor of an account whose phone is lost."""
    account = _account(request, account_id)
    drop_second_factor(account, by=request.viewer)
    messages.success(request, _("The second factor is removed; it is set up anew at the next sign-in."))
    return redirect("people:person", account.person_id)


def _account(request: SignedInRequest, account_id: UUID) -> Account:
    account = _accounts(request).filter(pk=account_id).first()
    if account is None:
        raise Http404
    return account


def _accounts(request: SignedInRequest) -> QuerySet[Account]:
    persons = Person.objects.known_to(request.viewer, Act.ACCOUNT_MANAGE)
    return Account.objects.select_related("person").filter(person__in=persons)


def _slip(request: SignedInRequest, account: Account, password: str) -> HttpResponse:
    return render(request, "people/slip.html", {"account": account, "password": password})
