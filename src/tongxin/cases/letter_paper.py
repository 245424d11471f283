"""A rectification letter (整改函) as a PDF, in the language of the town. What it may name is said in `letters.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import pgettext
from PIL import Image

from tongxin.cases.letters import place_on_paper, problem_on_paper
from tongxin.cases.models import Case, CasePhoto, Stage
from tongxin.records import paper

_PAGE = Path(__file__).parent / "letter.typ"
_PHOTO_SIDE = 300  # px: 30 mm on paper at 250 dpi


@dataclass(frozen=True)
class Problem:
    """A case in a letter, and by when it is to be put right."""

    case: Case
    correct_by: date


@dataclass(frozen=True)
class LetterText:
    """Everything that a letter says. `number` is empty as long as it is only looked at; `address` is its page."""

    number: str
    issuer: str
    addressee: str
    to_household: bool
    problems: Sequence[Problem]
    answer_by: date
    dated: date
    note: str = ""
    contact: str = ""
    address: str = ""


def letter_pdf(text: LetterText) -> bytes:
    """The letter as a PDF: one query for its photos."""
    photos = _photos(text)
    with translation.override(settings.LANGUAGE_CODE):
        return paper.pdf(
            _PAGE, {**_words(text), "rows": [_row(each, text, photos) for each in text.problems]}
        )


def _words(text: LetterText) -> dict[str, Any]:
    days = {"answer_by": _day(text.answer_by), "count": len(text.problems)}
    return {
        "title": pgettext("letter", "Rectification letter"),
        "issuer": text.issuer,
        "number": text.number,
        "draft": "" if text.number else pgettext("letter", "Draft: not issued, without a number"),
        "to": pgettext("letter", "%(addressee)s:") % {"addressee": text.addressee},
        "opening": pgettext(
            "letter",
            "On inspection %(count)d problems were found that are yours to put right. They are listed below; please "
            "put each right by the day beside it.",
        )
        % days,
        "heads": [
            pgettext("letter", "No."),
            pgettext("letter", "Problem"),
            pgettext("letter", "Where"),
            pgettext("letter", "As found"),
            pgettext("letter", "By"),
        ],
        "asked": pgettext(
            "letter",
            "Please sign for this letter and say by %(answer_by)s what was done: on the page behind the code, or on "
            "the slip below.",
        )
        % days,
        "note": text.note,
        "contact": pgettext("letter", "Contact: %(contact)s") % {"contact": text.contact}
        if text.contact
        else "",
        "dated": _day(text.dated),
        "qr": paper.qr(text.address) if text.address else "",
        "qr_words": pgettext("letter", "Sign and answer here"),
        "slip": pgettext("letter", "Receipt and answer"),
        "slip_number": pgettext("letter", "Letter %(number)s") % {"number": text.number}
        if text.number
        else "",
        "signed": pgettext("letter", "Signed for by"),
        "day": pgettext("letter", "Day"),
        "done": pgettext("letter", "What was done"),
        "private": pgettext("letter", "For the household only. Not to be posted or passed on.")
        if text.to_household
        else "",
    }


def _row(problem: Problem, text: LetterText, photos: dict[Any, list[int]]) -> dict[str, Any]:
    case = problem.case
    return {
        "problem": problem_on_paper(case, to_household=text.to_household),
        "kind": case.matter.name,
        "number": case.number,
        "place": place_on_paper(case, to_household=text.to_household),
        "photo": photos.get(case.pk),
        "by": _day(problem.correct_by),
    }


def _photos(text: LetterText) -> dict[Any, list[int]]:
    """The first photo of each problem, small, as numbers; none of a household's in a letter to somebody else."""
    shown = [each.case.pk for each in text.problems if text.to_household or not each.case.never_public]
    found: dict[Any, list[int]] = {}
    rows = CasePhoto.objects.filter(case__in=shown, stage=Stage.BEFORE).select_related("file").order_by("id")
    for photo in rows:
        if photo.case_id not in found:
            found[photo.case_id] = list(_small(photo))
    return found


def _small(photo: CasePhoto) -> bytes:
    with photo.file.open() as content, Image.open(content) as picture:
        picture.thumbnail((_PHOTO_SIDE, _PHOTO_SIDE), Image.Resampling.LANCZOS)
        out = BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=70)
    return out.getvalue()


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
