"""Checks of the household register: complete, once, not longer than needed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import RegisterEntry, RegisterImport, RegisterMember
from tongxin.people.register_import import TOWN_DIGITS, id_number_towns
from tongxin.people.register_layouts import layout
from tongxin.people.register_rules import ImportKind
from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, check
from tongxin.territory.check_subjects import address, name_of, subject_of
from tongxin.territory.models import Division, Site

DECIDED_WITHIN = timedelta(days=3)  # the file of an import is kept for seven
HOUSEHOLDS_NAMED = 3


@check(
    "people.household_without_entry",
    title=_("Household without an entry in the register"),
    why=_("Nobody can be asked for at the door, and letters and calls have no addressee."),
    mend=_("Import the register of these groups."),
    severity=Severity.LOOK,
    page="people:register_import",
)
def household_without_entry(scope: CheckScope) -> Found:
    """Households in use of which the register says nothing."""
    entries = RegisterEntry.objects.filter(site=OuterRef("pk"))
    doors = scope.within(Site.objects.households()).filter(~Exists(entries)).select_related("group")
    return checks.found(doors, subject_of, scope)


@check(
    "people.entry_on_closed_door",
    title=_("Register entry of a household that is no more"),
    why=_("Personal data are kept only as long as they are needed."),
    mend=_("Erase the entry; or open the door again by importing the register, where the household is back."),
    severity=Severity.LOOK,
)
def entry_on_closed_door(scope: CheckScope) -> Found:
    """Entries of the register whose door was closed. Source: burden rules, P10."""
    entries = scope.within(RegisterEntry.objects.filter(site__closed_on__isnull=False))
    return checks.found(entries.select_related("site__group"), lambda row: subject_of(row.site), scope)


@check(
    "people.same_phone",
    title=_("Several households with one phone number"),
    why=_("Either a slip, or one household is entered twice."),
    mend=_("Compare the entries, and correct the number or merge the double household."),
    severity=Severity.LOOK,
)
def same_phone(scope: CheckScope) -> Found:
    """Numbers that stand at more than one door in use; the doors are named, never the number."""
    entries = scope.within(RegisterEntry.objects.filter(site__closed_on__isnull=True)).exclude(phone="")
    shared = entries.order_by("phone").values("phone").annotate(doors=Count("pk")).filter(doors__gt=1)
    phones = list(shared.values_list("phone", flat=True))
    doors: dict[str, list[Site]] = {}
    for entry in entries.filter(phone__in=phones[: scope.most]).select_related("site__group"):
        doors.setdefault(entry.phone, []).append(entry.site)
    return Found(len(phones), tuple(_households(sites) for sites in doors.values()))


def _households(sites: list[Site]) -> Subject:
    names = gettext(", ").join(name_of(site) for site in sites[:HOUSEHOLDS_NAMED])
    return Subject(
        names + ("…" if len(sites) > HOUSEHOLDS_NAMED else ""),
        subject_of(sites[0]).url,
        ground=sites[0].ground,
    )


@check(
    "people.import_waits",
    title=_("Imported register that nobody has decided on"),
    why=_(
        "The uploaded file holds personal data and is removed after seven days; then it has to be uploaded again."
    ),
    mend=_("Look at the preview, and import it or let it be."),
    severity=Severity.LOOK,
)
def import_waits(scope: CheckScope) -> Found:
    """Uploads that have waited for a decision for over three days."""
    waiting = RegisterImport.objects.filter(
        state__in=[RegisterImport.State.COLUMNS, RegisterImport.State.PREVIEW],
        file__isnull=False,
        uploaded_at__lt=clock.now() - DECIDED_WITHIN,
    )
    return checks.found(scope.within(waiting).order_by("uploaded_at"), _import, scope)


def _import(row: RegisterImport) -> Subject:
    day = date_format(clock.local(row.uploaded_at), "SHORT_DATE_FORMAT")
    label = f"{Division.objects.name_of(row.division_code)} · {day}"
    return Subject(label, act=_("Decide"), act_url=address("people:register_run", row.pk))


@check(
    "people.door_twice",
    title=_("Doors of one group that are written almost alike"),
    why=_("One household entered twice is visited twice, and counts twice."),
    mend=_("Merge the double household, or correct one of the doors."),
    severity=Severity.LOOK,
    is_heavy=True,
)
def door_twice(scope: CheckScope) -> Found:
    """Households whose doors differ only in width, blanks, the word behind the number, or zeros before it."""
    doors = scope.within(Site.objects.households()).order_by("division_code", "sequence")
    alike: dict[tuple[UUID | None, str], list[UUID]] = defaultdict(list)
    for group, written, site in doors.values_list("group", "door", "pk"):
        alike[group, plain_door(written)].append(site)
    twice = [sites for sites in alike.values() if len(sites) > 1]
    named = Site.objects.select_related("group").in_bulk(
        [one for sites in twice[: scope.most] for one in sites]
    )
    return Found(
        len(twice), tuple(_households([named[one] for one in sites]) for sites in twice[: scope.most])
    )


def plain_door(written: str) -> str:
    """A door as two people would say that it is the same: 12, 012, 12号 and １２ are one."""
    narrow = "".join(unicodedata.normalize("NFKC", written).split())
    return narrow.removesuffix(layout(ImportKind.HOUSEHOLDS).marks.door_suffix).lstrip("0") or narrow


@check(
    "people.id_numbers_kept",
    title=_("ID numbers in a town that does not keep them"),
    why=_("They are the most sensitive thing in the register, and nobody has said what for."),
    mend=_("Switch the keeping of ID numbers off once more: that erases them; or on, with a reason."),
    severity=Severity.WRONG,
    is_heavy=True,
    page="people:id_numbers",
)
def id_numbers_kept(scope: CheckScope) -> Found:
    """Households with an ID number, of the head or a member, in towns that have not switched that on."""
    with_number = ~Q(id_number="") | Exists(
        RegisterMember.objects.filter(entry=OuterRef("pk")).exclude(id_number="")
    )
    entries = scope.within(RegisterEntry.objects.filter(with_number))
    stems = {
        code[:TOWN_DIGITS]
        for code in entries.order_by().values_list("site__division_code", flat=True).distinct()
    }
    not_kept = Q(pk__in=())
    for stem in stems - id_number_towns(stems):
        not_kept |= Q(site__division_code__startswith=stem)
    return checks.found(
        entries.filter(not_kept).select_related("site__group"), lambda row: subject_of(row.site), scope
    )
