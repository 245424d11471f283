"""Agreements on paper: three copies of each (一式三份), a page a copy, with lines to sign and a code to the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from tongxin.council.models import Agreement
from tongxin.council.querysets import AgreementQuerySet
from tongxin.council.rules import AgreementState, Party
from tongxin.council.words import HOLDER_WORDS
from tongxin.people.catalogue import town_of
from tongxin.records import clock, paper
from tongxin.territory.ground import Ground
from tongxin.territory.models import Division

_PAGE = Path(__file__).parent / "agreement.typ"

Address = Callable[[UUID], str]


def to_print(ground: Ground) -> AgreementQuerySet:
    """Drafts, and agreements that run today or later, of `ground`, in walking order."""
    runs = Q(state=AgreementState.SIGNED, followed_by__isnull=True, until__gt=clock.today())
    rows = Agreement.objects.filter(Q(state=AgreementState.DRAFT) | runs).within(ground)
    return (
        rows.with_place().select_related("text").order_by("division_code", "group_id", "site__sequence", "id")
    )


def agreements_pdf(
    agreements: Iterable[Agreement], *, address: Address, names: Mapping[UUID, str] | None = None
) -> bytes:
    """The agreements as a PDF, in the reader's language. `address` gives the whole address of an agreement's page.

    Without a name in `names` a line is left to write it on: names are opened in the register, one at a time.
    """
    listed = list(agreements)
    divisions = _names({each.division_code for each in listed})
    language, _hyphen, region = (get_language() or "zh-hans").partition("-")
    pages = [_page(each, divisions, address(each.pk), (names or {}).get(each.pk, "")) for each in listed]
    return paper.pdf(
        _PAGE,
        {
            "title": pages[0]["title"],
            "author": divisions[town_of(listed[0].division_code)],
            "lang": language,
            "region": "cn" if region == "hans" else None,
            "agreements": pages,
            "copies": [
                pgettext("paper", "One of three copies, kept by: %(who)s") % {"who": words}
                for words in HOLDER_WORDS.values()
            ],
            "words": _words(),
        },
    )


def _words() -> dict[str, str]:
    return {
        "side_a": pgettext("paper", "Village or town"),
        "side_b": pgettext("paper", "Household or shop"),
        "name": pgettext("paper", "Name"),
        "area": pgettext("paper", "Area"),
        "term": pgettext("paper", "Holds"),
        "other_side": pgettext("paper", "What the village does"),
        "sign_a": pgettext("paper", "For the village or town (seal)"),
        "sign_b": pgettext("paper", "For the household or shop"),
        "sign": pgettext("paper", "Signature"),
        "day": pgettext("paper", "Day"),
        "scan": pgettext("paper", "the page of this agreement"),
        "foot": pgettext(
            "paper",
            "Three copies, one each for the household or shop, the village committee and the town office.",
        ),
    }


def _page(each: Agreement, divisions: Mapping[str, str], address: str, name: str) -> dict[str, Any]:
    wording = each.text.wording
    return {
        "number": each.number,
        "title": wording.title,
        "side_a": _other_side(each, divisions),
        "side_b": each.place_name,
        "name": name,
        "area": area_words(each),
        "term": term_words(each),
        "opening": wording.opening,
        "duties": [{"title": duty.title, "points": list(duty.points)} for duty in wording.duties],
        "other_side": list(wording.other_side),
        "closing": wording.closing,
        "qr": paper.qr(address),
    }


def _other_side(each: Agreement, divisions: Mapping[str, str]) -> str:
    if each.party == Party.TOWN:
        return divisions[town_of(each.division_code)]
    return pgettext("paper", "%(village)s committee") % {"village": divisions[each.division_code]}


def _names(codes: set[str]) -> dict[str, str]:
    wanted = codes | {town_of(code) for code in codes}
    found = dict(Division.objects.filter(pk__in=wanted).values_list("code", "short_name"))
    return {code: found.get(code, "") for code in wanted}


def area_words(each: Agreement) -> str:
    """The area in one line: in front, to both sides, and metres where they were measured."""
    metres = [
        pgettext("paper", "%(metres)s m wide") % {"metres": f"{each.width:g}"}
        if each.width is not None
        else "",
        pgettext("paper", "%(metres)s m deep") % {"metres": f"{each.depth:g}"}
        if each.depth is not None
        else "",
    ]
    return pgettext("between parts of an area", ", ").join(
        part for part in (each.front, each.left, each.right, *metres) if part
    )


def term_words(each: Agreement) -> str:
    """From the first to the last day, both in force."""
    days = {
        "since": date_format(each.since, "DATE_FORMAT"),
        "last": date_format(each.term.last_day, "DATE_FORMAT"),
    }
    return pgettext("paper", "%(since)s to %(last)s, both days included") % days
