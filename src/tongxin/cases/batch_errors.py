"""What can be wrong with a step on many cases."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken, Stale


class NothingChosen(RuleBroken):
    """A step on no case."""

    message = _("No case is chosen. Tick the cases in the list first.")


class TooManyChosen(RuleBroken):
    """More cases than a page of the list."""

    def __init__(self, most: int) -> None:
        super().__init__(_("Choose at most %(most)d cases at once.") % {"most": most})


class NotYourBatch(RuleBroken):
    """Only whoever took the step takes it back."""

    message = _("Only the person who took this step on many cases can take it back.")


class TooLateToUndo(Stale):
    """The time within which a step on many cases can be taken back is over, or it was taken back."""

    message = _(
        "This step was taken back already, or the time for it is over. Change the cases one by one instead."
    )
