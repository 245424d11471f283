"""Questions about tasks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.db.models import Q

from tongxin.access.rules import roles_with
from tongxin.people.models import Post
from tongxin.people.open_work import posts_kept
from tongxin.plans.errors import TaskStepsStay
from tongxin.plans.rules import NOT_DONE, OPEN_STATES, TaskState
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.queries import GroundedQuerySet
from tongxin.territory.succession import succession

if TYPE_CHECKING:
    from tongxin.plans.models import Task, TaskEvent


class TaskQuerySet(GroundedQuerySet["Task"]):
    """Tasks."""

    def open(self) -> Self:
        """Tasks that are not over."""
        return self.filter(state__in=sorted(OPEN_STATES))

    def overdue(self, on: date) -> Self:
        """Tasks still to be done after their day."""
        return self.filter(state__in=sorted(NOT_DONE), due_on__lt=on)

    def to_confirm(self) -> Self:
        """Tasks reported done that nobody has confirmed yet."""
        return self.filter(state=TaskState.DONE)

    def held_by(self, viewer: Viewer) -> Self:
        """Tasks of the viewer, and of those for whose post the viewer stands in, on the ground of that post."""
        condition = Q(holder=viewer.person_id)
        for post in viewer.stands_in_for:
            if post.role in roles_with(Act.TASK_DO):
                condition |= Q(holder=post.holder_id) & self._inside(post.ground)  # type: ignore[arg-type]  # grounds of rooms above records
        return self.filter(condition)

    def waiting_for(self, viewer: Viewer) -> Self:
        """Tasks whose next step is the viewer's: to do, refused and to be given again, done and to be confirmed."""
        if viewer.person_id is None:
            return self.none()
        to_do = self.held_by(viewer).filter(state__in=[TaskState.GIVEN, TaskState.ACCEPTED])
        refused = viewer.visible(self.filter(state=TaskState.REFUSED), Act.TASK_GIVE)
        done = viewer.visible(self.to_confirm(), Act.TASK_CONFIRM).exclude(done_by=viewer.person_id)
        parts = (part.order_by().values("pk") for part in (to_do, refused, done))
        wanted = Q()
        for part in parts:
            wanted |= Q(pk__in=part)
        return self.filter(wanted)

    def of_post(self, post: Post) -> Self:
        """Open tasks of the post's person that lie on its ground, and on no nearer ground that stays."""
        if post.acts_as not in roles_with(Act.TASK_DO):
            return self.none()
        nearer = [
            other.ground
            for other in posts_kept(post)
            if other.acts_as in roles_with(Act.TASK_DO)
            and post.ground.contains(other.ground)
            and other.ground != post.ground
        ]
        near = [post.division_code] if post.site_id else []
        grounds = succession(clock.today(), near).with_predecessors([post.ground])
        mine = self.open().filter(holder=post.person_id).within_any(grounds)
        return mine.exclude(pk__in=mine.within_any(nearer).values("pk")) if nearer else mine

    def shown(self) -> Self:
        """With all that a line about a task shows, in one query."""
        return self.select_related("group", "grid", "site", "holder", "given_by")


class TaskEventQuerySet(models.QuerySet["TaskEvent"]):
    """Steps of tasks: only ever added."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Raises `TaskStepsStay`."""
        raise TaskStepsStay

    def delete(self) -> NoReturn:
        """Raises `TaskStepsStay`."""
        raise TaskStepsStay
