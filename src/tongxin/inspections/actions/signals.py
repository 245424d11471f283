"""Looking a round through for what is odd, and setting a signal aside."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from tongxin.inspections.errors import SignalGone, SignalNoteMissing
from tongxin.inspections.models import FindingPhoto, Round
from tongxin.inspections.models.signals import PhotoLikeness, VisitSignal
from tongxin.inspections.signals.gathering import rows_of
from tongxin.inspections.signals.photos import likeness_of
from tongxin.inspections.signals.rules import signals_of
from tongxin.inspections.signals.thresholds import thresholds
from tongxin.records import clock, jobs, ledger
from tongxin.records.durable import FileGone
from tongxin.records.permission import Act, Viewer

LOOK = "inspections.look_again"
PHOTOS_A_STEP = 200


@transaction.atomic
def ask_for_signals(round_: Round, *, by: Viewer) -> None:
    """Lets the worker look a round through. Raises `NotAllowed`: only who plans rounds there."""
    by.require(Act.ROUND_PLAN, round_.ground)
    jobs.enqueue(LOOK, {"round": str(round_.pk)}, unique_key=f"{LOOK}:{round_.pk}")


def note_likenesses(round_: Round | None = None) -> int:
    """Works out what photos look like that were added since, `PHOTOS_A_STEP` in each transaction. Gives how many."""
    shown = FindingPhoto.objects.exclude(file__in=PhotoLikeness.objects.values("file"))
    if round_ is not None:
        shown = shown.filter(finding__visit__round=round_)
    done = 0
    while photos := list(shown.select_related("file").order_by("id")[:PHOTOS_A_STEP]):
        made = {photo.file_id: PhotoLikeness(file=photo.file, bits=_bits(photo)) for photo in photos}
        with transaction.atomic():
            PhotoLikeness.objects.bulk_create(made.values(), ignore_conflicts=True)
        done += len(made)
    return done


def _bits(photo: FindingPhoto) -> str:
    try:
        with photo.file.open() as file:
            return likeness_of(file)
    except FileGone:
        return ""


@transaction.atomic
def find_signals(round_: Round) -> int:
    """Notes what is odd about the visits of a round now; what is odd no longer goes, what was set aside stays.

    Nothing else changes: no score, no visit. Gives how many signals are open.
    """
    Round.objects.select_for_update().get(pk=round_.pk)
    found = {
        (signal.visit, signal.kind.value): signal for signal in signals_of(rows_of(round_), thresholds())
    }
    kept = {(each.visit_id, each.kind): each for each in VisitSignal.objects.filter(round=round_)}
    gone = [each.pk for key, each in kept.items() if key not in found and each.set_aside_at is None]
    VisitSignal.objects.filter(pk__in=gone).delete()
    VisitSignal.objects.bulk_create(
        VisitSignal(
            round=round_,
            visit_id=signal.visit,
            kind=signal.kind.value,
            other_id=signal.other,
            facts=dict(signal.facts),
        )
        for key, signal in found.items()
        if key not in kept
    )
    return VisitSignal.objects.filter(round=round_, set_aside_at__isnull=True).count()


@transaction.atomic
def set_aside(signal: VisitSignal, *, note: str, by: Viewer) -> VisitSignal:
    """Says that the visit was looked at again and what came of it.

    Raises `NotAllowed`, `SignalNoteMissing`, `SignalGone`.
    """
    by.require(Act.ROUND_PLAN, signal.round.ground)
    if not note.strip():
        raise SignalNoteMissing
    open_ones = VisitSignal.objects.select_for_update(of=("self",)).select_related("visit")
    current = open_ones.filter(pk=signal.pk, set_aside_at__isnull=True).first()
    if current is None:
        raise SignalGone
    current.set_aside_at, current.set_aside_by_id, current.note = clock.now(), by.person_id, note.strip()
    current.save(update_fields=["set_aside_at", "set_aside_by", "note"])
    ledger.append(
        "signal.set_aside",
        by=by,
        subject=current,
        division_code=current.visit.division_code,
        detail={"kind": current.kind, "visit": str(current.visit_id)},
    )
    return current


@transaction.atomic
def forget_signals() -> int:
    """Deletes the signals of rounds that were closed long enough ago. Gives how many."""
    until = clock.now() - timedelta(days=thresholds().kept)
    gone, _by_table = VisitSignal.objects.filter(round__closed_at__lte=until).delete()
    return gone
