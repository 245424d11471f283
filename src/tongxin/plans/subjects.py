"""Why no person's or household's data is kept here."""

from __future__ import annotations

from tongxin.plans.models import Task, TaskEvent
from tongxin.records.subjects import no_subject

no_subject(
    Task,
    "what is to be done on a village, group or grid, never at one door; numbers of persons are refused in it",
)
no_subject(
    TaskEvent,
    "why a task was refused, sent back or withdrawn, between people in posts; numbers of persons are refused in it",
)
