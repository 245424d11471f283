"""Pages of hand-overs: one post, all posts of a person who leaves, and the sheets to sign."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tongxin.people import open_work, post_papers
from tongxin.people.actions import hand_over, leave_all, posts_to_leave
from tongxin.people.forms import HandOverForm, LeaveAllForm
from tongxin.people.models import Account, HandOver, Leave
from tongxin.people.pages.persons import REFUSED, find_person
from tongxin.people.pages.posts import choose_person, chosen_person, find_post
from tongxin.people.successors import candidates_for
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page

LINES_ON_PAPER = 200


@page(Act.POST_MANAGE)
def hand_over_page(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Hands a post over: first to whom, then from which day on, with what is open before one's eyes."""
    post = find_post(request.viewer, Act.POST_MANAGE, post_id)
    successor = chosen_person(request, Act.POST_MANAGE)
    if successor is None:
        title = _("Who takes over from %(name)s as %(post)s?") % {
            "name": post.person.masked_name,
            "post": post,
        }
        return choose_person(request, title=title, without=post.person, needs_account=True)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = hand_over(post, to=successor, on=form.cleaned_data["on"], by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            text = _("%(post)s goes from %(old)s to %(new)s.")
            names = {"post": post, "old": post.person.masked_name, "new": successor.masked_name}
            messages.success(request, text % names)
            return redirect("people:hand_over_made", begun.taken_over.pk)
    context = {
        "form": form,
        "post": post,
        "successor": successor,
        "open": open_work.listed(post),
        "has_account": Account.objects.filter(person=successor, is_active=True).exists(),
        "may_account": request.viewer.may(Act.ACCOUNT_MANAGE),
    }
    return render(request, "people/hand_over.html", context, status=REFUSED if form.errors else 200)


@page(Act.POST_MANAGE)
@require_GET
def hand_over_made(request: SignedInRequest, hand_over_id: UUID) -> HttpResponse:
    """What a hand-over did or will do, with its sheet and the successor's appointment."""
    made = _find(request, hand_over_id)
    context = {"made": made, "open": _open(made, open_work.LINES_SHOWN)}
    return render(request, "people/hand_over_made.html", context)


@page(Act.POST_MANAGE)
@require_GET
def hand_over_sheet(request: SignedInRequest, hand_over_id: UUID) -> HttpResponse:
    """The sheet that both sign, as a PDF."""
    made = _find(request, hand_over_id)
    content = post_papers.hand_over_sheet(made, _open(made, LINES_ON_PAPER))
    name = _("hand-over %(day)s") % {"day": made.after.since.isoformat()}
    return export.download(content, f"{name}.pdf", "application/pdf")


@page(Act.POST_MANAGE)
@require_GET
def appointment(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """The appointment to a post, as a PDF."""
    post = find_post(request.viewer, Act.POST_MANAGE, post_id)
    name = _("appointment %(day)s") % {"day": post.since.isoformat()}
    return export.download(post_papers.appointment(post), f"{name}.pdf", "application/pdf")


@page(Act.POST_MANAGE)
def leave_all_page(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """A person leaves everything: every ground that falls vacant, what is open there, and who takes it over."""
    person = find_person(request.viewer, Act.POST_MANAGE, person_id)
    posts = posts_to_leave(person, request.viewer)
    form = LeaveAllForm(request.POST or None, posts=posts, candidates=candidates_for(posts, without=person))
    if request.method == "POST" and form.is_valid():
        try:
            begun, vacant = leave_all(
                person, on=form.cleaned_data["on"], successors=form.successors(), by=request.viewer
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            done = _("Handed over: %(count)d.") % {"count": len(begun)}
            empty = ngettext("%(count)d place falls vacant.", "%(count)d places fall vacant.", len(vacant))
            messages.success(request, f"{done} {empty % {'count': len(vacant)}}")
            return redirect("people:person", person.pk)
    context = {
        "person": person,
        "form": form,
        "rows": [
            {"post": post, "field": form.field_of(post), "open": open_work.listed(post, 5)} for post in posts
        ],
        "stands_in": Leave.objects.not_over_before(clock.today()).filter(deputy=person).shown(),
    }
    return render(request, "people/leave_all.html", context, status=REFUSED if form.errors else 200)


def _find(request: SignedInRequest, hand_over_id: UUID) -> HandOver:
    return request.viewer.find(HandOver.objects.shown(), Act.POST_MANAGE, pk=hand_over_id)


def _open(made: HandOver, most: int) -> list[open_work.Listed]:
    """What went along; before its day, what would go along today."""
    if made.effective_at is None:
        return open_work.listed(made.before, most)
    return open_work.listed_by_ids(made.moved, most)
