"""What this room holds about persons and households: who looked at their data, who has it, what they asked."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.access.actions.exports import delete_file
from tongxin.access.models import Export, Opening, SubjectRequest
from tongxin.access.purposes import past_post_years
from tongxin.people.models import Post
from tongxin.records import clock
from tongxin.records.figures import Column
from tongxin.records.subjects import Hold, SubjectKind, legal_hold, mark, personal_data

PERSON, HOUSEHOLD = SubjectKind.PERSON, SubjectKind.HOUSEHOLD

OPENING_COLUMNS = (
    Column(_("When"), "opened_at"),
    Column(_("Who"), "person__masked_name"),
    Column(_("What"), "part"),
    Column(_("What for"), "purpose_words"),
)
REQUEST_COLUMNS = (
    Column(_("asked on"), "asked_on"),
    Column(_("What"), "kind"),
    Column(_("what is asked"), "note"),
    Column(_("answer"), "answer"),
)


def delete_exports(rows: QuerySet[Any]) -> int:
    """Deletes the files of exports in which the household stands; the records of the exports stay."""
    return sum(delete_file(export) for export in rows)


@legal_hold("access.past_post", of=PERSON)
def past_post(person: UUID) -> Hold | None:
    """Who answered for which ground is kept for some years after the post ended."""
    today = clock.today()
    # 29 February has no counterpart in most years: the day before is as good
    kept_since = date(today.year - past_post_years(), today.month, min(today.day, 28))
    if not Post.objects.filter(person_id=person).not_over_before(kept_since).exists():
        return None
    return Hold(
        _(
            "A post ended less than %(years)d years ago; until then it must be known who answered for the ground."
        )
        % {"years": past_post_years()},
        "PIPL 13(3), 19, 47",
    )


personal_data(
    "access.openings_of_household",
    title=_("Who looked at the data of this household"),
    of=HOUSEHOLD,
    model=Opening,
    rows=lambda site: Opening.objects.of_household(site).select_related("person").order_by("-opened_at"),
    columns=OPENING_COLUMNS,
    erase=None,
)
personal_data(
    "access.openings_of_person",
    title=_("Who looked at the number of this person"),
    of=PERSON,
    model=Opening,
    rows=lambda person: (
        Opening.objects.filter(subject_id=person).select_related("person").order_by("-opened_at")
    ),
    columns=OPENING_COLUMNS,
    erase=None,
)
personal_data(
    "access.exports",
    title=_("Exports in which the household stands"),
    of=HOUSEHOLD,
    model=Export,
    rows=lambda site: (
        Export.objects.filter(households__site_id=site).select_related("requested_by").order_by("-made_at")
    ),
    columns=(
        Column(_("When"), "made_at"),
        Column(_("Who"), "requested_by__masked_name"),
        Column(_("What for"), "purpose_words"),
        Column(_("reason"), "reason"),
    ),
    erase=delete_exports,
)
personal_data(
    "access.requests_of_household",
    title=_("Requests about the own data"),
    of=HOUSEHOLD,
    model=SubjectRequest,
    rows=lambda site: SubjectRequest.objects.filter(site_id=site, person__isnull=True).order_by("asked_on"),
    columns=REQUEST_COLUMNS,
    erase=mark("note", "answer"),
)
personal_data(
    "access.requests_of_person",
    title=_("Requests about the own data"),
    of=PERSON,
    model=SubjectRequest,
    rows=lambda person: SubjectRequest.objects.filter(person_id=person).order_by("asked_on"),
    columns=REQUEST_COLUMNS,
    erase=mark("note", "answer"),
)
