"""What can be wrong when personal data is asked for."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act


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
