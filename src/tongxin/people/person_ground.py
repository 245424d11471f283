"""A person's ground: what each post holds, with its households and public places; and the card to print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from tongxin.people.coverage import SPOT_KINDS, in_use
from tongxin.people.models import Person, Post
from tongxin.people.network_rules import door_ranges
from tongxin.people.queries import PostQuerySet
from tongxin.people.spot_network import OUTSIDE, network_of
from tongxin.records import paper
from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, division_stem
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.models import Division, Site
from tongxin.territory.queries import SiteQuerySet, lies_in

PAGE = Path(__file__).parent / "card.typ"
SIZES = ("a6", "a4")
SHARES = (1.0, 0.7, 0.45, 0.25, 0.1)  # of those below, until all fits on one page
MOST_LINES = {"a6": 4, "a4": 12}  # posts and groups that fit on one side
MOST_PLACES = {"a6": 8, "a4": 40}
MOST_DOORS = {"a6": 60, "a4": 400}  # signs of the list of doors of one group


@dataclass(frozen=True)
class HeldGround:
    """A post in force and what lies in its ground."""

    post: Post
    households: int
    places: int


@dataclass(frozen=True)
class PersonGround:
    """All that a person looks after; sums count a spot once, however many posts hold it."""

    person: Person
    lines: tuple[HeldGround, ...]
    households: int
    places: int


def posts_of(person: Person, on: date) -> PostQuerySet:
    """The posts by which a person looks after ground; the administrator's is none."""
    return Post.objects.in_force(on).filter(person=person).exclude(acts_as__in=OUTSIDE).shown()


def ground_of_person(person: Person, posts: Sequence[Post], on: date) -> PersonGround:
    """What the posts hold: one query for all counts."""
    household = Q(kind=SiteKind.HOUSEHOLD)
    counts: dict[str, Count] = {
        "households": Count("pk", filter=household),
        "places": Count("pk", filter=~household),
    }
    for place, post in enumerate(posts):
        counts[f"households_{place}"] = Count("pk", filter=household & _inside(post.ground))
        counts[f"places_{place}"] = Count("pk", filter=~household & _inside(post.ground))
    row = sites_of_posts(posts, on).order_by().aggregate(**counts)
    lines = tuple(
        HeldGround(post, row[f"households_{place}"], row[f"places_{place}"])
        for place, post in enumerate(posts)
    )
    return PersonGround(person, lines, row["households"], row["places"])


def _inside(ground: Ground) -> Q:
    """Whether a site lies in the ground."""
    return Q(pk=ground.site_id) if ground.kind is GroundKind.SITE else lies_in(ground)


def sites_of_posts(posts: Iterable[Post], on: date) -> SiteQuerySet:
    """Households and public places in use in the ground of any of the posts; public places first, then doors."""
    grounds = [post.ground for post in posts]
    sites = Site.objects.within_any(grounds).filter(in_use(on), kind__in=SPOT_KINDS)
    return sites.select_related("group", "grid").order_by("division_code", "group_id", "sequence", "id")


def is_above_villages(ground: Ground) -> bool:
    """Is it a whole town or more: too much for a map or a list of doors?"""
    return ground.kind is GroundKind.DIVISION and len(division_stem(ground.division_code)) < DIVISION_DIGITS


# ---- the card ----------------------------------------------------------------------------------------


def card_pdf(person: Person, posts: Sequence[Post], *, on: date, address: str, size: str) -> bytes:
    """The person's card (责任卡) on one page of A6 or A4: the own name in full, nobody's phone.

    `address`: the page of the person's ground, for the code. Others are named masked.
    """
    made = b""
    for share in SHARES:
        data = card_data(person, posts, on=on, address=address, size=size, share=share)
        made = paper.pdf(PAGE, data)
        if pages_of(made) == 1:
            break
    return made


def pages_of(made: bytes) -> int:
    """How many pages a PDF of ours says that it has."""
    counted = re.search(rb"/Count (\d+)", made)
    return int(counted[1]) if counted else 0


