"""What this room holds about households: visits with their notes, corrections, what was found."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.inspections.models import Finding, Visit, VisitVersion
from tongxin.records.figures import Column
from tongxin.records.subjects import SubjectKind, blank, drop_files, personal_data

HOUSEHOLD = SubjectKind.HOUSEHOLD


def forget_findings(rows: QuerySet[Any]) -> int:
    """Takes notes and photos of findings out; that something was found stays and counts."""
    digests = {digest for digest in rows.values_list("photo_id", flat=True) if digest}
    changed = blank(also={"photo": None})(rows)
    drop_files(digests)
    return changed


personal_data(
    "inspections.visits",
    title=_("Visits"),
    of=HOUSEHOLD,
    model=Visit,
    rows=lambda site: (
        Visit.objects.filter(site_id=site).select_related("round").order_by("-visited_at", "-id")
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
