"""Pages of follow-up visits: which are due, and looking again at what was found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.inspections.actions import enter_follow_up, give_follow_up
from tongxin.inspections.follow_up_queries import (
    find_follow_up,
    follow_ups_made,
    follow_ups_there,
    follow_ups_to_make,
    items_of,
    may_make,
)
from tongxin.inspections.forms.follow_up import FollowUpForm, ItemLine
from tongxin.inspections.key_in_pages import person_chosen
from tongxin.inspections.models import FollowUp, FollowUpItem
from tongxin.inspections.queries import posts_that_inspect
from tongxin.people.models import Person
from tongxin.people.stand_ins import stand_ins
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

_VIEWS = {"mine": follow_ups_to_make, "all": follow_ups_there, "made": follow_ups_made}


@page(Act.VISIT_VIEW)
def follow_ups(request: SignedInRequest) -> HttpResponse:
    """Follow-up visits: the viewer's own, all that are due on the viewer's ground, and those that were made."""
    viewer = request.viewer
    asked = request.GET.get("view", "")
    view = asked if asked in _VIEWS else "mine" if viewer.may(Act.VISIT_ENTER) else "all"
    context = {
        "view": view,
        "page": page_of(_VIEWS[view](viewer), request.GET.get("page")),
        "today": clock.today(),
        "may_enter": viewer.may(Act.VISIT_ENTER),
    }
    return render(request, "inspections/follow_ups.html", context)


@page(Act.VISIT_VIEW)
def follow_up(request: SignedInRequest, follow_up_id: UUID) -> HttpResponse:
    """What a follow-up visit looks at and, once it was made, what it saw; whoever makes it gets the form."""
    shown = find_follow_up(request.viewer, follow_up_id)
    items = list(items_of(shown))
    if shown.is_due and may_make(request.viewer, shown) and items:
        form = FollowUpForm(items, initial={"seen": shown.version})
        return _form_page(request, shown, form)
    context = {"follow_up": shown, "lines": [ItemLine(item) for item in items], **_more(request, shown)}
    return render(request, "inspections/follow_up.html", context)


def _more(request: SignedInRequest, shown: FollowUp) -> dict[str, Any]:
    names = stand_ins(shown)
    may_give = shown.is_due and request.viewer.may(Act.ROUND_PLAN, shown.ground)
    return {
        "entered_by": names.name(shown.entered_by, shown.version),
        "after": FollowUp.objects.filter(before=shown).first(),
        "today": clock.today(),
        "may_give": may_give,
        "candidates": _candidates(shown) if may_give else [],
    }


def _candidates(shown: FollowUp) -> list[Person]:
    posts = posts_that_inspect(clock.today(), shown.ground).select_related("person")
    people = {post.person_id: post.person for post in posts if post.person_id != shown.inspector_id}
    return sorted(people.values(), key=lambda person: person.name)


@page(Act.VISIT_ENTER)
@require_POST
def enter(request: SignedInRequest, follow_up_id: UUID) -> HttpResponse:
    """Enters what came of a follow-up visit, and goes on to the next one that falls to the viewer."""
    shown = find_follow_up(request.viewer, follow_up_id)
    if not may_make(request.viewer, shown):
        raise NotAllowed(Act.VISIT_ENTER)
    form = FollowUpForm(list(items_of(shown)), request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            enter_follow_up(
                shown,
                entry=form.entry(),
                by=request.viewer,
                seen=values["seen"],
                receipt_id=values["receipt"],
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            return _after(request, shown)
    return _form_page(request, shown, form)


def _form_page(request: SignedInRequest, shown: FollowUp, form: FollowUpForm) -> HttpResponse:
    context = {"follow_up": shown, "form": form, **_more(request, shown)}
    status = 422 if form.errors else 200
    return render(request, "inspections/follow_up_form.html", context, status=status)


def _after(request: SignedInRequest, shown: FollowUp) -> HttpResponse:
    due = follow_ups_to_make(request.viewer).filter(due_on__lte=clock.today()).exclude(pk=shown.pk).first()
    if due is None:
        messages.success(request, _("Saved. No other follow-up visit is due for you today."))
        return redirect("inspections:follow_ups")
    messages.success(request, _("%(place)s is saved.") % {"place": shown.place_name})
    return redirect("inspections:follow_up", due.pk)


@page(Act.ROUND_PLAN)
@require_POST
def give(request: SignedInRequest, follow_up_id: UUID) -> HttpResponse:
    """Gives a follow-up visit to another inspector."""
    shown = find_follow_up(request.viewer, follow_up_id)
    person = person_chosen(request)
    if person is None:
        messages.error(request, _("Choose a person."))
    else:
        give_follow_up(shown, to=person, by=request.viewer)
        messages.success(
            request, _("The follow-up visit falls to %(name)s now.") % {"name": person.masked_name}
        )
    return redirect("inspections:follow_up", shown.pk)


@page(Act.VISIT_VIEW)
def follow_up_item(request: SignedInRequest, item_id: UUID) -> HttpResponse:
    """The follow-up visit on which a finding was looked at again: what a figure opens."""
    item = FollowUpItem.objects.filter(pk=item_id).first()
    if item is None:
        raise Http404
    shown = find_follow_up(request.viewer, item.follow_up_id)
    return redirect(f"{reverse('inspections:follow_up', args=[shown.pk])}#item-{item.pk}")
