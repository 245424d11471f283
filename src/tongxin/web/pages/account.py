"""My account: who I am here, where I am signed in, and how to end that."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.actions import end_sign_ins
from tongxin.people.models import Account, SignIn
from tongxin.people.pages.accounts import ended_words
from tongxin.people.sessions import digest_of_key
from tongxin.records.permission import Act, SignedInRequest, signed_in_page
from tongxin.web.entering import step_due


@signed_in_page
@never_cache
@require_GET
def account(request: SignedInRequest) -> HttpResponse:
    """The own account with its devices; says so where no post is in force."""
    own = request.user
    assert isinstance(own, Account)  # noqa: S101 - a signed-in page has one
    if due := step_due(request, own):
        return redirect(due)
    context = {
        "account": own,
        "devices": SignIn.objects.of(own),
        "this_device": digest_of_key(request.session.session_key),
        "has_post": request.viewer.may(Act.HOME_OPEN),
    }
    return render(request, "web/account.html", context)


@signed_in_page
@require_POST
def end_devices(request: SignedInRequest) -> HttpResponse:
    """Signs the own account out on one other device, or on all others."""
    own = request.user
    assert isinstance(own, Account)  # noqa: S101 - a signed-in page has one
    if due := step_due(request, own):
        return redirect(due)
    ended = end_sign_ins(
        own, only=request.POST.get("device", ""), keep=request.session.session_key or "", by=request.viewer
    )
    messages.success(request, ended_words(ended))
    return redirect("web:account")
