"""What this room does when something happens below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.people.events import PostHandedOver
from tongxin.plans.actions import pass_on_task
from tongxin.plans.models import Task
from tongxin.plans.open_work import tasks_of_post
from tongxin.records.events import subscribe
from tongxin.territory import concerned
from tongxin.territory.ground import Ground


def pass_on_tasks(event: PostHandedOver) -> None:
    """What was given to the predecessor on this ground goes to the successor."""
    for task in tasks_of_post(event.before):
        pass_on_task(task, to=event.after.person, by=event.by)


def tasks_there(grounds: Sequence[Ground], on: date) -> int:
    """How many tasks are open in these places; they keep their place."""
    return Task.objects.within_any(grounds).open().count()


subscribe(PostHandedOver, pass_on_tasks)
concerned.declare("tasks", _("open tasks, which keep their place"), tasks_there)
