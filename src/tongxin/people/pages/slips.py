"""Pages that make slips: accounts for many persons in one act, one account, a reset. The codes are shown once."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tongxin.people.actions import Slip, may_reset, open_accounts, open_with_slip, renew_slips, reset_password
from tongxin.people.actions.slips import MOST_AT_ONCE, posts_now, proposed_names
from tongxin.people.errors import NobodyChosen
from tongxin.people.filters import SlipFilter
from tongxin.people.forms import AccountForm
from tongxin.people.models import Account, Person, Post
from tongxin.people.pages.persons import REFUSED, find_person, tabs
from tongxin.people.slips_paper import slips_pdf
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

EVERYONE = "everyone"

Row = TypeVar("Row", bound=Model)


@page(Act.ACCOUNT_MANAGE)
@never_cache
def open_many(request: SignedInRequest) -> HttpResponse:
    """Persons with a post in force and no account; the ticked ones, or all of the filter, get one."""
    posts = _filter(request)
    persons = (
        Person.objects.without_account().filter(pk__in=_holders(request, posts)).order_by("sort_key", "id")
    )
    if request.method == "POST":
        return _made(request, lambda: open_accounts(_chosen(request, persons), by=request.viewer))
    shown = page_of(persons, request.GET.get("page"))
    held, names = posts_now(shown), proposed_names(shown)
    context = {
        "filter": posts,
        "page": shown,
        "rows": [
            {"person": person, "posts": held.get(person.pk, ()), "name": _masked(names[person.pk])}
            for person in shown
        ],
        "most": MOST_AT_ONCE,
        "view": "new",
        **tabs(request.viewer, "accounts"),
    }
    return render(request, "people/open_accounts.html", context)


@page(Act.ACCOUNT_MANAGE)
@never_cache
def renew_many(request: SignedInRequest) -> HttpResponse:
    """Accounts that wait for the first sign-in; the ticked ones, or all of the filter, get new slips."""
    posts = _filter(request)
    accounts = Account.objects.waiting().filter(person__in=_holders(request, posts))
    accounts = accounts.select_related("person", "one_time_code").order_by("person__sort_key", "id")
    if request.method == "POST":
        return _made(request, lambda: renew_slips(_chosen(request, accounts), by=request.viewer))
    shown = page_of(accounts, request.GET.get("page"))
    held = posts_now(account.person for account in shown)
    context = {
        "filter": posts,
        "page": shown,
        "rows": [{"account": account, "posts": held.get(account.person_id, ())} for account in shown],
        "most": MOST_AT_ONCE,
        "view": "waiting",
        **tabs(request.viewer, "accounts"),
    }
    return render(request, "people/renew_slips.html", context)


@page(Act.ACCOUNT_MANAGE)
@never_cache
def open_page(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Opens an account for a person under a name of choice and shows the slip."""
    person = find_person(request.viewer, Act.ACCOUNT_MANAGE, person_id)
    proposed = proposed_names([person])[person.pk]
    form = AccountForm(request.POST or None, proposed=_masked(proposed))
    if request.method == "POST" and form.is_valid():
        try:
            slip = open_with_slip(
                person, username=form.cleaned_data["username"] or proposed, by=request.viewer
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            return _shown(request, [slip])
    context = {"form": form, "person": person}
    return render(request, "people/open_account.html", context, status=REFUSED if form.errors else 200)


@page(Act.ACCOUNT_RESET)
@never_cache
def reset_page(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Gives a person a new slip; asks before. For whoever manages accounts, and for leaders in line."""
    person = find_person(request.viewer, Act.ACCOUNT_RESET, person_id)
    account = Account.objects.select_related("person").filter(person=person).first()
    if account is None or not may_reset(person, request.viewer):
        raise NotAllowed(Act.ACCOUNT_RESET)
    if request.method == "POST":
        return _made(request, lambda: [reset_password(account, by=request.viewer)])
    return render(request, "people/reset_password.html", {"account": account})


def _filter(request: SignedInRequest) -> SlipFilter:
    visible = request.viewer.visible(Post.objects.all(), Act.ACCOUNT_MANAGE)
    return SlipFilter(request.GET, queryset=visible, viewer=request.viewer)


def _holders(request: SignedInRequest, posts: SlipFilter) -> QuerySet[Any]:
    """Ids of those who hold the filtered posts, without those who have a post elsewhere as well."""
    here = request.viewer.visible(Post.objects.all(), Act.ACCOUNT_MANAGE)
    elsewhere = Post.objects.in_force(clock.today()).exclude(pk__in=here.values("pk"))
    held = posts.qs.exclude(person__in=elsewhere.values("person_id"))
    rows: QuerySet[Any] = held.order_by().values("person_id")
    return rows


def _chosen(request: HttpRequest, rows: QuerySet[Row]) -> list[Row]:
    """The ticked rows, or all rows of the filter. Raises `NobodyChosen`."""
    chosen = rows if request.POST.get("whom") == EVERYONE else rows.filter(pk__in=_ticked(request.POST))
    found = list(chosen[: MOST_AT_ONCE + 1])
    if not found:
        raise NobodyChosen()
    return found


def _ticked(form: QueryDict) -> list[UUID]:
    try:
        return [UUID(value) for value in form.getlist("chosen")]
    except ValueError as error:
        raise NobodyChosen() from error


def _made(request: SignedInRequest, make: Callable[[], list[Slip]]) -> HttpResponse:
    """The slips, or the page again with what was wrong."""
    try:
        slips = make()
    except NotAllowed:
        raise
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect(request.get_full_path())
    return _shown(request, slips)


def _shown(request: SignedInRequest, slips: Sequence[Slip]) -> HttpResponse:
    """The page with the paper in it: the answer to this request is the only place where the codes are."""
    if not slips:
        messages.error(request, str(NobodyChosen()))
        return redirect("people:open_accounts")
    address = request.build_absolute_uri(reverse("web:sign_in"))
    pdf = b64encode(slips_pdf(slips, address=address)).decode()
    context = {
        "slips": slips,
        "single": slips[0] if len(slips) == 1 else None,
        "address": address,
        "pdf": pdf,
    }
    return render(request, "people/slips.html", context)


def _masked(name: str) -> str:
    return Account(username=name).masked_username
