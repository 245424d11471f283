"""What can be wrong with a task."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken, Stale


class TaskMovedOn(Stale):
    """Somebody else took a step after the viewer had loaded the task."""

    message = _("The task has moved on since you opened it. Look at it as it is now, then decide.")


class StepNotPossible(RuleBroken):
    """The table of steps does not allow the step from this state."""

    def __init__(self, *, move: str, state: str) -> None:
        text = _("“%(move)s” cannot follow on “%(state)s”. Choose one of the steps that the page offers.")
        super().__init__(text % {"move": move, "state": state})


class NotTheHolder(RuleBroken):
    """Only whoever was given the task says what becomes of it."""

    message = _("This task was given to somebody else, who takes it on, refuses it or reports it done.")


class OwnTask(RuleBroken):
    """Whoever did it does not confirm it."""

    message = _("You did this yourself. Another person looks and confirms: ask a colleague.")


class TaskNeedsPerson(RuleBroken):
    """A step of a task is always taken by a person."""

    message = _("A step of a task is taken by a person. Sign in with your own account.")


class TaskReasonMissing(RuleBroken):
    """A refusal, a sending back or a withdrawal without a reason."""

    message = _("Say why, in a few words: the other side will read it.")


class CannotDoHere(RuleBroken):
    """The person chosen is not responsible there."""

    def __init__(self, name: str) -> None:
        text = _("%(name)s holds no post that answers for this place. Choose somebody from the list.")
        super().__init__(text % {"name": name})


class SameHolder(RuleBroken):
    """Given again to whoever has it."""

    message = _("This person has the task already. Choose somebody else.")


class DueInThePast(RuleBroken):
    """A task to be done by a day that is over."""

    message = _("The day by which it is to be done is over. Choose today or a later day.")


class UnknownLine(RuleBroken):
    """A line of work that no kind of problem belongs to."""

    message = _("There is no such line of work. Choose one from the list.")


class TaskStepsStay(RuleBroken):
    """A step of a task was to be changed or deleted."""

    message = _("What happened to a task is only added to, never changed.")


class NoBlock(RuleBroken):
    """A task at one door or place."""

    message = _(
        "A task is given to a village, a group or a grid. For one door or place report a problem instead."
    )


class NumberOfPerson(RuleBroken):
    """A task or note with a number of a person in it."""

    def __init__(self, what: object, where: str) -> None:
        text = _("Several people read this, and it holds %(what)s (%(where)s). Take it out.")
        super().__init__(text % {"what": what, "where": where})
