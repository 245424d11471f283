"""Papers about posts, to be signed: the appointment, and the sheet of a hand-over. Names stand in full on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from tongxin.people.catalogue import role_type, town_of
from tongxin.people.models import HandOver, Post
from tongxin.people.open_work import Listed
from tongxin.records import clock, paper
from tongxin.territory.ground import GroundKind
from tongxin.territory.models import Division, Site

_APPOINTMENT = Path(__file__).parent / "appointment.typ"
_HAND_OVER = Path(__file__).parent / "hand_over.typ"


def appointment(post: Post) -> bytes:
    """The appointment to a post (聘书) as a PDF. `post` comes with its person and place."""
    town = _town(post)
    names = {"role": post.get_role_display(), "place": post.place_name, "since": _day(post.since)}
    return paper.pdf(
        _APPOINTMENT,
        {
            **_language(),
            "title": pgettext("paper", "Appointment"),
            "author": town,
            "to": pgettext("paper", "%(name)s:") % {"name": post.person.name},
            "text": pgettext(
                "paper", "You are appointed %(role)s of %(place)s from %(since)s. Thank you for taking it on."
            )
            % names,
            "until": pgettext("paper", "The post ends on %(day)s.") % {"day": _day(post.until)}
            if post.until
            else "",
            "duties_title": pgettext("paper", "What the post is there for"),
            "duties": role_type(post.role).duty_words,
            "issuer": town,
            "seal": pgettext("paper", "(seal)"),
            "dated": _day(clock.today()),
        },
    )


def hand_over_sheet(made: HandOver, listed: Sequence[Listed]) -> bytes:
    """The sheet of a hand-over (移交单) as a PDF: who, ground, day, what is open, two signatures and a witness."""
    before, after = made.before, made.after
    return paper.pdf(
        _HAND_OVER,
        {
            **_language(),
            "title": pgettext("paper", "Hand-over of a post"),
            "author": _town(before),
            "facts": _facts(made),
            "open_title": pgettext("paper", "What is open"),
            "open_note": _effect(made),
            "none": pgettext("paper", "Nothing is open."),
            "heads": [
                pgettext("paper", "No."),
                pgettext("paper", "What"),
                pgettext("paper", "Where"),
                pgettext("paper", "By"),
            ],
            "open": [_sort(each) for each in listed],
            "remarks": pgettext("paper", "Keys, tools, papers and remarks"),
            "signatures": [
                {"who": pgettext("paper", "Handed over by"), "name": before.person.name},
                {"who": pgettext("paper", "Taken over by"), "name": after.person.name},
                {"who": pgettext("paper", "Witnessed by"), "name": ""},
            ],
            "signature": pgettext("paper", "Signature"),
            "day": pgettext("paper", "Day"),
        },
    )


def _facts(made: HandOver) -> list[list[str]]:
    before, after = made.before, made.after
    facts = [
        [pgettext("paper", "Post"), before.get_role_display()],
        [pgettext("paper", "Ground"), before.place_name],
        [pgettext("paper", "What lies in it"), _what_lies_in(before)],
        [pgettext("paper", "From"), _since(before)],
        [pgettext("paper", "To"), after.person.name],
        [pgettext("paper", "First day of the new holder"), _day(after.since)],
    ]
    return [fact for fact in facts if fact[1]]


def _since(post: Post) -> str:
    words = {"name": post.person.name, "since": _day(post.since)}
    return pgettext("paper", "%(name)s (since %(since)s)") % words


def _what_lies_in(post: Post) -> str:
    """How many households and public places lie in the ground; empty for a single place."""
    if post.ground_kind == GroundKind.SITE:
        return ""
    sites = Site.objects.within(post.ground)
    counts = {"households": sites.households().count(), "places": sites.public().count()}
    return pgettext("paper", "%(households)d households, %(places)d public places") % counts


def _effect(made: HandOver) -> str:
    if made.effective_at is None:
        return pgettext(
            "paper", "It goes to the new holder on %(day)s; this is how it stands on %(today)s."
        ) % {
            "day": _day(made.after.since),
            "today": _day(clock.today()),
        }
    return pgettext("paper", "It went to the new holder on %(day)s.") % {
        "day": _day(clock.local(made.effective_at).date())
    }


def _sort(listed: Listed) -> dict[str, Any]:
    more = (
        pgettext("paper", "and %(count)d more, see the system") % {"count": listed.more}
        if listed.more
        else ""
    )
    return {
        "title": pgettext("paper", "%(what)s: %(count)d") % {"what": listed.title, "count": listed.count},
        "rows": [[line.what, line.place, line.due.isoformat() if line.due else ""] for line in listed.lines],
        "more": more,
    }


def _town(post: Post) -> str:
    town = Division.objects.filter(pk=town_of(post.division_code)).first()
    return town.name if town else ""


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _language() -> dict[str, str | None]:
    language, _hyphen, region = (get_language() or "zh-hans").partition("-")
    return {"lang": language, "region": "cn" if region == "hans" else None}
