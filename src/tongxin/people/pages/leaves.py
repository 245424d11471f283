"""Pages of leaves: who stands in for whom, letting somebody stand in, ending it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.actions import end_leave, grant_leave
from tongxin.people.forms import LeaveForm
from tongxin.people.models import Leave
from tongxin.people.pages.persons import REFUSED, tabs
from tongxin.people.pages.posts import choose_person, chosen_person, find_post
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page


@page(Act.PEOPLE_VIEW)
@require_GET
def leaves(request: SignedInRequest) -> HttpResponse:
    """Leaves of the viewer's ground that hold now or will; the next to end first."""
    visible = request.viewer.visible(Leave.objects.all(), Act.PEOPLE_VIEW)
    rows = visible.not_over_before(clock.today()).shown().order_by("back_on", "id")
    context = {"page": page_of(rows, request.GET.get("page")), **tabs(request.viewer, "leaves")}
    return render(request, "people/leaves.html", context)


@page(Act.LEAVE_MANAGE)
def grant_page(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Lets somebody stand in: first whom, then for which days."""
    post = find_post(request.viewer, Act.LEAVE_MANAGE, post_id)
    deputy = chosen_person(request, Act.LEAVE_MANAGE)
    if deputy is None:
        title = _("Who stands in for %(name)s as %(post)s?") % {"name": post.person.masked_name, "post": post}
        return choose_person(
            request, title=title, without=post.person, act=Act.LEAVE_MANAGE, needs_account=True
        )
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant_leave(post, deputy=deputy, by=request.viewer, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            text = _("%(deputy)s stands in for %(holder)s.")
            names = {"deputy": deputy.masked_name, "holder": post.person.masked_name}
            messages.success(request, text % names)
            return redirect("people:person", post.person_id)
    context = {"form": form, "post": post, "deputy": deputy}
    return render(request, "people/grant_leave.html", context, status=REFUSED if form.errors else 200)


@page(Act.LEAVE_MANAGE)
@require_POST
def end_page(request: SignedInRequest, leave_id: UUID) -> HttpResponse:
    """Ends a leave today; one that has not begun is called off."""
    leave = request.viewer.find(Leave.objects.shown(), Act.LEAVE_MANAGE, pk=leave_id)
    try:
        end_leave(leave, on=clock.today(), by=request.viewer)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        text = _("%(deputy)s no longer stands in for %(holder)s.")
        names = {"deputy": leave.deputy.masked_name, "holder": leave.post.person.masked_name}
        messages.success(request, text % names)
    return redirect("people:person", leave.post.person_id)
