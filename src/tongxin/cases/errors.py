"""What can be wrong with a case."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tongxin.cases.rules import Fact
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


class NotGivenToYou(RuleBroken):
    """Only the person to whom a case was given may give it back or ask for more time."""

    message = _("Only the person to whom the case was given may do this.")


class SameLine(RuleBroken):
    """The line chosen is the one that has the case, or none."""

    message = _("Choose another line of work than the one that has the case now.")


class WrongGround(RuleBroken):
    """The place chosen is the one where the case lies, or one of another town."""

    message = _("Choose another place of the same town than the one where the case lies now.")


class LimitNotRunning(RuleBroken):
    """The limit has passed, or the clock stands still already."""

    message = _(
        "The time limit has passed, or its clock stands still already: neither stop nor put it off now."
    )


class ClockNotStopped(RuleBroken):
    """A clock that runs cannot be let run again."""

    message = _("The clock of this case runs. Load the page again.")


class NothingAsked(RuleBroken):
    """There is no request for more time to be answered."""

    message = _("Nobody asks for more time now. Load the page again.")


class AskedAlready(RuleBroken):
    """A second request before the first is answered."""

    message = _("More time was asked for already. Wait for the answer.")


class NoLaterDay(RuleBroken):
    """The day asked for is not later than the day on which it is due, or has gone by."""

    message = _("Choose a day later than the one on which it is due, and not before today.")


class OwnTime(RuleBroken):
    """Nobody stops or prolongs their own time."""

    message = _("It is your own time: another person who may assign here decides this.")


class NotTakenBack(RuleBroken):
    """The last step is not the viewer's own, or something followed it."""

    message = _("Only your own last step can be taken back, and only as long as nothing followed it.")


class ClosedLongAgo(RuleBroken):
    """The time to open a closed case again has passed."""

    message = _("It was closed too long ago to be opened again. Report it as a new problem.")


class PatienceNotUsedUp(RuleBroken):
    """The next level is not told yet, or there is none."""

    message = _("It is not time yet to tell the next level up the line, or there is none.")


# What hinders a step that needs the fact.
FACT_ERRORS: Mapping[Fact, type[RuleBroken]] = {
    Fact.OTHER_PERSON: OwnWork,
    Fact.RUNNING: LimitNotRunning,
    Fact.STOPPED: ClockNotStopped,
    Fact.ASKED: NothingAsked,
    Fact.NOT_ASKED: AskedAlready,
    Fact.NOT_OWN_TIME: OwnTime,
    Fact.OWN_LAST: NotTakenBack,
    Fact.RECENT: ClosedLongAgo,
    Fact.LATE: PatienceNotUsedUp,
}
