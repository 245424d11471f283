"""The town's words for states and steps of tasks, for every screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongxin.plans.rules import TaskMove, TaskState

Words = str | Promise

STATE_WORDS: Mapping[TaskState, Words] = {
    TaskState.GIVEN: pgettext_lazy("state of a task", "given"),
    TaskState.ACCEPTED: pgettext_lazy("state of a task", "accepted"),
    TaskState.REFUSED: pgettext_lazy("state of a task", "refused"),
    TaskState.DONE: pgettext_lazy("state of a task", "done"),
    TaskState.CONFIRMED: pgettext_lazy("state of a task", "confirmed"),
    TaskState.WITHDRAWN: pgettext_lazy("state of a task", "withdrawn"),
}

STATE_ICONS: Mapping[TaskState, str] = {
    TaskState.GIVEN: "send",
    TaskState.ACCEPTED: "person-check",
    TaskState.REFUSED: "arrow-return-left",
    TaskState.DONE: "tools",
    TaskState.CONFIRMED: "check2-circle",
    TaskState.WITHDRAWN: "slash-circle",
}

# The colours of pills, by what the state of a case of the same standing has.
STATE_COLOURS: Mapping[TaskState, str] = {
    TaskState.GIVEN: "found",
    TaskState.ACCEPTED: "assigned",
    TaskState.REFUSED: "found",
    TaskState.DONE: "fixed",
    TaskState.CONFIRMED: "verified",
    TaskState.WITHDRAWN: "closed",
}

EVENT_WORDS: Mapping[TaskMove, Words] = {
    TaskMove.GIVE: pgettext_lazy("event of a task", "Given"),
    TaskMove.ACCEPT: pgettext_lazy("event of a task", "Accepted"),
    TaskMove.REFUSE: pgettext_lazy("event of a task", "Refused"),
    TaskMove.FINISH: pgettext_lazy("event of a task", "Reported done"),
    TaskMove.CONFIRM: pgettext_lazy("event of a task", "Confirmed"),
    TaskMove.RETURN: pgettext_lazy("event of a task", "Sent back"),
    TaskMove.WITHDRAW: pgettext_lazy("event of a task", "Withdrawn"),
}

BUTTON_WORDS: Mapping[TaskMove, Words] = {
    TaskMove.GIVE: pgettext_lazy("button of a task", "Give it to somebody else"),
    TaskMove.ACCEPT: pgettext_lazy("button of a task", "I take it on"),
    TaskMove.REFUSE: pgettext_lazy("button of a task", "I cannot do it"),
    TaskMove.FINISH: pgettext_lazy("button of a task", "It is done"),
    TaskMove.CONFIRM: pgettext_lazy("button of a task", "I looked: it is done"),
    TaskMove.RETURN: pgettext_lazy("button of a task", "Not yet, send it back"),
    TaskMove.WITHDRAW: pgettext_lazy("button of a task", "Withdraw the task"),
}

DONE_WORDS: Mapping[TaskMove, Words] = {
    TaskMove.GIVE: pgettext_lazy("said after a step of a task", "The task was given."),
    TaskMove.ACCEPT: pgettext_lazy("said after a step of a task", "You took the task on."),
    TaskMove.REFUSE: pgettext_lazy(
        "said after a step of a task", "Refused. Whoever gave it decides what next."
    ),
    TaskMove.FINISH: pgettext_lazy(
        "said after a step of a task", "Reported. Somebody else looks and confirms."
    ),
    TaskMove.CONFIRM: pgettext_lazy("said after a step of a task", "Confirmed. The task is over."),
    TaskMove.RETURN: pgettext_lazy("said after a step of a task", "Sent back, with your reason."),
    TaskMove.WITHDRAW: pgettext_lazy("said after a step of a task", "Withdrawn. The task is over."),
}
