"""What can be wrong with people and accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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


class NameInUse(RuleBroken):
    """The sign-in name belongs to another account."""

    def __init__(self, username: str) -> None:
        super().__init__(_("The sign-in name “%(name)s” is taken. Choose another.") % {"name": username})


class AccountExists(RuleBroken):
    """The person has an account."""

    def __init__(self) -> None:
        super().__init__(_("This person has an account already. Reset its password instead."))


class AccountClosed(RuleBroken):
    """A closed account was to get a slip."""

    message = _("This account is closed. Open it again first, then make a slip.")


class OwnAccount(RuleBroken):
    """Somebody was about to reset the own account."""

    message = _("You cannot give yourself a new slip. Change your password under “My account”.")


class TooManyAtOnce(RuleBroken):
    """More accounts than one act makes."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("At most %(most)d slips are made at once. Choose one village, then the next.") % {"most": most}
        )


class NobodyChosen(RuleBroken):
    """No person was ticked, or those ticked have their accounts by now."""

    message = _("Nobody is chosen who still needs a slip. Tick at least one person.")


class AccountsMoved(Stale):
    """Another act took one of the sign-in names, or gave one of the persons an account."""

    message = _("Somebody else was opening accounts just now; none was opened here. Load the page again.")


class SubjectInUse(RuleBroken):
    """Another account has this name at the county's sign-in."""

    message = _("Another account has this name at the county's sign-in already. Look whose it is.")


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
