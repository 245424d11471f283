"""A person's ground as a page, and the card to print."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.people.coverage_list import spot_lines
from tongxin.people.models import Person, Post
from tongxin.people.pages.persons import find_person
from tongxin.people.person_ground import (
    SIZES,
    card_pdf,
    ground_of_person,
    is_above_villages,
    posts_of,
    sites_of_posts,
)
from tongxin.records import clock, export
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.map_part import Colour, MapPart, map_part
from tongxin.territory.queries import outermost

PDF = "application/pdf"
MOST_ON_MAP = 4  # grounds: each costs a query more, and more are better looked for in the list


@page(Act.GROUND_VIEW)
@require_GET
def person_ground(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """What a person looks after: post by post with counts, then every household and place."""
    today = clock.today()
    person = _find(request, person_id)
    posts = _posts(request, person)
    shown = page_of(sites_of_posts(posts, today), request.GET.get("page"))
    context = {
        "person": person,
        "held": ground_of_person(person, posts, today),
        "page": shown,
        "lines": spot_lines(shown.rows, today),
        "is_own": person.pk == request.viewer.person_id,
        "may_print": _may_print(request, person, posts),
        "map": _map(request, posts),
    }
    return render(request, "people/person_ground.html", context)


@page(Act.GROUND_VIEW)
@require_GET
def person_card(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """The card of responsibility: for the person, and for whoever appoints."""
    person = _find(request, person_id)
    posts = _posts(request, person)
    if not posts or not _may_print(request, person, posts):
        raise Http404
    size = request.GET.get("size", SIZES[0])
    address = request.build_absolute_uri(reverse("people:person_ground", args=[person.pk]))
    content = card_pdf(
        person, posts, on=clock.today(), address=address, size=size if size in SIZES else SIZES[0]
    )
    return export.download(content, f"{_('Card of responsibility')} {person.masked_name}.pdf", PDF)


def _map(request: SignedInRequest, posts: list[Post]) -> MapPart | None:
    """The places on a map, coloured by when they were seen; None without positions, and for a whole town."""
    grounds = outermost(post.ground for post in posts if not is_above_villages(post.ground))
    seen = [ground for ground in grounds if request.viewer.may(Act.GROUND_VIEW, ground)]
    if not 0 < len(seen) <= MOST_ON_MAP:
        return None
    part = map_part(seen, by=request.viewer, colour=Colour.SEEN, with_list=False)
    return None if part.is_empty else part


def _find(request: SignedInRequest, person_id: UUID) -> Person:
    """Oneself, or a person whom one may see; else not found."""
    if person_id == request.viewer.person_id:
        return Person.objects.get(pk=person_id)
    return find_person(request.viewer, Act.PEOPLE_VIEW, person_id)


def _posts(request: SignedInRequest, person: Person) -> list[Post]:
    """The person's posts: all of one's own, of another those in the viewer's ground."""
    posts = posts_of(person, clock.today())
    if person.pk != request.viewer.person_id:
        posts = request.viewer.visible(posts, Act.PEOPLE_VIEW)
    return list(posts.order_by("division_code", "role", "since", "id"))


def _may_print(request: SignedInRequest, person: Person, posts: list[Post]) -> bool:
    """May the viewer have the card, on which the name stands in full: the person, and whoever appoints there."""
    if person.pk == request.viewer.person_id:
        return True
    return bool(posts) and all(request.viewer.may(Act.POST_MANAGE, post.ground) for post in posts)
