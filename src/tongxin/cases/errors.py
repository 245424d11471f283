"""What can be wrong with a case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken, Stale


class TimelineStays(RuleBroken):
    """An event of a case was to be changed or deleted."""

    message = _(
        "What happened to a case is only added to, never changed. Write a new entry that corrects it."
    )


class CaseMovedOn(Stale):
    """Somebody else did something with the case after the viewer had loaded it."""

    def __init__(self, *, number: str, who: str, what: str, when: str) -> None:
        super().__init__(
            _(
                "Case %(number)s has moved on: %(who)s, %(when)s: %(what)s. Nothing of that and nothing of yours "
                "is lost. Look at the case as it is now, then decide."
            )
            % {"number": number, "who": who, "what": what, "when": when}
        )


class MoveNotPossible(RuleBroken):
    """The table of transitions does not allow the move from this state."""

    def __init__(self, *, move: str, state: str) -> None:
        super().__init__(
            _("“%(move)s” cannot follow on “%(state)s”. Choose one of the steps that the case page offers.")
            % {"move": move, "state": state}
        )


class NeedsPerson(RuleBroken):
    """A step of a case is always taken by a person, never by the machine."""

    message = _("A step of a case is taken by a person. Sign in with your own account.")


class OwnWork(RuleBroken):
    """Whoever put it right does not judge it."""

    message = _("You put this right yourself. Another person looks whether it is good: ask a colleague.")


class ReasonMissing(RuleBroken):
    """A return or a refusal without a reason."""

    message = _("Say why, in a few words: the person who reported or worked on it will read it.")


class CannotFixHere(RuleBroken):
    """The person chosen may not put cases right on this ground."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s has no post that works on this place. Choose somebody from the list.")
            % {"name": name}
        )


class OriginalUnfit(RuleBroken):
    """The case to merge into is the same one, has ended, or lies in another village."""

    message = _("Merge only into another case of the same village that is still open. Check the number.")


class FoundInFuture(RuleBroken):
    """A problem found later than now."""

    message = _("The moment when it was found lies in the future. Check date and time.")


class AlreadyOpened(RuleBroken):
    """A finding became a case before."""

    def __init__(self, number: str) -> None:
        super().__init__(_("This was made a case before: %(number)s. Open that one.") % {"number": number})
        self.number = number


class NothingToReport(RuleBroken):
    """A kind of problem that is not in force on the day."""

    message = _("This kind of problem is no longer in use. Choose another one from the list.")
