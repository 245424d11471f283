"""What this room holds about households: visits with their notes, corrections, what was found."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.inspections.models import (
    Finding,
    FindingPhoto,
    FollowUp,
    FollowUpItem,
    Visit,
    VisitSignal,
    VisitVersion,
)
from tongxin.inspections.rules import VisitState
from tongxin.records.figures import Column
from tongxin.records.subjects import SubjectKind, blank, drop_files, mark, personal_data

HOUSEHOLD = SubjectKind.HOUSEHOLD


def forget_findings(rows: QuerySet[Any]) -> int:
    """Takes notes and photos of findings out; that something was found stays and counts."""
    photos = FindingPhoto.objects.filter(finding__in=list(rows.values_list("pk", flat=True)))
    digests = set(photos.values_list("file_id", flat=True))
    changed = blank()(rows)
    photos.delete()
    drop_files(digests)
    return changed


personal_data(
    "inspections.visits",
    title=_("Visits"),
    of=HOUSEHOLD,
    model=Visit,
    rows=lambda site: (
        # What is still to come of an unannounced round says nothing of the household, and is not to be told.
        Visit.objects.filter(site_id=site)
        .exclude(state=VisitState.PLANNED, round__is_announced=False)
        .select_related("round")
        .order_by("-visited_at", "-id")
    ),
    columns=(
        Column(_("Round"), "round__title"),
        Column(_("visited"), "visited_at"),
        Column(_("score"), "score"),
        Column(_("of"), "max_score"),
        Column(_("note"), "note"),
    ),
    erase=blank(),
)
personal_data(
    "inspections.versions",
    title=_("Corrected visits, as they were before"),
    of=HOUSEHOLD,
    model=VisitVersion,
    rows=lambda site: VisitVersion.objects.filter(visit__site_id=site).order_by("replaced_at"),
    columns=(
        Column(_("visited"), "visited_at"),
        Column(_("note"), "note"),
        Column(_("reason"), "reason"),
    ),
    erase=blank(),
)
personal_data(
    "inspections.findings",
    title=_("What visits found"),
    of=HOUSEHOLD,
    model=Finding,
    rows=lambda site: Finding.objects.filter(visit__site_id=site).select_related("visit").order_by("id"),
    columns=(
        Column(_("visited"), "visit__visited_at"),
        Column(pgettext_lazy("of a finding", "Item"), "item_id"),
        Column(_("what is the matter"), "note"),
    ),
    erase=forget_findings,
)
personal_data(
    "inspections.signals",
    title=_("Visits looked at again"),
    of=HOUSEHOLD,
    model=VisitSignal,
    rows=lambda site: VisitSignal.objects.filter(visit__site_id=site).select_related("visit").order_by("id"),
    columns=(
        Column(_("visited"), "visit__visited_at"),
        Column(_("what was found on looking again"), "note"),
    ),
    erase=mark("note"),
)
personal_data(
    "inspections.follow_ups",
    title=_("Follow-up visits"),
    of=HOUSEHOLD,
    model=FollowUp,
    rows=lambda site: FollowUp.objects.filter(site_id=site).order_by("-due_on", "-id"),
    columns=(
        Column(_("due"), "due_on"),
        Column(_("visited"), "made_at"),
        Column(_("note"), "note"),
    ),
    erase=blank(),
)
personal_data(
    "inspections.follow_up_items",
    title=_("What follow-up visits saw"),
    of=HOUSEHOLD,
    model=FollowUpItem,
    rows=lambda site: (
        FollowUpItem.objects.filter(follow_up__site_id=site).select_related("follow_up").order_by("id")
    ),
    columns=(
        Column(_("visited"), "follow_up__made_at"),
        Column(_("outcome"), "outcome"),
        Column(_("note"), "note"),
    ),
    erase=blank(),
)
