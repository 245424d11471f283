"""A duty that was not kept becomes a case, never a sum of money."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tongxin.cases.actions import open_case
from tongxin.cases.models import Case
from tongxin.cases.rules import Origin, OriginKind
from tongxin.council.errors import NotRunning
from tongxin.council.models import Agreement, Breach
from tongxin.council.rules import Duty
from tongxin.records import clock, ledger
from tongxin.records.ids import new_id
from tongxin.records.permission import Act, Viewer
from tongxin.records.photos import Photo
from tongxin.standards.models import MatterType

MATTER = "OR-08"  # 门前三包未落实 in data/matters.csv


@transaction.atomic
def note_breach(
    agreement: Agreement, *, duty: Duty, note: str, by: Viewer, photos: Iterable[Photo] = ()
) -> Case:
    """Opens the case that puts right what was not kept; its limit is that of the kind of problem.

    Raises `NotAllowed`, `NotRunning`, and what `open_case` raises.
    """
    by.require(Act.AGREEMENT_VIEW, agreement.ground)
    current = (
        Agreement.objects.select_for_update(of=("self",)).select_related("site", "text").get(pk=agreement.pk)
    )
    if not current.is_open or current.site is None:
        raise NotRunning
    breach_id = new_id()
    matter = MatterType.objects.in_force(clock.today()).get(code=MATTER)
    case = open_case(
        ground=current.site.ground,
        matter=matter,
        title=f"{matter.name_zh} · {_title(current, duty)}",
        note=note,
        origin=Origin(OriginKind.BREACH, breach_id),
        photos=photos,
        by=by,
    )
    breach = Breach.objects.create(id=breach_id, agreement=current, duty=duty.value, case=case)
    ledger.append(
        "agreement.breach",
        by=by,
        subject=breach,
        division_code=current.division_code,
        detail={"number": current.number, "duty": duty.value, "case": case.number},
    )
    return case


def _title(agreement: Agreement, duty: Duty) -> str:
    """The duty as the agreement itself calls it."""
    duties = agreement.text.text["zh"]["duties"]
    return str(next(each["title"] for each in duties if each["code"] == duty))
