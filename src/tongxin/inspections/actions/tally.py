"""Keeping a round's tally: moved at each entry, made anew from the visits when asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, Sum

from tongxin.inspections.models import Finding, Round, RoundTally, Visit
from tongxin.inspections.rules import VisitRole, VisitState
from tongxin.records import rows


@dataclass(frozen=True)
class Counted:
    """What of a visit the tally counts."""

    state: VisitState
    score100: int | None
    findings: int


def counted(visit: Visit, findings: int) -> Counted:
    """The visit as the tally counts it now, with so many findings that stand."""
    return Counted(VisitState(visit.state), visit.score100, findings)


def standing_findings(visit: Visit) -> int:
    """How many findings of the visit stand."""
    return Finding.objects.standing().filter(visit=visit).count()


def move(visit: Visit, before: Counted, after: Counted) -> None:
    """Takes the visit out of the tally as it was and puts it in as it is: one update of one row.

    Only main visits are tallied: a place seen twice counts once.
    """
    changes = dict.fromkeys([*(state.value for state in VisitState), "scored", "sum_score100", "findings"], 0)
    for sign, part in ((-1, before), (1, after)):
        changes[part.state.value] += sign
        changes["scored"] += sign * (part.score100 is not None)
        changes["sum_score100"] += sign * (part.score100 or 0)
        changes["findings"] += sign * part.findings
    if visit.role != VisitRole.MAIN:
        return
    moved = {name: change for name, change in changes.items() if change}
    where = {"round": visit.round_id, "division_code": visit.division_code, "grid": visit.grid_id}
    if moved:
        rows.add(RoundTally, where, moved)


@transaction.atomic
def recount(round_: Round) -> None:
    """Makes the round's tally anew from its visits: at opening, and after visits came in by another way."""
    grouped = (
        round_.visits.main()
        .order_by()
        .values("division_code", "grid_id")
        .annotate(
            scored=Count("score100"),
            sum_score100=Sum("score100", default=0),
            **{state.value: Count("pk", filter=Q(state=state)) for state in VisitState},
        )
    )
    findings = {
        (row["visit__division_code"], row["visit__grid_id"]): row["n"]
        for row in Finding.objects.standing()
        .filter(visit__round=round_, visit__role=VisitRole.MAIN)
        .order_by()
        .values("visit__division_code", "visit__grid_id")
        .annotate(n=Count("pk"))
    }
    RoundTally.objects.filter(round=round_).delete()
    RoundTally.objects.bulk_create(
        RoundTally(round=round_, findings=findings.get((row["division_code"], row["grid_id"]), 0), **row)
        for row in grouped
    )
