"""What this room holds about households and shops: what was agreed at the door, and the paper of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.council.models import Agreement
from tongxin.records import clock
from tongxin.records.figures import Column
from tongxin.records.subjects import Hold, SubjectKind, blank, drop_files, legal_hold, personal_data


def forget_agreements(rows: QuerySet[Any]) -> int:
    """Takes the words of the area and the signature out; that an agreement was signed stays and counts."""
    digests = {digest for digest in rows.values_list("evidence_id", flat=True) if digest}
    changed = blank(also={"evidence": None})(rows)
    drop_files(digests)
    return changed


@legal_hold("council.agreement_in_force", of=SubjectKind.HOUSEHOLD)
def agreement_in_force(site: UUID) -> Hold | None:
    """What both sides signed is kept while it binds them."""
    if not Agreement.objects.filter(site=site).in_force(clock.today()).exists():
        return None
    return Hold(
        _("A door agreement is in force. End it first if the household does not want it."),
        "PIPL 13(2), 47(1)",
    )


personal_data(
    "council.agreements",
    title=_("Door agreements"),
    of=SubjectKind.HOUSEHOLD,
    model=Agreement,
    rows=lambda site: Agreement.objects.filter(site_id=site).order_by("-since"),
    columns=(
        Column(pgettext_lazy("column of agreements", "Number"), "number"),
        Column(pgettext_lazy("column of agreements", "First day"), "since"),
        Column(pgettext_lazy("column of agreements", "Last day"), "term__last_day"),
        Column(_("in front"), "front"),
        Column(_("to the left"), "left"),
        Column(_("to the right"), "right"),
        Column(pgettext_lazy("column of agreements", "Signed"), "signed_how"),
        Column(pgettext_lazy("column of agreements", "Why it ended"), "end_note"),
    ),
    erase=forget_agreements,
)
