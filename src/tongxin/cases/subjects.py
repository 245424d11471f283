"""What this room holds about households, and open cases as a reason to keep it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases import report_subjects  # noqa: F401 - it declares its own
from tongxin.cases.actions import TITLE_LENGTH
from tongxin.cases.letter_rules import AddresseeKind
from tongxin.cases.models import BatchItem, Case, CaseEvent, CasePhoto, Letter
from tongxin.records.figures import Column
from tongxin.records.subjects import (
    Hold,
    SubjectKind,
    drop_files,
    legal_hold,
    mark,
    no_subject,
    personal_data,
)

PERSON, HOUSEHOLD = SubjectKind.PERSON, SubjectKind.HOUSEHOLD


def name_by_kind(rows: QuerySet[Any]) -> int:
    """Gives cases the name of their kind as title and takes their notes out; the cases stay and count."""
    cases = list(rows.select_related("matter"))
    for case in cases:
        Case.objects.filter(pk=case.pk).update(title=case.matter.name_zh[:TITLE_LENGTH], note="")
    return len(cases)


def erase_notes(rows: QuerySet[Any]) -> int:
    """Marks the notes on steps as erased; the steps stay."""
    return CaseEvent.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).erase_notes()


def drop_photos(rows: QuerySet[Any]) -> int:
    """Deletes photos of cases, file and all."""
    photos = list(rows)
    CasePhoto.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    drop_files({photo.file_id for photo in photos})
    return len(photos)


def erase_letters(rows: QuerySet[Any]) -> int:
    """Erases what persons wrote on letters; the paper too where it went to the household itself."""
    letters = list(rows)
    mark("note", "contact", "received_name", "answer", "withdraw_reason")(rows)
    own = [letter for letter in letters if letter.addressee_kind == AddresseeKind.HOUSEHOLD]
    Letter.objects.filter(pk__in=[letter.pk for letter in own]).update(file=None, signed_file=None)
    files = {digest for letter in own for digest in (letter.file_id, letter.signed_file_id) if digest}
    drop_files(files)
    return len(letters)


@legal_hold("cases.open_at_household", of=HOUSEHOLD)
def open_at_household(site: UUID) -> Hold | None:
    """What is still to be put right at a household is needed until it is."""
    if not Case.objects.open().filter(site_id=site).exists():
        return None
    return Hold(_("A case at this household is still open."), "PIPL 47(1)")


@legal_hold("cases.open_of_person", of=PERSON)
def open_of_person(person: UUID) -> Hold | None:
    """Who is to put a case right is named until it is."""
    if not Case.objects.open().filter(assignee_id=person).exists():
        return None
    return Hold(_("A case that this person is to put right is still open."), "PIPL 47(1)")


personal_data(
    "cases.cases",
    title=_("Cases"),
    of=HOUSEHOLD,
    model=Case,
    rows=lambda site: Case.objects.filter(site_id=site).order_by("-found_at", "-id"),
    columns=(
        Column(_("Number"), "number"),
        Column(pgettext_lazy("of a case", "Found"), "found_at"),
        Column(_("Problem"), "title"),
        Column(_("Note"), "note"),
        Column(pgettext_lazy("of a case", "State"), "state"),
    ),
    erase=name_by_kind,
)
personal_data(
    "cases.events",
    title=_("Notes on the steps of cases"),
    of=HOUSEHOLD,
    model=CaseEvent,
    rows=lambda site: (
        CaseEvent.objects.filter(case__site_id=site).exclude(note="").select_related("case").order_by("at")
    ),
    columns=(Column(_("Number"), "case__number"), Column(_("When"), "at"), Column(_("Note"), "note")),
    erase=erase_notes,
)
personal_data(
    "cases.photos",
    title=_("Photos of cases"),
    of=HOUSEHOLD,
    model=CasePhoto,
    rows=lambda site: CasePhoto.objects.filter(case__site_id=site).select_related("case").order_by("id"),
    columns=(Column(_("Number"), "case__number"), Column(_("When"), "added_at")),
    erase=drop_photos,
)
personal_data(
    "cases.letters",
    title=_("Rectification letters"),
    of=HOUSEHOLD,
    model=Letter,
    rows=lambda site: Letter.objects.filter(
        pk__in=Letter.objects.filter(rows__case__site_id=site).values("pk")
    ).order_by("-issued_at", "-id"),
    columns=(
        Column(pgettext_lazy("column of letters", "Number"), "number"),
        Column(pgettext_lazy("column of letters", "Issued"), "issued_at"),
        Column(pgettext_lazy("field of a letter", "More to say"), "note"),
        Column(pgettext_lazy("field of a letter", "Contact"), "contact"),
        Column(pgettext_lazy("field of a letter", "Who signed, as on the paper"), "received_name"),
        Column(pgettext_lazy("field of a letter", "What was done"), "answer"),
        Column(pgettext_lazy("field of a letter", "Reason"), "withdraw_reason"),
    ),
    erase=erase_letters,
)
no_subject(
    BatchItem, "why a step was refused, in the product's own words; persons of the office stand masked"
)
