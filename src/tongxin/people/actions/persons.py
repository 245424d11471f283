"""Writes to persons."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from pypinyin import lazy_pinyin

from tongxin.people.errors import NameMissing, PhoneFaulty, PhoneTaken
from tongxin.people.models import Person
from tongxin.people.rules import is_mobile, plain_name, plain_phone
from tongxin.records import ledger
from tongxin.records.permission import Act, Viewer


@transaction.atomic
def add_person(*, name: str, by: Viewer, phone: str = "") -> Person:
    """Adds a person. Raises `NameMissing`, `PhoneFaulty`, `PhoneTaken`."""
    by.require(Act.POST_MANAGE)
    clean, number = plain_name(name), plain_phone(phone)
    if not clean:
        raise NameMissing()
    if number and not is_mobile(number):
        raise PhoneFaulty(phone)
    try:
        with transaction.atomic():
            person = Person.objects.create(name=clean, phone=number, sort_key=sort_key_of(clean))
    except IntegrityError as error:
        raise PhoneTaken() from error
    ledger.append("person.add", by=by, subject=person, division_code="")
    return person


def sort_key_of(name: str) -> str:
    """The name in pinyin, by which lists are ordered and names that sound alike are found."""
    return " ".join(lazy_pinyin(name))[:120]
