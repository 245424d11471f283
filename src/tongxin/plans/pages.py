"""The pages of work by line and block: the matrix, a cell, the list of tasks, one task and its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.models import Person
from tongxin.plans import actions, lists
from tongxin.plans.asked import asked_for, place_name, seen_ground
from tongxin.plans.blocks import Block
from tongxin.plans.forms import GiveForm, StepForm, chosen_person, step_form
from tongxin.plans.matrix import cell_of, matrix_of, month_so_far
from tongxin.plans.models import Task
from tongxin.plans.people import who_can
from tongxin.plans.rules import TaskMove
from tongxin.plans.task_page import Refused, task_context
from tongxin.plans.words import DONE_WORDS
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.figures import FigureScope
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page
from tongxin.standards.lines import lines

REFUSED = 422
CELL_TASKS = 20
Take = Callable[[Task, StepForm, SignedInRequest], Task]


@page(Act.CASE_VIEW)
@require_GET
def matrix(request: SignedInRequest) -> HttpResponse:
    """Lines and blocks: what is open, overdue and done, each number opening its cases."""
    asked = asked_for(request.GET, request.viewer)
    context = {
        "form": asked.form,
        "scope": asked.scope,
        "place": asked.place,
        "by": asked.by,
        "matrix": matrix_of(asked.scope, asked.ground, asked.by, request.GET.get("page")),
        "is_now": asked.scope.until >= clock.today(),
    }
    return render(request, "plans/matrix.html", context)


@page(Act.CASE_VIEW)
@require_GET
def cell(request: SignedInRequest, key: str, line: str) -> HttpResponse:
    """One cell: its numbers and its tasks."""
    ground = seen_ground(key, request.viewer)
    line_name = _line_name(line)
    scope = FigureScope(ground.key, *month_so_far(clock.today()))
    tasks = request.viewer.visible(Task.objects.within(ground).filter(line=line), Act.TASK_VIEW)
    context = {
        "cell": cell_of(scope, Block(place_name(ground), None, ground), line, line_name),
        "scope": scope,
        "tasks": tasks.open().shown().order_by("due_on", "id")[:CELL_TASKS],
        "may_give": request.viewer.may(Act.TASK_GIVE, ground),
    }
    return render(request, "plans/cell.html", context)


@page(Act.TASK_VIEW)
@require_GET
def tasks(request: SignedInRequest) -> HttpResponse:
    """The tasks of the viewer's ground, by saved view."""
    found = lists.task_list(request.viewer, request.GET)
    context = {
        "list": found,
        "page": page_of(found.rows, request.GET.get("page")),
        "lines": lines(),
        "query": request.GET.urlencode(),
        "may_give": request.viewer.may(Act.TASK_GIVE),
    }
    return render(request, "plans/tasks.html", context)


@page(Act.TASK_VIEW)
@require_GET
def download(request: SignedInRequest) -> HttpResponse:
    """The list as the screen shows it, as a workbook."""
    found = lists.task_list(request.viewer, request.GET)
    content = export.xlsx(_("Tasks"), lists.SHEET_HEADINGS, lists.sheet_rows(found.rows))
    name = _("tasks %(day)s") % {"day": clock.today().isoformat()}
    return export.download(content, f"{name}.xlsx", export.XLSX)


@page(Act.TASK_GIVE)
def give(request: SignedInRequest, key: str, line: str) -> HttpResponse:
    """Gives a task to a cell."""
    ground = seen_ground(key, request.viewer)
    request.viewer.require(Act.TASK_GIVE, ground)
    line_name = _line_name(line)
    able = who_can(ground, line)
    form = GiveForm(request.POST or None, able=able)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            task = actions.give_task(
                ground=ground,
                line=line,
                title=values["title"],
                what=values["what"],
                due_on=values["due_on"],
                to=Person.objects.get(pk=chosen_person(values["to"])),
                by=request.viewer,
            )
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, str(DONE_WORDS[TaskMove.GIVE]))
            return redirect("plans:task", task.pk)
    context = {
        "form": form,
        "ground": ground,
        "place": place_name(ground),
        "line": line,
        "line_name": line_name,
        "nobody": not able,
    }
    return render(request, "plans/give.html", context, status=REFUSED if form.errors else 200)


