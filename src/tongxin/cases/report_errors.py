"""What can be wrong with a report or a complaint."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken, Stale


class TooMuchAtOnce(RuleBroken):
    """More was sent than the town can take in; nothing was kept."""

    message = _(
        "So much is coming in from here that this page takes nothing for a while. Try again in an hour, or tell the "
        "village committee or the town office by word or by phone."
    )


class NothingSaid(RuleBroken):
    """A report without any word, kind of place or photo: nobody could find what is meant."""

    message = _("Say what is the matter or where exactly, or add a photo: else nobody finds it.")


class NotOurGround(RuleBroken):
    """A report at a place that the house does not know, or at a household."""

    message = _("Choose the village, the group or the public place from the list.")


class UnknownCode(RuleBroken):
    """No report or complaint has this code."""

    message = _("Nothing was found for this code. Look at the 12 digits again, or ask the town office.")


class AlreadyDecided(Stale):
    """Somebody decided on the report before."""

    message = _("Somebody has decided on this report in the meantime. Look at it as it is now.")


class CannotReopen(RuleBroken):
    """The time for it is over, it was done too often, or the case is not closed."""

    message = _(
        "It can no longer be opened again here: it is not closed, the time is over, or it was done before. Report "
        "it anew, or tell the town office."
    )


class NoSuchCase(RuleBroken):
    """The case that a report is to join is not there, has ended, or was merged itself."""

    message = _("Join it only to a case that is still open and that you can see. Check the number.")


class ComplaintMovedOn(Stale):
    """Somebody did something with the complaint before."""

    message = _("Somebody else has this complaint in hand or answered it. Look at it as it is now.")


class AnswerMissing(RuleBroken):
    """A decision without a word for whoever wrote."""

    message = _("Write a few words: whoever reported or complained reads them.")


class NamesNobody(RuleBroken):
    """The person named to read complaints cannot answer them in the town."""

    message = _("Name only somebody with a post of the town that may answer complaints.")


class ReaderIsNamed(RuleBroken):
    """The person is named already."""

    message = _("This person is named already.")
