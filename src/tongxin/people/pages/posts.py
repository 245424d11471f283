"""Pages of posts: appoint and end. Each asks for what it does not know yet, one thing at a time."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.people import open_work
from tongxin.people.actions import appoint, end_post
from tongxin.people.forms import EndForm, PostForm, divisions_for
from tongxin.people.models import Person, Post
from tongxin.people.pages.persons import REFUSED, find_person
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, Viewer, page
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division

FOUND_AT_MOST = 20
CHOSEN = "person"  # the parameter of the address that names whom the step chose


@page(Act.POST_MANAGE)
def appoint_page(request: SignedInRequest) -> HttpResponse:
    """Gives a post: first whom, then in which village or town, then role, place and day."""
    holder = chosen_person(request, Act.POST_MANAGE)
    if holder is None:
        return choose_person(request, title=gettext_lazy("Whom do you want to appoint?"))
    division = _division(request)
    if division is None:
        places = divisions_for(request.viewer, Act.POST_MANAGE)
        return render(request, "people/choose_division.html", {"person": holder, "divisions": places})
    start = {name: request.GET[name] for name in ("ground", "role") if name in request.GET}
    form = PostForm(request.POST or None, initial=start, division=division, by=request.viewer)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            post = appoint(
                holder,
                role=values["role"],
                ground=ground_of(values["ground"]),
                since=values["since"],
                organisation=values["organisation"],
                by=request.viewer,
            )
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("%(name)s is now %(post)s.") % {"name": holder.masked_name, "post": post}
            )
            return redirect("people:person", holder.pk)
    context = {"form": form, "person": holder, "division": division}
    return render(request, "people/appoint.html", context, status=REFUSED if form.errors else 200)


@page(Act.POST_MANAGE)
def end_page(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Ends a post from a day on."""
    post = find_post(request.viewer, Act.POST_MANAGE, post_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_post(post, on=form.cleaned_data["on"], by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The post “%(post)s” ends.") % {"post": post})
            return redirect("people:person", post.person_id)
    context = {"form": form, "post": post, "open": open_work.listed(post)}
    return render(request, "people/end.html", context, status=REFUSED if form.errors else 200)


def choose_person(
    request: SignedInRequest,
    *,
    title: object,
    without: Person | None = None,
    act: Act = Act.POST_MANAGE,
    needs_account: bool = False,
) -> HttpResponse:
    """The step that asks for a person: search by name or number, or add one.

    With `needs_account` it says of each who cannot sign in yet.
    """
    words = request.GET.get("q", "").strip()
    found: list[Person] = []
    if words:
        known = Person.objects.known_to(request.viewer, act).matching(words).distinct()
        rest = known.exclude(pk=without.pk) if without else known
        places = ("posts__group", "posts__grid", "posts__site")
        found = list(rest.select_related("account").prefetch_related(*places)[:FOUND_AT_MOST])
    kept = {key: value for key, value in request.GET.items() if key not in ("q", CHOSEN)}
    query = request.GET.copy()
    for key in ("q", CHOSEN):
        query.pop(key, None)
    context = {
        "title": title,
        "name": CHOSEN,
        "words": words,
        "found": found,
        "kept": kept,
        "here": f"{request.path}?{query.urlencode()}" if query else request.path,
        "add_url": reverse("people:add_person"),
        "may_add": request.viewer.may(Act.POST_MANAGE),
        "needs_account": needs_account,
    }
    return render(request, "people/choose_person.html", context)


def chosen_person(request: SignedInRequest, act: Act) -> Person | None:
    """The person whom the address names; None where it names none."""
    value = request.GET.get(CHOSEN, "")
    try:
        return find_person(request.viewer, act, UUID(value)) if value else None
    except ValueError:
        return None


def find_post(viewer: Viewer, act: Act, post_id: UUID) -> Post:
    """A post on the viewer's ground for `act`; missing and forbidden alike raise `Http404`."""
    return viewer.find(Post.objects.shown(), act, pk=post_id)


def _division(request: SignedInRequest) -> Division | None:
    """The village or town that the address names, itself or by a place in it; None where it names none."""
    code = request.GET.get("division", "")
    key = request.GET.get("ground", "")
    if key and not code:
        try:
            code = ground_of(key).division_code
        except NoSuchGround:
            return None
    return request.viewer.visible(Division.objects.all(), Act.POST_MANAGE).filter(pk=code).first()
