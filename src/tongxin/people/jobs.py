"""What the worker does for this room by itself. The import of a register is run by `access`, which knows viewers."""

from __future__ import annotations

from datetime import timedelta

from tongxin.people.actions import forget_files, take_effect
from tongxin.people.actions.hand_overs import EFFECT
from tongxin.people.models import HandOver
from tongxin.records.jobs import handles
from tongxin.records.models import Job
from tongxin.records.permission import SYSTEM


@handles("people.forget_register_files", every=timedelta(days=1))
def forget_register_files(job: Job) -> None:
    """Removes uploaded registers when they have done their duty."""
    forget_files()


@handles(EFFECT)
def hand_over_on_its_day(job: Job) -> None:
    """Gives what is open to the successor on the first day of the new post."""
    take_effect(HandOver.objects.get(pk=job.payload["hand_over"]), by=SYSTEM)