@page(Act.TASK_VIEW)
@require_GET
def task(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """One task: what it is, what happened, what is next."""
    return _task_page(request, _found(request, task_id))


@page(Act.TASK_DO)
@require_POST
def accept(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """Takes it on."""
    return _step(request, task_id, TaskMove.ACCEPT)


@page(Act.TASK_DO)
@require_POST
def refuse(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """Says no, and why."""
    return _step(request, task_id, TaskMove.REFUSE)


@page(Act.TASK_DO)
@require_POST
def finish(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """Reports it done."""
    return _step(request, task_id, TaskMove.FINISH)


@page(Act.TASK_CONFIRM)
@require_POST
def confirm(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """Says that it was really done."""
    return _step(request, task_id, TaskMove.CONFIRM)


@page(Act.TASK_CONFIRM)
@require_POST
def send_back(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """Sends it back."""
    return _step(request, task_id, TaskMove.RETURN)


@page(Act.TASK_GIVE)
@require_POST
def give_again(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """Gives it to somebody else."""
    return _step(request, task_id, TaskMove.GIVE)


@page(Act.TASK_GIVE)
@require_POST
def withdraw(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """Ends it."""
    return _step(request, task_id, TaskMove.WITHDRAW)


def _line_name(line: str) -> str:
    """The name of a line of work. Raises `Http404` for one that there is not."""
    try:
        return lines()[line]
    except KeyError as error:
        raise Http404 from error


def _found(request: SignedInRequest, task_id: UUID) -> Task:
    rows = Task.objects.shown().select_related("done_by", "confirmed_by")
    return request.viewer.find(rows, Act.TASK_VIEW, pk=task_id)


def _step(request: SignedInRequest, task_id: UUID, move: TaskMove) -> HttpResponse:
    """One step: the form, one call into the room; a refusal shows the task as it is now, with what was typed."""
    shown = _found(request, task_id)
    able = who_can(shown.ground, shown.line) if move is TaskMove.GIVE else []
    form = step_form(shown, move, able, request.POST)
    if form.is_valid():
        try:
            TAKE[move](shown, form, request)
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, str(DONE_WORDS[move]))
            return redirect("plans:task", task_id)
    return _task_page(request, _found(request, task_id), Refused(move, form))


def _task_page(request: SignedInRequest, shown: Task, refused: Refused | None = None) -> HttpResponse:
    context = task_context(shown, request.viewer, refused)
    return render(
        request, "plans/task.html", {**context, "refused": refused}, status=REFUSED if refused else 200
    )


def _give(shown: Task, form: StepForm, request: SignedInRequest) -> Task:
    values = form.cleaned_data
    person = Person.objects.get(pk=chosen_person(values["to"]))
    return actions.give_again(
        shown, to=person, note=values["note"], seen=values["version"], by=request.viewer
    )


def _with_note(act: Callable[..., Task]) -> Take:
    def take(shown: Task, form: StepForm, request: SignedInRequest) -> Task:
        values = form.cleaned_data
        return act(shown, note=values["note"], seen=values["version"], by=request.viewer)

    return take


def _with_reason(act: Callable[..., Task]) -> Take:
    def take(shown: Task, form: StepForm, request: SignedInRequest) -> Task:
        values = form.cleaned_data
        return act(shown, reason=values["note"], seen=values["version"], by=request.viewer)

    return take


TAKE: Mapping[TaskMove, Take] = {
    TaskMove.GIVE: _give,
    TaskMove.ACCEPT: _with_note(actions.accept_task),
    TaskMove.REFUSE: _with_reason(actions.refuse_task),
    TaskMove.FINISH: _with_note(actions.finish_task),
    TaskMove.CONFIRM: _with_note(actions.confirm_task),
    TaskMove.RETURN: _with_reason(actions.return_task),
    TaskMove.WITHDRAW: _with_reason(actions.withdraw_task),
}
