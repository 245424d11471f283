"""What can be wrong when standards are loaded or used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
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


class DraftMoved(RuleBroken):
    """A draft was changed by somebody else since it was opened."""

    message = _(
        "Somebody else changed this draft while you had it open. Nothing of yours was saved: look at it as it "
        "stands now and enter your change again."
    )


class DraftUnderWay(RuleBroken):
    """A second draft of one sheet was to be begun."""

    message = _("The next version of this sheet is being written already. Go on with that draft.")


class DraftUnfit(RuleBroken):
    """A content that is no score sheet; the faults say where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        head = gettext("This is no score sheet; nothing was saved.")
        super().__init__("\n".join([head, *map(str, faults)]))


class NumberTaken(RuleBroken):
    """Two items or two sections with one number."""

    def __init__(self, part_id: str) -> None:
        super().__init__(
            gettext("The number %(number)s stands in the sheet already. Choose another one.")
            % {"number": part_id}
        )


class SheetTooLarge(RuleBroken):
    """More sections or items than a sheet may have."""

    def __init__(self, sections: int, items: int) -> None:
        super().__init__(
            gettext(
                "A sheet has at most %(sections)d sections and %(items)d items. Split it into two sheets, or put "
                "items that belong together into one with levels."
            )
            % {"sections": sections, "items": items}
        )


class PictureUnknown(RuleBroken):
    """An item names a picture that the town does not have."""

    message = _("The picture of this item is not there any more. Choose it again.")


class DraftHasFaults(RuleBroken):
    """A draft with faults was to be adopted."""

    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "The sheet has %(count)d fault and cannot be adopted. Put it right first; it stands beside the sheet.",
                "The sheet has %(count)d faults and cannot be adopted. Put them right first; they stand beside the "
                "sheet.",
                count,
            )
            % {"count": count}
        )


class NothingChanged(RuleBroken):
    """A draft that says the same as the version before it."""

    message = _("The draft says the same as the version before it. Change something, or discard it.")


class ReasonMissing(RuleBroken):
    """An adoption or a retirement without a reason."""

    message = _("Say why, in a few words: it stands beside the sheet.")


class DayTooEarly(RuleBroken):
    """An adoption or retirement that would reach back."""

    def __init__(self, earliest: date) -> None:
        super().__init__(
            gettext("Choose %(day)s or a later day: what was scored until then stays as it is.")
            % {"day": date_format(earliest, "DATE_FORMAT")}
        )


class RetiredAlready(RuleBroken):
    """A sheet that the town does not use any more was to be retired again."""

    message = _("The town has said already from when on it no longer uses this sheet. That stays.")


class NotInUse(RuleBroken):
    """A version that the town does not use was to be retired."""

    message = _("The town does not use this version, so there is nothing to end.")


class WorkbookFaulty(RuleBroken):
    """A workbook that cannot be read into a draft; `faults` lists every fault, and nothing was changed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        count = len(faults)
        head = ngettext(
            "%(count)d fault in the workbook; nothing was changed. Put it right and choose the file again.",
            "%(count)d faults in the workbook; nothing was changed. Put them right and choose the file again.",
            count,
        ) % {"count": count}
        super().__init__("\n".join([head, *map(str, faults)]))
        self.faults = tuple(faults)


class TooManyForms(RuleBroken):
    """More forms than one PDF holds."""

    def __init__(self, most: int) -> None:
        super().__init__(
            gettext(
                "One PDF holds at most %(most)d forms. Print the round in parts, by village or inspector."
            )
            % {"most": most}
        )
