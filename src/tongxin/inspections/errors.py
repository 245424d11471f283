"""What can be wrong with a round or a visit."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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


class SheetNotInForce(RuleBroken):
    """The town does not use this version of the sheet on the round's first day."""

    message = _(
        "The town does not use this version of the sheet on the first day of the round. "
        "Choose another sheet, or adopt it first."
    )


class SampleNumberMissing(RuleBroken):
    """A sample of so many per grid or percent without a number that makes sense."""

    message = _("Say how many: at least 1 of each grid, or 1 to 100 percent.")


class NoInspectors(RuleBroken):
    """A round without anybody to visit."""

    message = _("Choose at least one inspector.")


class ShareOutOfRange(RuleBroken):
    """A share that is no percentage."""

    message = _("A share is a number from 0 to 100 percent. Correct it.")


class AnotherInspectorNeeded(RuleBroken):
    """Second visits or visits by another inspector with only one inspector named."""

    message = _(
        "A second inspector, or somebody to look again, needs at least two inspectors. "
        "Choose another one, or take the shares out."
    )


class DaysMissing(RuleBroken):
    """What was not seen for so many days, without the days."""

    message = _("Say for how many days a place was not seen: at least 1.")


class OnlySitesAreSeen(RuleBroken):
    """Grids, groups and villages have no day on which they were last seen."""

    message = _(
        "For this sheet nobody knows when a place was last seen. Draw among everything there instead."
    )


class NobodyStrangeLeft(RuleBroken):
    """Visits that only somebody on own ground could make, beyond the share that the plan allows."""

    def __init__(self, count: int) -> None:
        text = ngettext(
            "%(count)d visit could be made only by an inspector on own ground, or twice by the same one. "
            "Nothing was changed: name another inspector, or allow more visits on own ground.",
            "%(count)d visits could be made only by inspectors on own ground, or twice by the same one. "
            "Nothing was changed: name another inspector, or allow more visits on own ground.",
            count,
        )
        super().__init__(text % {"count": count})


class NothingToReassign(Stale):
    """The person has no visit left to make on the round."""

    message = _("No visit of this person is left to make on the round. Load the page again.")


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


class MakerMissing(RuleBroken):
    """A visit from paper that falls to nobody, without a word who made it."""

    message = _("Say who made the visit: it falls to nobody, so the paper has to tell.")


class MakerUnknown(RuleBroken):
    """A visit from paper by somebody who does not inspect on the round."""

    def __init__(self, name: str) -> None:
        text = _("%(name)s is not an inspector of this round. Choose the one whose name is on the paper.")
        super().__init__(text % {"name": name})


class CannotType(RuleBroken):
    """A person without a post that may enter visits was to key in paper forms."""

    def __init__(self, name: str) -> None:
        text = _("%(name)s holds no post of this town that may enter visits, so cannot key in its forms.")
        super().__init__(text % {"name": name})


class VisitedBeforeRound(RuleBroken):
    """A visit before the round began."""

    message = _("The time of the visit lies before the first day of the round. Correct it.")


class CorrectionReasonMissing(RuleBroken):
    """A correction without a reason."""

    message = _("Say why the visit is corrected; the reason is kept beside the old entries.")


class VersionsStay(RuleBroken):
    """An old version of a visit was to be changed."""

    message = _("Old entries are kept as they were. Correct the visit instead.")


class FollowUpMade(Stale):
    """The follow-up visit was entered before."""

    message = _("This follow-up visit has been entered already. Open it to see what came of it.")


class FollowUpMovedOn(Stale):
    """Somebody changed the follow-up visit after it was loaded."""

    message = _(
        "Something has changed at this place in the meantime. Look at the list again; nothing was saved."
    )


class ItemsUnanswered(RuleBroken):
    """A follow-up visit said to be made without a word on some of the findings."""

    def __init__(self, count: int) -> None:
        text = _("%(count)d findings have no answer yet. Say of each whether it is right now.")
        super().__init__(text % {"count": count})


class MadeBeforeFound(RuleBroken):
    """A follow-up visit before what it follows up was found."""

    message = _("The time of the follow-up visit lies before the visit that found the problem. Correct it.")


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


class WhereMissing(FindingRefused):
    """Several findings at one item, and nobody could tell which is where."""

    told = _("%(item)s: several places are named here. Write at each of them where it is.")


class CountsDiffer(FindingRefused):
    """The places of an item do not add up to the item's number."""

    told = _("%(item)s: the places named do not add up to the number of the item. Correct one of them.")


class TooManyAtItem(AmissAtItem):
    """More findings at one item than the town allows, or more photos of one finding."""

    told: str | Promise = ""

    def __init__(self, item_id: str, name: str, *, count: int, most: int) -> None:
        super().__init__(self.told % {"item": name, "count": count, "most": most}, item_id)


class TooManyFindings(TooManyAtItem):
    """More findings at one item than are kept apart."""

    told = _("%(item)s: %(count)d places are named; at most %(most)d can be. Put some of them together.")


class TooManyPhotos(TooManyAtItem):
    """More photos of one finding than are kept."""

    told = _(
        "%(item)s: %(count)d photos were chosen for one finding; at most %(most)d are kept. Choose the clearest "
        "ones again. What you have written is still here."
    )


class SignalNoteMissing(RuleBroken):
    """A signal is set aside with what was found."""

    message = _("Write in a few words what was found on looking again.")


class SignalGone(Stale):
    """Somebody else set it aside, or the visit was corrected."""

    message = _("This signal is no more, or was set aside already. Load the page again.")


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
