"""What the worker does for this room by itself."""

from __future__ import annotations

from datetime import timedelta

from tongxin.records.jobs import handles
from tongxin.records.models import Job
from tongxin.territory.map_import_actions import forget_map_files


@handles("territory.forget_map_files", every=timedelta(days=1))
def forget_map_uploads(job: Job) -> None:
    """Removes uploaded map files when they have done their duty."""
    forget_map_files()
