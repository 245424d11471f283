"""What the worker does for this room: what photos look like, which visits to look at again, and forgetting that."""

from __future__ import annotations

from datetime import timedelta

from tongxin.inspections.actions.signals import LOOK, find_signals, forget_signals, note_likenesses
from tongxin.inspections.models import Round
from tongxin.records.jobs import handles
from tongxin.records.models import Job


@handles("inspections.photo_likeness", every=timedelta(minutes=10))
def photo_likeness(job: Job) -> None:
    """Works out what new photos look like."""
    note_likenesses()


@handles(LOOK)
def look_again(job: Job) -> None:
    """Looks one round through."""
    round_ = Round.objects.get(pk=job.payload["round"])
    note_likenesses(round_)
    find_signals(round_)


@handles("inspections.look_at_open_rounds", every=timedelta(hours=12))
def look_at_open_rounds(job: Job) -> None:
    """Looks every round under way through."""
    for round_ in Round.objects.open():
        find_signals(round_)


@handles("inspections.forget_signals", every=timedelta(days=1))
def forget(job: Job) -> None:
    """Deletes signals that are no longer kept."""
    forget_signals()
