"""What can be wrong with people, posts and accounts."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.people.roles import Role
from tongxin.records.errors import RuleBroken, Stale


class PhoneFaulty(RuleBroken):
    """Not a mobile number."""

    def __init__(self, phone: str) -> None:
        super().__init__(
            _(
                "“%(phone)s” is no mobile number: 11 digits beginning with 13 to 19. "
                "Leave it empty if there is none."
            )
            % {"phone": phone}
        )


class PhoneTaken(RuleBroken):
    """Another person has this number already."""

    def __init__(self) -> None:
        super().__init__(
            _("Another person has this mobile number already. Choose that person, or leave the number empty.")
        )


class NameMissing(RuleBroken):
    """A person without a name."""

    def __init__(self) -> None:
        super().__init__(_("Enter the person's name."))


class GroundUnfit(RuleBroken):
    """A role cannot have this kind of ground."""

    def __init__(self, role: Role) -> None:
        super().__init__(
            _("A post as %(role)s cannot have this place as its ground. Choose another place.")
            % {"role": role.label}
        )


class PostTaken(RuleBroken):
    """Somebody holds the post already."""

    def __init__(self, role: Role) -> None:
        super().__init__(
            _("Somebody is already %(role)s there. Use “hand over” on that post; nothing was changed.")
            % {"role": role.label}
        )


class PostHeld(RuleBroken):
    """The person has this post already."""

    def __init__(self, role: Role) -> None:
        super().__init__(
            _("This person is already %(role)s there; nothing was changed.") % {"role": role.label}
        )


class HandOverFaulty(RuleBroken):
    """To oneself, or dated before the post began, or after it ended."""


class HandOverToSelf(HandOverFaulty):
    """Predecessor and successor are one person."""

    def __init__(self) -> None:
        super().__init__(_("A post cannot be handed over to the person who holds it. Choose another person."))


class HandOverTooEarly(HandOverFaulty):
    """The day lies on or before the post's first day."""

    def __init__(self, since: date) -> None:
        super().__init__(
            _("The post began on %(since)s. The hand-over must be on a later day.")
            % {"since": since.isoformat()}
        )


class PostEnded(HandOverFaulty):
    """The post is no longer in force."""

    def __init__(self) -> None:
        super().__init__(
            _("This post has ended already; nothing was changed. Open the page of the place again.")
        )


class NameInUse(RuleBroken):
    """The sign-in name belongs to another account."""

    def __init__(self, username: str) -> None:
        super().__init__(_("The sign-in name “%(name)s” is taken. Choose another.") % {"name": username})


class AccountExists(RuleBroken):
    """The person has an account."""

    def __init__(self) -> None:
        super().__init__(_("This person has an account already. Reset its password instead."))


class NoSpreadsheet(RuleBroken):
    """The file is no workbook and no CSV, or it is broken or locked by a password."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This file is no spreadsheet, or it is broken or has a password. Save the register as .xlsx in the "
                "form of the template, without a password, and choose that file."
            )
        )


class FileUnreadable(RuleBroken):
    """The file named on the command line cannot be read."""

    def __init__(self, path: str) -> None:
        super().__init__(_("The file %(path)s cannot be read. Look at its name and place.") % {"path": path})


class SpreadsheetTooLarge(RuleBroken):
    """The file unpacks to far more than a register can hold, or takes too long to read."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This file is far larger than a register can be. Copy the filled rows into an empty template and "
                "choose that file; a workbook with stray cells far out on the sheet is such a file."
            )
        )


class RegisterFaulty(RuleBroken):
    """A register with faulty rows was to be applied."""

    def __init__(self, faults: int) -> None:
        super().__init__(
            _(
                "%(count)d places in the file are wrong; nothing was imported. Correct them and choose the file again."
            )
            % {"count": faults}
        )


class RegisterMoved(Stale):
    """What is there has changed since the preview."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The register has changed since this preview; nothing was imported. Look at the new preview first."
            )
        )


class RegisterDone(Stale):
    """The file was applied already."""

    def __init__(self) -> None:
        super().__init__(_("This file has been imported already; nothing was done a second time."))
