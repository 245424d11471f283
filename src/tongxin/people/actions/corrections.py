"""Corrections that a person or a household asks for (PIPL 46). Whoever may, is asked by `access`."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tongxin.people.actions.persons import sort_key_of
from tongxin.people.errors import NameMissing, PhoneFaulty, PhoneTaken
from tongxin.people.models import Person, RegisterEntry
from tongxin.people.rules import is_landline, is_mobile, plain_name, plain_phone
from tongxin.records import clock, ledger
from tongxin.records.permission import Viewer


@transaction.atomic
def correct_person(person: Person, *, by: Viewer, name: str = "", phone: str = "") -> list[str]:
    """Corrects what is given and leaves the rest; the names of the fields that changed.

    Raises `NameMissing` (nothing to correct), `PhoneFaulty`, `PhoneTaken`.
    """
    current = Person.objects.select_for_update().get(pk=person.pk)
    clean, number = plain_name(name), plain_phone(phone)
    if number and not is_mobile(number):
        raise PhoneFaulty(phone)
    changed = [field for field, value in (("name", clean), ("phone", number)) if value]
    if not changed:
        raise NameMissing()
    current.name, current.phone = clean or current.name, number or current.phone
    current.sort_key = sort_key_of(current.name)
    try:
        with transaction.atomic():
            current.save(update_fields=["name", "phone", "sort_key"])
    except IntegrityError as error:
        raise PhoneTaken() from error
    ledger.append("person.correct", by=by, subject=current, division_code="", detail={"fields": [*changed]})
    return changed


@transaction.atomic
def correct_entry(
    entry: RegisterEntry, *, by: Viewer, head: str = "", phone: str = "", people: int | None = None
) -> list[str]:
    """Corrects what is given of a household's entry and leaves the rest; the names of the fields that changed.

    Raises `NameMissing` (nothing to correct), `PhoneFaulty`.
    """
    current = RegisterEntry.objects.select_for_update().select_related("site").get(pk=entry.pk)
    clean, number = plain_name(head), plain_phone(phone)
    if number and not (is_mobile(number) or is_landline(number)):
        raise PhoneFaulty(phone)
    given: dict[str, str | int | None] = {"head": clean, "phone": number, "people": people}
    changed = [field for field, value in given.items() if value not in ("", None)]
    if not changed:
        raise NameMissing()
    for field in changed:
        setattr(current, field, given[field])
    current.changed_at = clock.now()
    current.save(update_fields=[*changed, "changed_at"])
    ledger.append(
        "register.correct",
        by=by,
        subject=current,
        division_code=current.site.division_code,
        detail={"fields": [*changed]},
    )
    return changed
