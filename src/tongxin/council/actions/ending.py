"""How agreements end: by somebody, by their last day, or because the door is no more."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from tongxin.council.errors import NotRunning, ReasonNeeded
from tongxin.council.models import Agreement
from tongxin.council.rules import AgreementState, EndReason
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.events import GroundClosed, HouseholdsMerged
from tongxin.territory.ground import GroundKind


@transaction.atomic
def end_agreement(agreement: Agreement, *, reason: EndReason, note: str = "", by: Viewer) -> Agreement:
    """Ends an agreement today, before its time, with a reason; `OTHER` needs words.

    Raises `NotAllowed`, `NotRunning`, `ReasonNeeded`.
    """
    by.require(Act.AGREEMENT_KEEP, agreement.ground)
    current = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if not current.is_open:
        raise NotRunning
    if reason is EndReason.OTHER and not note.strip():
        raise ReasonNeeded
    return _end(current, reason=reason, note=note, on=clock.today(), by=by)


def _end(current: Agreement, *, reason: EndReason, on: date, by: Viewer, note: str = "") -> Agreement:
    """One that has not begun yet ends on its first day: it never held."""
    current.state = AgreementState.ENDED
    current.until = min(current.until, max(on, current.since))
    current.end_reason, current.end_note = reason, note.strip()
    current.ended_at, current.ended_by_id = clock.now(), by.person_id
    current.save()
    ledger.append(
        "agreement.end",
        by=by,
        subject=current,
        division_code=current.division_code,
        detail={"number": current.number, "reason": reason.value, "until": current.until.isoformat()},
    )
    return current


@transaction.atomic
def expire_agreements() -> int:
    """Marks signed agreements whose term is over. Gives how many; again and again without harm."""
    return Agreement.objects.run_out(clock.today()).update(state=AgreementState.EXPIRED)


@transaction.atomic
def end_at_closed_doors(*, by: Viewer) -> int:
    """Ends what was agreed at doors that a register no longer names. Gives how many agreements ended."""
    gone = Agreement.objects.filter(site__closed_on__lte=clock.today())
    gone.drafts().delete()
    ending = list(gone.signed().select_related("site").select_for_update(of=("self",)))
    for agreement in ending:
        assert agreement.site is not None  # noqa: S101 - asked for above
        _end(agreement, reason=EndReason.GONE, on=agreement.site.closed_on or clock.today(), by=by)
    return len(ending)


def follow_closed_site(news: GroundClosed) -> None:
    """What was agreed at a door ends when the door is no more; its draft is taken out."""
    if news.ground.kind is GroundKind.SITE and news.ground.site_id is not None:
        _let_go(news.ground.site_id, EndReason.GONE, news.on, news.by)


def follow_merged(news: HouseholdsMerged) -> None:
    """Two doors became one household: the agreement of the surviving door stands, the other's ends."""
    _let_go(news.other_id, EndReason.MERGED, news.on, news.by)


@transaction.atomic
def _let_go(site_id: UUID, reason: EndReason, on: date, by: Viewer) -> None:
    Agreement.objects.drafts().filter(site=site_id).delete()
    for agreement in Agreement.objects.select_for_update().signed().filter(site=site_id, until__gt=on):
        _end(agreement, reason=reason, on=on, by=by)