def card_data(
    person: Person, posts: Sequence[Post], *, on: date, address: str, size: str, share: float = 1.0
) -> Mapping[str, Any]:
    """What stands on the card; `share`: how much of the usual number of lines, where long names need the room."""
    held = ground_of_person(person, posts, on)
    lines, places = max(1, int(MOST_LINES[size] * share)), int(MOST_PLACES[size] * share)
    doors = _doors(posts, on, int(MOST_DOORS[size] * share))
    public = _places(posts, on)
    return {
        "size": size,
        "title": _("Card of responsibility"),
        "town": _town(posts),
        "name": person.name,
        "posts": [
            {
                "role": line.post.get_role_display(),
                "place": line.post.place_name,
                "counts": _counts(line),
            }
            for line in held.lines[:lines]
        ],
        "doors_title": _("Doors"),
        "doors": doors[:lines],
        "places_title": _("Public places"),
        "places": public[:places],
        "more": _more(len(held.lines), lines, len(doors), lines, len(public), places),
        "line_title": _("Whom to ask"),
        "line": _line(posts, on)[:4],
        "rings": [
            _("In front of the house and behind it: each household."),
            _("The grid: its leader and members."),
            _("Public places: all of us, each with a steward."),
        ],
        "qr": paper.qr(address),
        "qr_words": _("My ground, as it is today"),
        "address": urlsplit(address).netloc,
        "as_of": _("As of %(day)s") % {"day": on.isoformat()},
    }


def _counts(line: HeldGround) -> str:
    """How much lies in the ground; a single place needs no number."""
    if line.post.ground_kind == GroundKind.SITE:
        return ""
    facts = {"households": line.households, "places": line.places}
    return _("%(households)d households, %(places)d public places") % facts


def _town(posts: Sequence[Post]) -> str:
    code = posts[0].division_code[:9].ljust(12, "0") if posts else ""
    return Division.objects.name_of(code) if code else ""


def _narrow(posts: Iterable[Post]) -> list[Post]:
    """Posts whose ground is small enough for its doors to be named."""
    return [post for post in posts if post.ground_kind != GroundKind.DIVISION]


def _doors(posts: Sequence[Post], on: date, most: int) -> list[dict[str, str]]:
    """Group by group the doors as ranges, cut where they do not fit."""
    narrow = _narrow(posts)
    rows = sites_of_posts(narrow, on).filter(kind=SiteKind.HOUSEHOLD).values_list("group__name", "door")
    by_group: dict[str, list[str]] = {}
    for group, door in rows:
        by_group.setdefault(group, []).append(door)
    found = []
    for group, doors in by_group.items():
        words = _("; ").join(door_ranges(doors))
        cut = words if len(words) <= most else words[: most - 1] + "…"
        found.append({"group": group, "doors": cut, "count": _("%(n)d households") % {"n": len(doors)}})
    return found


def _places(posts: Sequence[Post], on: date) -> list[str]:
    sites = sites_of_posts(_narrow(posts), on).filter(kind__in=PUBLIC_KINDS)
    return list(sites.values_list("name", flat=True))


def _line(posts: Sequence[Post], on: date) -> list[dict[str, str]]:
    """Those to turn to, from near to far: the leaders above the first post, other than the person."""
    if not posts:
        return []
    own = posts[0].person_id
    network = network_of(posts[0].ground, on)
    leading = [*network.grid[:1], *(post for _rung, rung_posts in network.line for post in rung_posts)]
    return [
        {"role": post.get_role_display(), "name": post.person.masked_name}
        for post in leading
        if post.person_id != own
    ]


def _more(*pairs: int) -> str:
    """What does not fit on the card is on the page behind the code."""
    left = sum(max(0, count - most) for count, most in zip(pairs[::2], pairs[1::2], strict=True))
    return _("and %(n)d more: see the code") % {"n": left} if left else ""
