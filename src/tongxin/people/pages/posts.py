"""Pages of posts: appoint, hand over, end. Each asks for what it does not know yet, one thing at a time."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.people.actions import appoint, end_post, hand_over
from tongxin.people.forms import EndForm, HandOverForm, PostForm, divisions_for
from tongxin.people.models import Person, Post
from tongxin.people.pages.persons import REFUSED, find_person
from tongxin.people.roles import Role
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division

FOUND_AT_MOST = 20


@page(Act.POST_MANAGE)
def appoint_page(request: SignedInRequest) -> HttpResponse:
    """Gives a post: first whom, then in which village or town, then role, place and day."""
    holder = _person(request, "person")
    if holder is None:
        return choose_person(request, name="person", title=gettext_lazy("Whom do you want to appoint?"))
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
                role=Role(values["role"]),
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
def hand_over_page(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Hands a post over: first to whom, then from which day on."""
    post = _post(request, post_id)
    successor = _person(request, "person")
    if successor is None:
        title = _("Who takes over from %(name)s as %(post)s?") % {
            "name": post.person.masked_name,
            "post": post,
        }
        return choose_person(request, name="person", title=title, without=post.person)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(post, to=successor, on=form.cleaned_data["on"], by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            text = _("%(post)s goes from %(old)s to %(new)s.")
            names = {"post": post, "old": post.person.masked_name, "new": successor.masked_name}
            messages.success(request, text % names)
            return redirect("people:person", successor.pk)
    context = {"form": form, "post": post, "successor": successor}
    return render(request, "people/hand_over.html", context, status=REFUSED if form.errors else 200)


@page(Act.POST_MANAGE)
def end_page(request: SignedInRequest, post_id: UUID) -> HttpResponse:
    """Ends a post from a day on."""
    post = _post(request, post_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_post(post, on=form.cleaned_data["on"], by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The post “%(post)s” ends.") % {"post": post})
            return redirect("people:person", post.person_id)
    return render(
        request, "people/end.html", {"form": form, "post": post}, status=REFUSED if form.errors else 200
    )


def choose_person(
    request: SignedInRequest, *, name: str, title: object, without: Person | None = None
) -> HttpResponse:
    """The step that asks for a person: search by name or number, or add one. `name`: of the parameter."""
    words = request.GET.get("q", "").strip()
    found: list[Person] = []
    if words:
        known = Person.objects.known_to(request.viewer, Act.POST_MANAGE).matching(words).distinct()
        rest = known.exclude(pk=without.pk) if without else known
        found = list(rest.prefetch_related("posts__group", "posts__grid", "posts__site")[:FOUND_AT_MOST])
    kept = {key: value for key, value in request.GET.items() if key not in ("q", name)}
    query = request.GET.copy()
    for key in ("q", name):
        query.pop(key, None)
    here = f"{request.path}?{query.urlencode()}" if query else request.path
    context = {"title": title, "name": name, "words": words, "found": found, "kept": kept, "here": here}
    context["add_url"] = reverse("people:add_person")
    return render(request, "people/choose_person.html", context)


def _person(request: SignedInRequest, name: str) -> Person | None:
    value = request.GET.get(name, "")
    try:
        return find_person(request.viewer, Act.POST_MANAGE, UUID(value)) if value else None
    except ValueError:
        return None


def _post(request: SignedInRequest, post_id: UUID) -> Post:
    posts = Post.objects.select_related("person", "organisation", "group", "grid", "site")
    return request.viewer.find(posts, Act.POST_MANAGE, pk=post_id)


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
