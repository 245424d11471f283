"""Whom an imported file names as steward of a place: a suggestion with the way to the appointment."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from tongxin.people.models import ImportedRow, Person, Post, RegisterImport
from tongxin.people.roles import Role
from tongxin.people.rules import mask_name, mask_phone
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer

SHOWN = 200


@dataclass(frozen=True)
class StewardLine:
    """A place, whom the file names, and where to appoint: an existing person, or one to be added first."""

    place: str
    name: str
    phone: str
    is_known: bool
    url: str


def steward_lines(run: RegisterImport, *, by: Viewer) -> list[StewardLine]:
    """The suggestions of an import for places that have no steward yet; none for those who may not appoint."""
    if not run.is_of_places or not by.may(Act.POST_MANAGE):
        return []
    named = ImportedRow.objects.filter(run=run, act=ImportedRow.Act.NAMED).select_related("site__group")
    rows = [row for row in named[:SHOWN] if row.steward]
    held = Post.objects.of_role(Role.STEWARD).not_over_before(clock.today())
    taken = set(held.filter(site__in=[row.site_id for row in rows]).values_list("site_id", flat=True))
    known = Person.objects.known_to(by, Act.POST_MANAGE)
    phones = {row.steward["phone"] for row in rows if row.steward["phone"]}
    names = {row.steward["name"] for row in rows}
    by_phone: dict[str, Person] = {person.phone: person for person in known.filter(phone__in=phones)}
    by_name: dict[str, list[Person]] = {}
    for person in known.filter(name__in=names).distinct():
        by_name.setdefault(person.name, []).append(person)
    lines = []
    for row in rows:
        if row.site_id in taken:
            continue
        same = by_name.get(row.steward["name"], [])
        found = by_phone.get(row.steward["phone"]) or (same[0] if len(same) == 1 else None)
        lines.append(_line(row, found))
    return lines


def _line(row: ImportedRow, person: Person | None) -> StewardLine:
    site = row.site
    appoint = {"division": site.division_code, "ground": site.ground.key, "role": Role.STEWARD.value}
    way = f"{reverse('people:appoint')}?{urlencode(appoint)}"
    if person is not None:
        url = f"{way}&{urlencode({'person': str(person.pk)})}"
    else:
        url = f"{reverse('people:add_person')}?{urlencode({'next': way})}"
    return StewardLine(
        place=f"{site.group or ''} {site}".strip(),
        name=mask_name(row.steward["name"]),
        phone=mask_phone(row.steward["phone"]),
        is_known=person is not None,
        url=url,
    )
