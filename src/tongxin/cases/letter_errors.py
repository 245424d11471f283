"""What can be wrong with a letter."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken, Stale


class NoCaseChosen(RuleBroken):
    """A letter without a problem."""

    message = _("Choose at least one open case. Only cases that wait to be put right belong into a letter.")


class TooManyCases(RuleBroken):
    """More problems than anybody reads."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("A letter holds at most %(most)d problems. Write several letters.") % {"most": most}
        )


class CasesApart(RuleBroken):
    """Cases of several villages in one letter."""

    message = _("A letter is about one village. Choose cases of the same village.")


class CaseNotToFix(Stale):
    """A case was put right or ended in the meantime."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("Case %(number)s does not wait to be put right any more. Take it out of the letter.")
            % {"number": number}
        )


class AlreadyWritten(RuleBroken):
    """A letter about the case is running."""

    def __init__(self, case: str, letter: str) -> None:
        super().__init__(
            _(
                "Letter %(letter)s about case %(case)s still waits for its answer. Wait for the answer, or withdraw "
                "that letter first."
            )
            % {"case": case, "letter": letter}
        )


class AddresseeUnfit(RuleBroken):
    """The addressee is not one of those who answer for the place."""

    message = _("This addressee does not answer for the place of these cases. Choose one from the list.")


class DayGone(RuleBroken):
    """A day of the letter that is past."""

    message = _("A day of the letter has passed already. Choose today or a later day.")


class NotAddressed(RuleBroken):
    """Neither the addressee nor the office that issued the letter."""

    message = _(
        "Only whom the letter is addressed to signs for it and answers it, or the town office for them."
    )


class LetterMovedOn(Stale):
    """The letter is no longer in a state from which the step begins."""

    def __init__(self, state: str | Promise) -> None:
        super().__init__(
            _("The letter is “%(state)s” now, so this step is not possible any more. Load the page again.")
            % {"state": state}
        )


class ReceiverMissing(RuleBroken):
    """A receipt entered from paper without who signed."""

    message = _("Write who signed for the letter, as it stands on the paper.")


class AnswerMissing(RuleBroken):
    """An answer without words."""

    message = _("Write what was done, problem by problem.")


class WithdrawalUnexplained(RuleBroken):
    """A letter withdrawn without a reason."""

    message = _("Say why the letter is withdrawn: the addressee will read it.")


class OutOfOrder(RuleBroken):
    """A receipt or an answer from before the letter, or from the future."""

    message = _("The day lies before the letter was issued or received, or in the future. Check it.")
