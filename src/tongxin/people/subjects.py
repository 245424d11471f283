"""What this room holds about persons and households, and what forbids its erasure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.models import (
    Account,
    ImportedRow,
    ImportFault,
    Person,
    Post,
    RegisterEntry,
    RegisterImport,
    RegisterMember,
)
from tongxin.records import clock
from tongxin.records.figures import Column
from tongxin.records.subjects import Hold, SubjectKind, blank, legal_hold, no_subject, personal_data
from tongxin.territory.models import Site

PERSON, HOUSEHOLD = SubjectKind.PERSON, SubjectKind.HOUSEHOLD


def close_accounts(rows: QuerySet[Any]) -> int:
    """Gives accounts a name that says nothing, closes them and makes their passwords useless."""
    accounts = list(rows)
    for account in accounts:
        Account.objects.filter(pk=account.pk).update(
            username=f"erased-{account.pk.hex[-12:]}",
            oidc_subject="",
            is_active=False,
            password=make_password(None),
        )
    return len(accounts)


@legal_hold("people.post_in_force", of=PERSON)
def post_in_force(person: UUID) -> Hold | None:
    """Who holds a post or will hold one is named: everybody must know who looks after the ground."""
    if not Post.objects.filter(person_id=person).not_over_before(clock.today()).exists():
        return None
    return Hold(
        _("The person holds a post, and who answers for which ground is public duty."), "PIPL 13(3), 34"
    )


@legal_hold("people.household_in_use", of=HOUSEHOLD)
def household_in_use(site: UUID) -> Hold | None:
    """A household that lives in the village stays in the register; its purpose is not over."""
    if not Site.objects.in_use().filter(pk=site).exists():
        return None
    return Hold(
        _(
            "The household lives here and the village keeps the register. It can be corrected, or marked as gone."
        ),
        "PIPL 13(3), 47(1)",
    )


personal_data(
    "people.person",
    title=pgettext_lazy("kind of record", "Person"),
    of=PERSON,
    model=Person,
    rows=lambda person: Person.objects.filter(pk=person),
    columns=(Column(pgettext_lazy("person", "name"), "name"), Column(_("mobile number"), "phone")),
    erase=blank(),
)
personal_data(
    "people.account",
    title=_("Account"),
    of=PERSON,
    model=Account,
    rows=lambda person: Account.objects.filter(person_id=person),
    columns=(Column(_("sign-in name"), "username"), Column(_("Since"), "created_at")),
    erase=close_accounts,
)
personal_data(
    "people.posts",
    title=_("Posts"),
    of=PERSON,
    model=Post,
    rows=lambda person: Post.objects.filter(person_id=person).select_related("group", "grid", "site"),
    columns=(
        Column(_("Role"), "role"),
        Column(pgettext_lazy("of a post", "Place"), "place_name"),
        Column(_("Since"), "since"),
        Column(_("Until"), "until"),
    ),
    erase=None,
)
personal_data(
    "people.register",
    title=_("Household register"),
    of=HOUSEHOLD,
    model=RegisterEntry,
    rows=lambda site: RegisterEntry.objects.filter(site_id=site),
    columns=(
        Column(_("household head"), "head"),
        Column(_("phone"), "phone"),
        Column(_("people"), "people"),
        Column(_("note"), "note"),
        Column(_("ID number"), "id_number"),
    ),
    erase=blank(),
)
personal_data(
    "people.members",
    title=_("Members of the household"),
    of=HOUSEHOLD,
    model=RegisterMember,
    rows=lambda site: RegisterMember.objects.filter(entry__site_id=site),
    columns=(
        Column(pgettext_lazy("person", "name"), "name"),
        Column(_("relation to the head"), "relation"),
        Column(_("phone"), "phone"),
        Column(_("ID number"), "id_number"),
    ),
    erase=lambda rows: rows.delete()[0],
)
no_subject(
    RegisterImport,
    "file name, masked values and preview of an upload; emptied with the file after seven days",
)
no_subject(ImportFault, "what is wrong in an uploaded file, masked; deleted with the file after seven days")
personal_data(
    "people.imported",
    title=_("Values before an import, kept for its undoing"),
    of=HOUSEHOLD,
    model=ImportedRow,
    rows=lambda site: ImportedRow.objects.filter(site_id=site).select_related("run").order_by("id"),
    columns=(Column(_("When"), "run__uploaded_at"), Column(_("What"), "act")),
    erase=lambda rows: rows.delete()[0],  # else an undoing would bring them back
)
