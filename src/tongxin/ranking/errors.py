"""What can be wrong with a score table, a list, or a step of its life, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongxin.ranking.words import names_text
from tongxin.records.errors import RuleBroken, Stale

FAULTS_SHOWN = 20


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file. `row` is the row as the spreadsheet numbers it, None for the whole file."""

    row: int | None
    what: str

    def __str__(self) -> str:
        if self.row is None:
            return self.what
        return _("Row %(row)d: %(what)s") % {"row": self.row, "what": self.what}


class FileFaulty(RuleBroken):
    """A file that cannot be taken as a score table. Every fault is told; nothing was taken from it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults[:FAULTS_SHOWN]]
        more = len(self.faults) - FAULTS_SHOWN
        if more > 0:
            lines.append(ngettext("… and %(more)d more.", "… and %(more)d more.", more) % {"more": more})
        super().__init__("\n".join(lines))


def whole_file(what: str | Promise) -> FileFaulty:
    """The error for a fault of the file as a whole."""
    return FileFaulty([Fault(None, str(what))])


def no_spreadsheet() -> str:
    """What to say of a file of another kind."""
    return _(
        "This is no spreadsheet, or it is broken or has a password. Choose an .xlsx workbook, a .csv text with "
        "a row of headings, or the .json of a bulletin."
    )


class NothingToRank(RuleBroken):
    """A table in which not even two units have enough evidence."""

    message = gettext_lazy(
        "Fewer than two units were visited often enough in these days, so there is nothing to compare. "
        "Choose more days, fewer least visits or another kind."
    )


class RuleLacks(RuleBroken):
    """The rule needs a parent or class that some units do not have."""

    def __init__(self, names: Sequence[str]) -> None:
        some = names_text(names[:5])
        super().__init__(
            _(
                "This rule needs to know the unit above, or the class, of every unit. It is missing for: %(names)s."
            )
            % {"names": some}
        )


class AlreadyListed(Stale):
    """The table has a living list of this colour."""

    message = gettext_lazy("This table has such a list already. Withdraw it before you draw another.")


class NobodyEnters(RuleBroken):
    """A list that would be empty."""

    message = gettext_lazy("By this rule nobody enters the list. Choose another rule or another number.")


class EveryoneEnters(RuleBroken):
    """A list of everyone says nothing."""

    message = gettext_lazy(
        "By this rule every unit enters, so the list would say nothing. Choose another rule."
    )


class SecondPersonNeeded(RuleBroken):
    """Whoever drew a list cannot approve it."""

    message = gettext_lazy(
        "Whoever drew the list cannot approve it. Ask another person who may approve lists."
    )


class StepNotAllowed(Stale):
    """The list is no longer in the state that the step begins from."""

    def __init__(self, state: str | Promise) -> None:
        super().__init__(
            _("The list is “%(state)s” now, so this step is not possible any more. Load the page again.")
            % {"state": state}
        )


class KindStaysPrivate(RuleBroken):
    """A red list holds objects that are never named in public."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _("Only villages, groups and grids are named in public, not these: %(names)s.")
            % {"names": names_text(names[:5])}
        )


class UnknownPlaces(RuleBroken):
    """A red list holds names that are not those of places of this ground."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _("No places of this ground have these names: %(names)s. Check their spelling in the file.")
            % {"names": names_text(names[:5])}
        )


class TooLong(RuleBroken):
    """A list is to stand longer than the bound of its colour."""

    def __init__(self, most: int) -> None:
        super().__init__(_("This list may stand for 1 to %(most)d days.") % {"most": most})


class HouseholdsNotRanked(RuleBroken):
    """A file ranks households."""

    message = gettext_lazy(
        "The file ranks households. Households are never put on a table: take those rows out."
    )


class HeldBack(RuleBroken):
    """A red list names places where a serious case is open."""

    def __init__(self, held: Mapping[str, Sequence[str]]) -> None:
        each = [
            _("%(name)s (case %(cases)s)") % {"name": name, "cases": ", ".join(cases[:2])}
            for name, cases in held.items()
        ]
        super().__init__(
            _(
                "Held back, because a serious case there is open: %(names)s. Wait until it is closed, or withdraw this "
                "list and draw it again without them."
            )
            % {"names": names_text(each[:5])}
        )
