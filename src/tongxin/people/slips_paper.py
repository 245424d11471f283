"""Slips as a PDF to print and cut: name, place, sign-in name, code, address. The QR code holds the address only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongxin.people.actions import Slip
from tongxin.records import clock, paper

_PAGE = Path(__file__).parent / "slips.typ"


def slips_pdf(slips: Sequence[Slip], *, address: str) -> bytes:
    """Eight slips a sheet, in the reader's language. `address`: the whole address of the sign-in page.

    The codes stand on this paper only; whoever loses it makes new slips.
    """
    language, _hyphen, region = (get_language() or "zh-hans").partition("-")
    return paper.pdf(
        _PAGE,
        {
            "title": _("Slips for the first sign-in"),
            "author": _("Tongxin"),
            "lang": language,
            "region": "cn" if region == "hans" else None,
            "address": address,
            "qr": paper.qr(address),
            "words": {
                "name": _("Sign-in name"),
                "code": _("Code, to be used once"),
                "scan": _("opens the page"),
                "address": _("Address: "),
                "then": _("You then choose a password that nobody else knows. Tear up this slip."),
            },
            "slips": [
                {
                    "name": slip.account.person.name,
                    "where": slip.where,
                    "username": slip.account.username,
                    "code": slip.shown_code,
                    "until": _("Good until %(day)s.")
                    % {"day": date_format(clock.local(slip.expires_at), "DATE_FORMAT")},
                }
                for slip in slips
            ],
        },
    )
