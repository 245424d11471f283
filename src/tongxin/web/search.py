"""One search over what the viewer may see: cases by number or title, places, people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Case
from tongxin.cases.queries import is_whole_number
from tongxin.cases.rules import State
from tongxin.cases.words import STATE_ICONS
from tongxin.people.models import Person, Post
from tongxin.people.rules import plain_name, plain_phone
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.links import url_of
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

SHOWN = 10  # hits of one kind
SEARCHED = 10_000  # newest cases whose words are looked at
LONGEST = 60  # signs of a question that are looked at


@dataclass(frozen=True)
class Hit:
    """Something found: its name, a line about it, its page."""

    title: str
    detail: str
    url: str
    icon: str


@dataclass(frozen=True)
class Found:
    """The hits of one kind; `is_cut` where there are more than are shown."""

    label: str | Promise
    hits: tuple[Hit, ...]
    is_cut: bool


def find_all(viewer: Viewer, question: str) -> list[Found]:
    """What the viewer may see and `question` names; kinds without hits are left out."""
    words = " ".join(question.split())[:LONGEST]
    if not words:
        return []
    kinds: tuple[tuple[str | Promise, Act, Iterable[Hit]], ...] = (
        (_("Cases"), Act.CASE_VIEW, _cases(viewer, words)),
        (_("Places"), Act.GROUND_VIEW, chain(_parts(viewer, words), _sites(viewer, words))),
        (_("People"), Act.PEOPLE_VIEW, _people(viewer, words)),
    )
    found = [_found(label, hits) for label, act, hits in kinds if viewer.may(act)]
    return [group for group in found if group.hits]


def _found(label: str | Promise, hits: Iterable[Hit]) -> Found:
    some = tuple(islice(hits, SHOWN + 1))
    return Found(label, some[:SHOWN], is_cut=len(some) > SHOWN)


def _cases(viewer: Viewer, words: str) -> Iterator[Hit]:
    """By number in all cases; by words in the 10,000 newest of the viewer's ground."""
    rows = viewer.visible(Case.objects.all(), Act.CASE_VIEW)
    if not is_whole_number(words):
        rows, _is_bounded = rows.first_in("-found_at", SEARCHED)
    for case in rows.matching(words).with_places_and_people().order_by("-found_at", "-id")[: SHOWN + 1]:
        yield Hit(
            case.title,
            f"{case.number} · {case.place_name} · {case.get_state_display()}",
            reverse("cases:case", args=[case.pk]),
            STATE_ICONS[State(case.state)],
        )


def _parts(viewer: Viewer, words: str) -> Iterator[Hit]:
    """Villages, villager groups and grids by name."""
    for village in viewer.visible(Division.objects.filter(short_name__contains=words), Act.GROUND_VIEW)[
        :SHOWN
    ]:
        yield Hit(village.short_name, village.name, url_of(village.ground), "map")
    for kind in (VillagerGroup, Grid):
        rows = viewer.visible(kind.objects.filter(name__contains=words), Act.GROUND_VIEW)
        for part in rows.order_by("division_code", "number")[: SHOWN + 1]:
            yield Hit(
                part.name, Division.objects.name_of(part.division_code), url_of(part.ground), "grid-3x3-gap"
            )


def _sites(viewer: Viewer, words: str) -> Iterator[Hit]:
    """Households by door number, public places by name. A household has no other name here."""
    named = Q(door__iexact=words) | (Q(name__contains=words) & ~Q(name=""))
    rows = viewer.visible(Site.objects.in_use().filter(named), Act.GROUND_VIEW).select_related("group")
    for site in rows.order_by("division_code", "sequence", "id")[: SHOWN + 1]:
        place = [Division.objects.name_of(site.division_code), site.group.name if site.group else ""]
        yield Hit(str(site), " ".join(filter(None, place)), url_of(site.ground), "geo-alt")


def _people(viewer: Viewer, words: str) -> Iterator[Hit]:
    """People with a post in the viewer's ground, by the beginning of the name or the whole number."""
    name, phone = plain_name(words), plain_phone(words)
    named = Q(name__startswith=name) | Q(phone=phone) & ~Q(phone="")
    persons = list(viewer.visible(Person.objects.filter(named), Act.PEOPLE_VIEW)[: SHOWN + 1])
    posts: dict[object, list[str]] = {}
    held = Post.objects.in_force(clock.today()).filter(person__in=persons)
    for post in viewer.visible(held, Act.PEOPLE_VIEW).select_related("group", "grid", "site"):
        posts.setdefault(post.person_id, []).append(f"{post.place_name} {post.get_role_display()}")
    for person in persons:
        detail = " · ".join([person.masked_phone, *posts.get(person.pk, [])[:2]])
        yield Hit(
            person.masked_name, detail.strip(" ·"), reverse("people:person", args=[person.pk]), "person"
        )
