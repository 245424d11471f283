"""What this room holds about households, and open cases as a reason to keep it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.cases.actions import TITLE_LENGTH
from tongxin.cases.models import Case, CaseEvent, CasePhoto
from tongxin.records.figures import Column
from tongxin.records.subjects import Hold, SubjectKind, drop_files, legal_hold, personal_data

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
