"""What can be wrong when standards are loaded or used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken


@dataclass(frozen=True)
class Fault:
    """One fault in a file: the file's name, the place in it, and what is wrong, in the user's language."""

    file: str
    place: str
    text: str

    def __str__(self) -> str:
        parts = {"file": self.file, "place": self.place, "text": self.text}
        return (
            gettext("%(file)s: %(place)s: %(text)s") if self.place else gettext("%(file)s: %(text)s")
        ) % parts


class DataFaulty(RuleBroken):
    """Files of standards that cannot be loaded; `faults` lists every fault, and nothing was loaded."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        count = len(faults)
        head = ngettext(
            "%(count)d fault; nothing was loaded. Put it right and load again.",
            "%(count)d faults; nothing was loaded. Put them right and load again.",
            count,
        ) % {"count": count}
        super().__init__("\n".join([head, *map(str, faults)]))
        self.faults = tuple(faults)


class DataFolderMissing(RuleBroken):
    """The folder with the data is not there."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            gettext("The folder “%(folder)s” does not exist. Name the one that holds sheets/ and standards/.")
            % {"folder": folder}
        )


class NothingToLoad(RuleBroken):
    """A folder without any of the files."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            gettext("The folder “%(folder)s” holds no sheets/, standards/, matters.csv or item_hints.csv.")
            % {"folder": folder}
        )


class LoadedVersionsStay(RuleBroken):
    """A loaded version was to be changed."""

    message = _("A loaded version stays as it is, because scores point at it. Load a new version instead.")


class SheetIncomplete(RuleBroken):
    """A sheet of which parts are missing was to be used for a round."""

    message = _(
        "This sheet is not complete: parts of the source are missing. Choose a complete sheet, "
        "or say on the form that you want to use it all the same."
    )
