"""What can be wrong when personal data is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken, Stale
from tongxin.records.permission import Act
from tongxin.records.subjects import Hold


class PurposeMissing(RuleBroken):
    """No purpose was given."""

    def __init__(self) -> None:
        super().__init__(_("Say what the personal data is needed for; nothing was opened."))


class NotRegistered(RuleBroken):
    """The door has no entry in the register."""

    def __init__(self) -> None:
        super().__init__(
            _("This door has no entry in the household register yet. Import the register or add it.")
        )


class PageRefused(PermissionDenied):
    """No post of the viewer has the act that the page declares. Django answers with the page for 403."""

    def __init__(self, act: Act) -> None:
        super().__init__(str(act))
        self.act = act


class UndeclaredPage(Exception):
    """A page says nothing about who may open it: refused, and the build fails on it (route matrix)."""

    def __init__(self, path: str) -> None:
        super().__init__(f"the page at {path} carries no declaration; see records/permission.py")


class UnfitExport(RuleBroken):
    """Columns, purpose and ground of an export do not fit together."""


class NothingToExport(RuleBroken):
    """The ground has no household with an entry in the register."""

    message = _("There is no household of the register in this place. Choose a larger one.")


class OwnExport(RuleBroken):
    """Nobody agrees to an export that is the own."""

    message = _("You asked for this export yourself, so another person has to decide on it.")


class ExportDecided(Stale):
    """Somebody has decided on the export already, or its time is over."""

    message = _("This export does not wait for a decision any more. Load the page again.")


class ReasonMissing(RuleBroken):
    """Exports, refusals and corrections say why."""

    message = _("Say why, in a few words; it is recorded.")


class NoFile(RuleBroken):
    """The file of an export is not there: not made yet, or deleted again."""

    message = _("There is no file: it is not made yet, or was deleted after some days. Ask for a new export.")


class HeldByLaw(RuleBroken):
    """Something forbids the erasure of the data for now."""

    def __init__(self, holds: Sequence[Hold]) -> None:
        text = _("This may not be erased now: %(why)s")
        super().__init__(text % {"why": " ".join(str(hold.reason) for hold in holds)})
        self.holds = tuple(holds)


class RequestAnswered(Stale):
    """Somebody has answered the request already."""

    message = _("This request is answered already. Load the page again.")


class OtherKind(RuleBroken):
    """The answer is not one to what was asked."""

    message = _("This request asks for something else. Record a new one for it.")


class AskedInFuture(RuleBroken):
    """A request cannot have been made later than today."""

    message = _("The day of the request lies in the future. Enter the day on which it was made.")
