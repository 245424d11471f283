"""The list of tasks: saved views, a ground and a line, and the rows that page and download share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongxin.plans.models import Task
from tongxin.plans.querysets import TaskQuerySet
from tongxin.records import clock
from tongxin.records.paging import COUNTED_AT_MOST
from tongxin.records.permission import Act, Viewer
from tongxin.standards.lines import lines
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.lookup import ground_of, place_of

Rows = Callable[[TaskQuerySet, Viewer], TaskQuerySet]


@dataclass(frozen=True)
class SavedView:
    """A tab of the list: which tasks, in which order."""

    key: str
    label: str | Promise
    rows: Rows
    order: tuple[str, str] = ("due_on", "id")


VIEWS: tuple[SavedView, ...] = (
    SavedView("mine", pgettext_lazy("view of tasks", "Waiting for me"), TaskQuerySet.waiting_for),
    SavedView("open", pgettext_lazy("view of tasks", "Not over"), lambda tasks, viewer: tasks.open()),
    SavedView(
        "overdue",
        pgettext_lazy("view of tasks", "Overdue"),
        lambda tasks, viewer: tasks.overdue(clock.today()),
    ),
    SavedView(
        "to_confirm",
        pgettext_lazy("view of tasks", "To be confirmed"),
        lambda tasks, viewer: tasks.to_confirm(),
    ),
    SavedView(
        "all", pgettext_lazy("view of tasks", "All"), lambda tasks, viewer: tasks, ("-given_at", "-id")
    ),
)


@dataclass(frozen=True)
class Tab:
    """A saved view as the page shows it."""

    view: SavedView
    is_current: bool
    count: int


@dataclass(frozen=True)
class TaskList:
    """The tasks that an address asks for. `only`: to which place and line it is narrowed, in words."""

    view: SavedView
    rows: TaskQuerySet
    only: str
    kept: Mapping[str, str]
    tabs: tuple[Tab, ...]


def task_list(viewer: Viewer, query: Mapping[str, Any]) -> TaskList:
    """The visible tasks of the view `query["view"]`, narrowed to `ground` and `line`; counts of the tabs: one query."""
    view = next((view for view in VIEWS if view.key == query.get("view")), VIEWS[1])
    visible = viewer.visible(Task.objects.all(), Act.TASK_VIEW)
    kept = {name: str(query[name]) for name in ("ground", "line") if query.get(name)}
    narrowed = _narrowed(visible, kept)
    rows = view.rows(narrowed, viewer).shown().order_by(*view.order)
    return TaskList(view, rows, _words(kept), kept, _tabs(narrowed, viewer, view))


def tasks_for(viewer: Viewer) -> TaskQuerySet:
    """The tasks whose next step is the viewer's, the first due first: for the day's work."""
    return Task.objects.waiting_for(viewer).shown().order_by("due_on", "id")


def _narrowed(tasks: TaskQuerySet, kept: Mapping[str, str]) -> TaskQuerySet:
    if "line" in kept:
        tasks = tasks.filter(line=kept["line"])
    if "ground" not in kept:
        return tasks
    try:
        return tasks.within(ground_of(kept["ground"]))
    except NoSuchGround:
        return tasks.none()


def _words(kept: Mapping[str, str]) -> str:
    words = []
    if "ground" in kept:
        try:
            words.append(str(place_of(kept["ground"])))
        except NoSuchGround:
            words.append(kept["ground"])
    if "line" in kept:
        words.append(lines().get(kept["line"], kept["line"]))
    return " · ".join(words)


def _tabs(tasks: TaskQuerySet, viewer: Viewer, current: SavedView) -> tuple[Tab, ...]:
    parts = {
        view.key: Count("pk", filter=Q(pk__in=view.rows(tasks, viewer).order_by().values("pk")))
        for view in VIEWS
    }
    counted = tasks.order_by().aggregate(**parts)
    return tuple(Tab(view, view is current, counted[view.key]) for view in VIEWS)


SHEET_HEADINGS: tuple[str | Promise, ...] = (
    pgettext_lazy("column of tasks", "Task"),
    pgettext_lazy("column of tasks", "Line"),
    pgettext_lazy("column of tasks", "Place"),
    pgettext_lazy("column of tasks", "State"),
    pgettext_lazy("column of tasks", "Who does it"),
    pgettext_lazy("column of tasks", "To be done by"),
    pgettext_lazy("column of tasks", "Given"),
    pgettext_lazy("column of tasks", "Done"),
    pgettext_lazy("column of tasks", "Confirmed"),
)


def sheet_rows(rows: TaskQuerySet) -> Iterator[Sequence[Any]]:
    """The rows of the workbook: those of the list, as far as its pages go."""
    named = lines()
    for task in rows[:COUNTED_AT_MOST]:
        yield (
            task.title,
            named.get(task.line, task.line),
            task.place_name,
            task.get_state_display(),
            task.holder.masked_name,
            task.due_on,
            task.given_at,
            task.done_at,
            task.confirmed_at,
        )
