"""What can be wrong with a brief, and what the user can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from tongxin.records import figures
from tongxin.records.errors import RuleBroken, Stale
from tongxin.reporting.text import Fault, FaultyPlace


@dataclass(frozen=True)
class Slip:
    """A number typed by hand: in which line (0 is the title), what, and the words around it."""

    line: int
    written: str
    around: str

    @property
    def message(self) -> str | Promise:
        """What is wrong, where, and what to do instead."""
        facts = {"written": self.written, "line": self.line, "around": self.around}
        if self.line == 0:
            text = _(
                "The title holds “%(written)s”, a number typed by hand. Take it out: "
                "a title holds dates, ordinals and names, but no counts."
            )
        else:
            text = _(
                "Line %(line)d, “%(around)s”: “%(written)s” is a number typed by hand. Put a figure there: "
                "write its name in braces as in the list of figures beside the text. "
                "Where no record holds the number, leave it out."
            )
        return text % facts


class TypedNumbers(RuleBroken):
    """A brief holds numbers that no record stands behind."""

    def __init__(self, slips: Sequence[Slip]) -> None:
        super().__init__(slips[0].message)
        self.slips = tuple(slips)


_FAULTS: dict[Fault, str | Promise] = {
    Fault.BRACE: _(
        "a brace is opened or closed without its partner. Write the name of a figure between { and }."
    ),
    Fault.UNKNOWN: _(
        "there is no figure of that name. Copy the name from the list of figures beside the text."
    ),
    Fault.NOT_ALONE: _("a table or list stands alone on its line. Put it on a line of its own."),
}


class PlaceNotRead(RuleBroken):
    """A placeholder that cannot be read."""

    def __init__(self, faulty: FaultyPlace) -> None:
        text = _("Line %(line)d, “%(written)s”: %(what)s")
        super().__init__(
            text % {"line": faulty.line, "written": faulty.written, "what": _FAULTS[faulty.fault]}
        )
        self.faulty = faulty


class FigureAlone(RuleBroken):
    """A paragraph or table shows a figure without those that must be read with it."""

    def __init__(self, line: int, key: str, missing: Sequence[str]) -> None:
        named = pgettext("between figures", ", ").join(str(figures.get(each).title) for each in missing)
        text = _(
            "Line %(line)d shows “%(title)s” alone. Put beside it, in the same paragraph or table: %(missing)s."
        )
        super().__init__(text % {"line": line, "title": figures.get(key).title, "missing": named})


class OwnBrief(RuleBroken):
    """Four eyes: whoever wrote a brief or changed it last does not approve it."""

    message = _("You wrote this brief or changed it last, so somebody else approves it. Ask a colleague.")


class StepNotAllowed(Stale):
    """The brief is no longer in a state that allows the step."""

    message = _("This brief has moved on in the meantime. Load the page again to see where it stands.")


class FiguresMoved(Stale):
    """The draft was changed after the approver had opened it."""

    message = _("The text was changed after you opened it. Read it again, then approve.")


class PeriodBackwards(RuleBroken):
    """The period ends before it begins or in the future."""

    message = _("The period ends before it begins. Choose a last day that is not before the first.")


class PeriodNotOver(RuleBroken):
    """The period of a brief to approve is not over."""

    message = _(
        "The period is not over yet: figures taken now would be incomplete. Approve it after the last day."
    )


class TemplateFaulty(RuleBroken):
    """A file of wordings cannot be used."""

    def __init__(self, file: str, why: object) -> None:
        super().__init__(
            _("The wording %(file)s cannot be used: %(why)s Nothing was loaded.") % {"file": file, "why": why}
        )


class TemplateChanged(RuleBroken):
    """A version that is loaded already was changed in its file."""

    def __init__(self, file: str) -> None:
        text = _(
            "%(file)s differs from the version loaded before. Give it a new version. Nothing was loaded."
        )
        super().__init__(text % {"file": file})


class TooManyRows(RuleBroken):
    """A download would not fit."""

    def __init__(self, most: int) -> None:
        text = _("A workbook holds at most %(most)d rows. Choose a smaller place or a shorter period.")
        super().__init__(text % {"most": most})
