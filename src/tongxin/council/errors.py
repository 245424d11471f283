"""What can be wrong with an agreement."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken, Stale


class NoDoorThere(RuleBroken):
    """The three duties are those of a household or a shop."""

    message = _("Only a household or a shop that is still there can have a door agreement.")


class AlreadyAgreed(RuleBroken):
    """One agreement a place."""

    def __init__(self, number: str) -> None:
        text = _("This place has the agreement %(number)s. Renew or end that one.")
        super().__init__(text % {"number": number})


class TermUnfit(RuleBroken):
    """An agreement ends after it begins, and not in the past."""

    message = _("The last day must lie after the first one and may not be over. Check both days.")


class TermTooEarly(RuleBroken):
    """A renewal begins after the agreement that it follows."""

    def __init__(self, since: date) -> None:
        text = _("The agreement before it began on %(day)s. Choose a later first day.")
        super().__init__(text % {"day": since.isoformat()})


class NoLongerDraft(Stale):
    """What is signed is not changed."""

    message = _("This agreement is no draft any more. What was signed is not changed; renew or end it.")


class NotRunning(Stale):
    """Only what is signed and not over can be renewed, ended, or be broken."""

    message = _("This agreement is not signed, or it is over. Load the page again.")


class AlreadyFollowed(Stale):
    """One renewal follows one agreement."""

    message = _("This agreement was renewed already. Open the one that follows it.")


class PhotoMissing(RuleBroken):
    """Who says that the paper was photographed sends the photo."""

    message = _(
        "No photo came along. Choose it again, or say that the paper lies in an office: no photo is needed."
    )


class PlaceOfPaperMissing(RuleBroken):
    """Who says that the paper lies in an office says in which."""

    message = _("Say where the signed paper lies, so that it can be found again.")


class SignedInFuture(RuleBroken):
    """A signature is of today or earlier."""

    message = _("The day of signing lies in the future. Choose today or an earlier day.")


class ReasonNeeded(RuleBroken):
    """Something is asked for in words."""

    message = _("Say why in a few words.")


class TextUnfit(RuleBroken):
    """A text of the town that lacks a part."""

    def __init__(self, faults: list[str]) -> None:
        text = _("The text is not complete: %(faults)s")
        super().__init__(text % {"faults": "; ".join(faults[:5])})


class TextMentionsMoney(RuleBroken):
    """An agreement at the door knows no fine, deposit or fee (burden rule P18)."""

    message = _(
        "The text names an amount of money. A door agreement has no fine, deposit or fee: what is broken is put right."
    )


class TextBegins(RuleBroken):
    """Versions follow each other."""

    def __init__(self, day: date) -> None:
        text = _("A version holds from %(day)s on already. Choose a later day.")
        super().__init__(text % {"day": day.isoformat()})


class NobodyLeft(RuleBroken):
    """Nothing is to be made."""

    message = _("Every household and shop here has an agreement or a draft. There is nothing to make.")


class TooManyAtOnce(RuleBroken):
    """The step is one transaction."""

    def __init__(self, found: int, most: int) -> None:
        text = _(
            "These would be %(found)d drafts; at most %(most)d are made in one step. Choose a smaller area."
        )
        super().__init__(text % {"found": found, "most": most})


class NothingToPrint(RuleBroken):
    """No agreement is there."""

    message = _("There is no agreement here to print. Make the drafts first.")
