"""An inspector's day lists as a PDF to take along: places in walking order, with room to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext

from tongxin.inspections.day_lists import DayList
from tongxin.inspections.models import Round, Visit
from tongxin.inspections.rules import VisitRole
from tongxin.records import paper
from tongxin.standards.form_paper import FormHead, forms_pdf

_PAGE = Path(__file__).parent / "day_list.typ"


def list_pdf(round_: Round, lists: Sequence[DayList], *, address: str) -> bytes:
    """The lists of one inspector, each day on its own page. `address`: the whole address of the list's page."""
    language, _hyphen, region = (get_language() or "zh-hans").partition("-")
    return paper.pdf(
        _PAGE,
        {
            "title": pgettext("day list", "Visits to make"),
            "author": round_.title,
            "lang": language,
            "region": "cn" if region == "hans" else None,
            "qr": paper.qr(address),
            "scan": pgettext("day list", "opens the list"),
            "heads": [
                pgettext("day list", "No."),
                pgettext("day list", "Place"),
                pgettext("day list", "Came of it"),
                pgettext("day list", "Points"),
                pgettext("day list", "What was found"),
            ],
            "outcomes": pgettext("day list", "looked at / nobody home / not let in / no longer there"),
            "signature": pgettext("day list", "Inspector (signature)"),
            "days": [_day(round_, each) for each in lists],
        },
    )


def _day(round_: Round, listed: DayList) -> dict[str, Any]:
    count = len(listed.visits)
    facts = [
        (pgettext("day list", "Inspector"), listed.inspector.name),
        (
            pgettext("day list", "Day"),
            date_format(listed.on, "DATE_FORMAT")
            if listed.on
            else pgettext("day list", "any day of the round"),
        ),
        (pgettext("day list", "Sheet"), round_.sheet_version.title),
        (pgettext("day list", "Visits"), _count(count, listed.length_km)),
    ]
    return {
        "facts": facts,
        "rows": [_row(visit) for visit in listed.visits],
    }


def _count(count: int, length_km: float | None) -> str:
    words = ngettext("%(count)d visit", "%(count)d visits", count) % {"count": count}
    if length_km is None:
        return words
    way = pgettext("day list", "about %(km).1f km as the crow flies") % {"km": length_km}
    return f"{words} \u00b7 {way}"


def _row(visit: Visit) -> list[str]:
    role = "" if visit.role == VisitRole.MAIN else visit.get_role_display()
    return [str(visit.position), visit.place_name, str(role)]


def day_forms_pdf(round_: Round, listed: DayList, address_of: Callable[[Visit], str]) -> bytes:
    """The round's sheet as a form for each visit of the list; its code opens the page where it is keyed in.

    Raises `TooManyForms`.
    """
    day = date_format(listed.on, "DATE_FORMAT") if listed.on else ""
    heads = [
        FormHead(
            lines=[
                (pgettext("day list", "Place:"), visit.place_name),
                (pgettext("day list", "Date:"), day),
                (pgettext("day list", "Inspector:"), listed.inspector.name),
                (pgettext("day list", "Round:"), round_.title),
            ],
            address=address_of(visit),
            opens=pgettext("day list", "opens this form"),
            code=str(visit.position),
        )
        for visit in listed.visits
    ]
    return forms_pdf(round_.sheet_version, heads)
