"""What the worker does for this room by itself. The import of a register is run by `access`, which knows viewers."""

from __future__ import annotations

from datetime import timedelta

from tongxin.people.actions import forget_files
from tongxin.records.jobs import handles
from tongxin.records.models import Job


@handles("people.forget_register_files", every=timedelta(days=1))
def forget_register_files(job: Job) -> None:
    """Removes uploaded registers when they have done their duty."""
    forget_files()
