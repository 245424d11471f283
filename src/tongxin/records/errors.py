"""What a broken rule looks like: an error whose message tells the user what happened and what to do.

Acts raise these; pages put the message on the form, or let the one middleware of `web` answer:
`NotAllowed` becomes 403, `Stale` 409, every other `RuleBroken` 422.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RuleBroken(Exception):
    """A rule of the trade forbids the act. Subclasses are named after the rule and set `message`.

    `message` is shown to the user, in the user's language, at the moment of showing.
    """

    message: str | Promise = _("This cannot be done. Check the entries and try again.")

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class Stale(RuleBroken):
    """Someone else was first: what the user saw is no longer current."""

    message = _("Someone else has changed this in the meantime. Load the page again before you go on.")
