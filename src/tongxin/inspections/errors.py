"""What can be wrong with a round or a visit."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.inspections.rules import (
    AboveMaximum,
    AnswerFault,
    NotAssessable,
    OutsideRange,
    UnknownItem,
    WrongAnswer,
)
from tongxin.records.errors import RuleBroken, Stale


class RoundEndsBeforeStart(RuleBroken):
    """The last day lies before the first."""

    message = _("The last day lies before the first day. Correct one of the two.")


class SampleNumberMissing(RuleBroken):
    """A sample of so many per grid or percent without a number that makes sense."""

    message = _("Say how many: at least 1 of each grid, or 1 to 100 percent.")


class NoInspectors(RuleBroken):
    """A round without anybody to visit."""

    message = _("Choose at least one inspector.")


class CannotInspect(RuleBroken):
    """A person without a post that may enter visits."""

    def __init__(self, name: str) -> None:
        text = _("%(name)s holds no post that may enter visits. Choose somebody else or give a post first.")
        super().__init__(text % {"name": name})


class NothingToVisit(RuleBroken):
    """The ground holds nothing of the kind that the sheet is made for, or nothing was drawn."""

    message = _("There is nothing here that this sheet is made for. Choose another ground, sheet or sample.")


class NotOnThisGround(RuleBroken):
    """A list of places names some that do not lie on the round's ground or are of another kind."""

    def __init__(self, count: int) -> None:
        text = _(
            "%(count)d places of the list do not lie on the ground of the round or are of another kind. "
            "Take them out; nothing was opened."
        )
        super().__init__(text % {"count": count})


class RoundMovedOn(Stale):
    """The round is no longer in the state in which the act makes sense."""

    message = _(
        "The round is no longer in that state: somebody has opened or closed it. Load the page again."
    )


class RoundNotOpen(RuleBroken):
    """A visit was to be entered on a round that is not under way."""

    message = _("Visits can be entered only while the round is under way.")


class VisitMade(Stale):
    """The visit was entered before."""

    message = _("This visit has been entered already. Open it, and correct it if something is wrong.")


class VisitMovedOn(Stale):
    """Somebody changed the visit after it was loaded."""

    message = _(
        "Somebody has changed this visit in the meantime. Load it again; your entries were not saved."
    )


class NotYetMade(RuleBroken):
    """A visit that was not made cannot be corrected."""

    message = _("This visit has not been made yet; enter it instead of correcting it.")


class OutcomeMissing(RuleBroken):
    """An entry that says neither what was seen nor why nothing was."""

    message = _("Say what came of the visit: looked at, nobody home, not let in, or no longer there.")


class AnswersWithoutLooking(RuleBroken):
    """Answers or findings on a visit on which nothing was looked at."""

    message = _(
        "Items were answered although the place was not looked at. "
        "Choose “looked at”, or take the answers out; nothing was saved."
    )


class NothingAssessed(RuleBroken):
    """A visit said to be done without a single answer."""

    message = _("Nothing was answered. Answer at least one item, or say that nobody was home.")


class VisitedInFuture(RuleBroken):
    """A visit later than now."""

    message = _("The time of the visit lies in the future. Correct it.")


class VisitedBeforeRound(RuleBroken):
    """A visit before the round began."""

    message = _("The time of the visit lies before the first day of the round. Correct it.")


class CorrectionReasonMissing(RuleBroken):
    """A correction without a reason."""

    message = _("Say why the visit is corrected; the reason is kept beside the old entries.")


class VersionsStay(RuleBroken):
    """An old version of a visit was to be changed."""

    message = _("Old entries are kept as they were. Correct the visit instead.")


class AmissAtItem(RuleBroken):
    """Something wrong at one item of the sheet: `item_id` lets a form lead there."""

    def __init__(self, message: str | Promise, item_id: str) -> None:
        super().__init__(message)
        self.item_id = item_id


class AnswerRefused(AmissAtItem):
    """An answer that the sheet does not allow; says at which item and what it wants."""

    def __init__(self, fault: AnswerFault, name: str) -> None:
        super().__init__(_TOLD[type(fault)] % {"item": name, **fault.facts}, fault.item_id)


_TOLD: Mapping[type[AnswerFault], str | Promise] = {
    UnknownItem: _("The sheet has no item “%(item)s”. Load the page again."),
    NotAssessable: _("%(item)s: the source does not state how it is scored, so it takes no answer."),
    WrongAnswer: _("%(item)s: this answer does not fit. Choose one of the answers offered."),
    OutsideRange: _("%(item)s: %(picked)s points lie outside %(least)s to %(most)s."),
    AboveMaximum: _("%(item)s: %(picked)s points are more than the item holds (%(most)s)."),
}


class FindingRefused(AmissAtItem):
    """A finding that cannot stand; `name` is the item's name for screens."""

    told: str | Promise = ""

    def __init__(self, item_id: str, name: str) -> None:
        super().__init__(self.told % {"item": name}, item_id)


class FindingInOrder(FindingRefused):
    """A finding at an item that was answered as in order or not at all."""

    told = _(
        "%(item)s: there is a finding although the item was in order or not looked at. Correct one of them."
    )


class FindingTwice(FindingRefused):
    """Two findings at one item."""

    told = _("%(item)s: two findings at one item. Put them together and give the number.")


class MatterMissing(FindingRefused):
    """A case is to be opened without the kind of problem."""

    told = _("%(item)s: choose the kind of problem, or choose “only note it”.")


class ReasonMissing(FindingRefused):
    """An 'other' item was charged without saying why."""

    told = _("%(item)s: points are taken off here only with a word why. Write what was seen.")


class ChargedTwice(AmissAtItem):
    """The same thing charged under two items."""

    def __init__(self, item_id: str, name: str, other: str) -> None:
        text = _("%(item)s and %(other)s charge the same thing. Keep one of them.")
        super().__init__(text % {"item": name, "other": other}, item_id)
