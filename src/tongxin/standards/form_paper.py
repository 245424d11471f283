"""A score sheet as a form to be filled in by hand: one form, or one for each visit of a round, as one PDF.

The code on a form opens what belongs to it: of a blank form the sheet's page, of a visit's form the page where
that visit is keyed in. The caller names the address; nothing outside the town's own house is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tongxin.records import paper
from tongxin.standards.errors import TooManyForms
from tongxin.standards.hints import hints_of
from tongxin.standards.limits import limits
from tongxin.standards.models import SheetDraft, SheetVersion
from tongxin.standards.rules import Hint, Item, Mode, Section, Sheet
from tongxin.standards.words import FINDING_UNITS, SCORE_COLUMN_WORDS, VETO_WORDS, chosen, plain, rule_of

_PAGE = Path(__file__).parent / "form.typ"


@dataclass(frozen=True)
class FormHead:
    """What one form is for.

    `lines`: what stands above the table, label and value; an empty value is a line to write on. `address`: the whole
    address behind the QR code, "" for none; `opens` says in a few words what it opens. `code`: a short name to type
    or to sort by, printed under the QR code and at the foot of every page.
    """

    lines: Sequence[tuple[str, str]]
    address: str = ""
    opens: str = ""
    code: str = ""


def blank_head(address: str = "") -> FormHead:
    """A form for any place: place, date and inspector are written by hand; the code opens the sheet's page."""
    labels = (
        pgettext("printed form", "Place:"),
        pgettext("printed form", "Date:"),
        pgettext("printed form", "Inspector:"),
        pgettext("printed form", "Round:"),
    )
    opens = pgettext("printed form", "opens this sheet") if address else ""
    return FormHead([(label, "") for label in labels], address, opens)


def forms_pdf(version: SheetVersion, heads: Sequence[FormHead]) -> bytes:
    """The forms of a version in the language of the screen, one after another, each with its own page numbers.

    Raises `TooManyForms`; print in parts then.
    """
    most = limits().forms
    if len(heads) > most:
        raise TooManyForms(most)
    edition = _("version %(version)s") % {"version": version.version}
    return _pdf(version.parts, version.content, hints_of(version), edition, heads)


def draft_pdf(draft: SheetDraft) -> bytes:
    """How the form will look: one form of a draft, without a code."""
    hints = {item.id: item.hint for item in draft.parts.items}
    edition = pgettext("printed form", "draft, not in use")
    return _pdf(draft.parts, draft.content, hints, edition, [blank_head()])


def _pdf(
    sheet: Sheet,
    content: Mapping[str, Any],
    hints: Mapping[str, Hint],
    edition: str,
    heads: Sequence[FormHead],
) -> bytes:
    language, _hyphen, region = (get_language() or "zh-hans").partition("-")
    title = chosen(sheet.zh, sheet.en)
    with_notes = (
        content["source"]["quality"] == "town"
    )  # other notes are about the source, not for the inspector
    return paper.pdf(
        _PAGE,
        {
            "title": title,
            "author": _("Tongxin"),
            "lang": language,
            "region": "cn" if region == "hans" else None,
            "edition": edition,
            "columns": [str(SCORE_COLUMN_WORDS[name]) for name in content["score_columns"]],
            "sections": [_section(section, hints, with_notes=with_notes) for section in sheet.sections],
            "total": _points(sheet.total),
            "signatures": [
                pgettext("printed form", "Inspector (signed):"),
                pgettext("printed form", "Present at the visit:"),
                pgettext("printed form", "Date:"),
                pgettext("printed form", "Keyed in by:"),
            ],
            "words": _words(),
            "forms": [
                {
                    "lines": [list(line) for line in head.lines],
                    "qr": paper.qr(head.address) if head.address else "",
                    "qr_words": head.opens,
                    "code": head.code,
                    "foot": " \u00b7 ".join(filter(None, (title, edition, head.code))),
                }
                for head in heads
            ],
        },
    )


def _words() -> dict[str, str]:
    return {
        "number": pgettext("printed form", "No."),
        "wording": pgettext("printed form", "What is looked at"),
        "full": pgettext("printed form", "Full"),
        "found": pgettext("printed form", "What was found"),
        "total": pgettext("printed form", "Total"),
        "not_seen": pgettext("printed form", "not looked at"),
        "reason": pgettext("printed form", "Reason:"),
        "notes": pgettext(
            "printed form", "Notes: item number, where exactly, what was put right on the spot"
        ),
        "how": pgettext(
            "printed form",
            "Tick what you saw; leave the points empty if you are not sure, they are counted when the form is keyed "
            "in. What was not looked at is not scored. The form is for the round only and is not posted.",
        ),
    }


def _section(section: Section, hints: Mapping[str, Hint], *, with_notes: bool) -> dict[str, Any]:
    return {
        "name": chosen(section.zh, section.en) or section.id,
        "max": _points(section.max),
        "items": [_item(item, hints.get(item.id, Hint()), with_notes=with_notes) for item in section.items],
    }


def _item(item: Item, hint: Hint, *, with_notes: bool) -> dict[str, Any]:
    return {
        "id": item.id,
        "text": chosen(item.zh, item.en),
        "max": _points(item.max),
        "said": " \u00b7 ".join(_said(item, hint, with_notes=with_notes)),
        "parts": list(_parts(item)),
        "vetoes": [f"{chosen(veto.zh, veto.en)}: {VETO_WORDS[veto.effect]}" for veto in item.vetoes],
        "reason": hint.needs_reason,
    }


def _parts(item: Item) -> Iterator[dict[str, str]]:
    """Boxes to tick and lines to write a number on, by the way the item is scored."""

    def tick(label: object) -> dict[str, str]:
        return {"kind": "tick", "label": str(label)}

    def write(label: object) -> dict[str, str]:
        return {"kind": "write", "label": str(label)}

    match item.mode:
        case Mode.DEDUCT_PER_FINDING:
            yield tick(pgettext("printed form", "in order"))
            yield write(pgettext("printed form", "%(unit)s found") % {"unit": FINDING_UNITS[item.unit]})
        case Mode.YES_NO:
            yield tick(pgettext("printed form", "yes"))
            yield tick(pgettext("printed form", "no"))
        case Mode.LEVELS:
            sign = "\u2212" if item.effect == "deduct" else "+"
            for level in item.levels:
                yield tick(f"{chosen(level.zh, level.en)} {sign}{plain(level.points)}")
        case Mode.RANGE:
            span = {"least": plain(item.least), "most": plain(item.most)}
            yield write(pgettext("printed form", "points (%(least)s to %(most)s)") % span)
        case Mode.VETO:
            yield tick(pgettext("printed form", "happened"))
            yield tick(pgettext("printed form", "did not happen"))


def _said(item: Item, hint: Hint, *, with_notes: bool) -> Iterator[str]:
    """What stands in small print under an item: its rule (levels say theirs by their boxes), care, explanation."""
    if item.mode is not Mode.LEVELS:
        yield rule_of(item)
    if hint.is_private:
        yield pgettext("printed form", "indoors: only with the household's consent")
    if hint.not_with:
        yield pgettext("printed form", "not for the same thing as item %(id)s") % {"id": hint.not_with}
    if with_notes and item.note:
        yield item.note


def _points(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
