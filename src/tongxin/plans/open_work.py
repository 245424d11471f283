"""What tasks fall to the holder of a post: listed when the post changes hands, and then given to the successor."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Post
from tongxin.people.open_work import Line, open_work
from tongxin.plans.models import Task
from tongxin.plans.querysets import TaskQuerySet


def _rows() -> TaskQuerySet:
    return Task.objects.shown().order_by("due_on", "id")


def _line(task: Any) -> Line:
    return Line(
        what=task.title, place=task.place_name, due=task.due_on, url=reverse("plans:task", args=[task.pk])
    )


@open_work("tasks", title=_("Tasks not confirmed"), rows=_rows, line=_line)
def tasks_of_post(post: Post) -> TaskQuerySet:
    """Open tasks given to the post's person on its ground, the first due first."""
    return _rows().of_post(post)
