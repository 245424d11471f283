"""Work by line and block: tasks and what happened to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from tongxin.people.models import Person
from tongxin.plans.errors import TaskStepsStay
from tongxin.plans.querysets import TaskEventQuerySet, TaskQuerySet
from tongxin.plans.rules import NOT_DONE, TaskMove, TaskState, is_overdue
from tongxin.plans.words import EVENT_WORDS, STATE_COLOURS, STATE_ICONS, STATE_WORDS
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.territory.ground import GroundKind
from tongxin.territory.models import Division, GroundedModel

TITLE_LENGTH, TEXT_LENGTH = 80, 1000
_NOT_DONE = Q(state__in=sorted(state.value for state in NOT_DONE | {TaskState.WITHDRAWN}))
_WITH_REASON = [TaskMove.REFUSE.value, TaskMove.RETURN.value, TaskMove.WITHDRAW.value]


def _person(name: str, *, null: bool = True) -> Any:
    return models.ForeignKey(
        Person, on_delete=models.PROTECT, null=null, related_name=f"{name}_tasks", db_index=False
    )


class Task(GroundedModel):
    """A task (任务) given to a cell of the matrix: a line of work on a ground, with a day and a person.

    Who reported it done and who confirmed it are kept with their moments; the steps before are its events.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("title", "what")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.CharField(max_length=20)
    title = models.CharField(max_length=TITLE_LENGTH)
    what = models.TextField(max_length=TEXT_LENGTH, blank=True)
    due_on = models.DateField(help_text="the last day on which it is in time")
    state = models.CharField(
        max_length=9,
        choices=[(state.value, words) for state, words in STATE_WORDS.items()],
        default=TaskState.GIVEN.value,
    )
    given_at = models.DateTimeField(default=clock.now, editable=False)
    given_by = _person("given", null=False)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tasks")
    done_at = models.DateTimeField(null=True)
    done_by = _person("done")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = _person("confirmed")
    version = models.PositiveIntegerField(default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in TaskState)), name="task_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(line="") & ~Q(title=""), name="task_says_what"),
            models.CheckConstraint(condition=~Q(ground_kind=GroundKind.SITE.value), name="task_of_a_block"),
            models.CheckConstraint(
                condition=(_NOT_DONE & Q(done_at__isnull=True, done_by__isnull=True))
                | (~_NOT_DONE & Q(done_at__isnull=False, done_by__isnull=False)),
                name="task_done_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=TaskState.CONFIRMED.value, confirmed_at__isnull=False, confirmed_by__isnull=False
                )
                | (
                    ~Q(state=TaskState.CONFIRMED.value)
                    & Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                ),
                name="task_confirmed_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("done_by")),
                name="task_confirmed_by_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="task_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_overdue(self) -> bool:
        """Is it still to be done after its day?"""
        return is_overdue(TaskState(self.state), self.due_on, clock.today())

    @property
    def days_late(self) -> int:
        """Days past its day; 0 where it is not overdue."""
        return (clock.today() - self.due_on).days if self.is_overdue else 0

    @property
    def icon(self) -> str:
        """The sign of the state."""
        return STATE_ICONS[TaskState(self.state)]

    @property
    def colour(self) -> str:
        """The colour of the state's pill."""
        return STATE_COLOURS[TaskState(self.state)]

    @property
    def village_name(self) -> str:
        """The village or town in words."""
        return Division.objects.name_of(self.division_code)


class TaskEvent(models.Model):
    """One step of a task: added, never changed. Version n of a task has exactly one event n."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("note",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="events", db_index=False)
    version = models.PositiveIntegerField()
    move = models.CharField(
        max_length=8, choices=[(move.value, words) for move, words in EVENT_WORDS.items()]
    )
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(max_length=TEXT_LENGTH, blank=True)

    objects = TaskEventQuerySet.as_manager()

    class Meta:
        ordering = ["task", "version"]
        constraints = [
            models.UniqueConstraint(fields=["task", "version"], name="one_task_event_a_version"),
            models.CheckConstraint(
                condition=Q(move__in=sorted(move.value for move in TaskMove)), name="task_event_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(move__in=_WITH_REASON) | ~Q(note=""),
                name="task_event_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.version} {self.move}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the event. Raises `TaskStepsStay` for one that is there."""
        if not self._state.adding:
            raise TaskStepsStay
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises `TaskStepsStay`: what happened only grows."""
        raise TaskStepsStay
