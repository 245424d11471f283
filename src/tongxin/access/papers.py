"""Papers for the household or the person that asks: who looked at the data, and a copy of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongxin.access.actions.requests import HeldData
from tongxin.access.models import Export, Opening
from tongxin.records import clock, paper
from tongxin.territory.models import Division, Site

_SLIP = Path(__file__).parent / "slip.typ"
_COPY = Path(__file__).parent / "copy.typ"
MOST_LINES = 500  # the newest; a slip is read by a person


def openings_slip(site: Site, openings: Iterable[Opening], exports: Iterable[Export]) -> bytes:
    """Who opened or exported the data of a household, on paper; names masked as on screens."""
    lines = [
        (opening.opened_at, opening.person.masked_name, opening.get_part_display(), opening.purpose_words)
        for opening in openings
    ]
    lines += [
        (made.made_at, made.requested_by.masked_name, _("in an export"), made.purpose_words)
        for made in exports
        if made.made_at is not None
    ]
    newest = sorted(lines, key=lambda line: line[0], reverse=True)[:MOST_LINES]
    return paper.pdf(
        _SLIP,
        {
            "title": _("Who looked at the data of this household"),
            "place": f"{Division.objects.name_of(site.division_code)} {site.group or ''} {site}",
            "heads": [_("When"), _("Who"), _("What"), _("What for")],
            "rows": [[_moment(line[0]), *map(str, line[1:])] for line in newest],
            "nobody": _("Nobody has opened or exported it."),
            "made": _("Made at %(moment)s.") % {"moment": _moment(clock.now())},
            "private": _("For this household only. Not to be posted or passed on."),
            "rights": _(
                "You may see and copy what is held, have it corrected or erased, and ask what it is used for."
            ),
        },
    )


def copy_as_pdf(held: list[HeldData], name: str) -> bytes:
    """A copy of everything held about one, as a paper that is read."""
    return paper.pdf(
        _COPY,
        {
            "title": _("Copy of personal data"),
            "name": name,
            "sections": [{"title": data.title, "records": data.records} for data in held],
            "made": _("Made at %(moment)s.") % {"moment": _moment(clock.now())},
            "private": _("For the person concerned only. Not to be posted or passed on."),
            "page": _("page"),
        },
    )


def copy_as_json(held: list[HeldData], name: str) -> dict[str, Any]:
    """The same as data, for another program (PIPL 45: to be moved elsewhere)."""
    return {
        "subject": name,
        "made_at": clock.local(clock.now()).isoformat(timespec="seconds"),
        "data": [
            {"key": data.key, "title": data.title, "records": [dict(record) for record in data.records]}
            for data in held
        ],
    }


def _moment(value: Any) -> str:
    return clock.local(value).strftime("%Y-%m-%d %H:%M")
