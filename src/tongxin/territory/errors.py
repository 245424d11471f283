"""What can be wrong with ground."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken


class NoSuchGround(RuleBroken):
    """A key or code that names no place here."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _("There is no place “%(key)s” here. Choose it from the list of places.") % {"key": key}
        )


class OtherVillage(RuleBroken):
    """A site was to be put into a grid or group of another village."""

    def __init__(self, site: str) -> None:
        super().__init__(
            _("“%(site)s” lies in another village; a grid holds places of its own. Nothing was changed.")
            % {"site": site}
        )


class NameTaken(RuleBroken):
    """A name or number is already in use in the village."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” exists already in this village. Choose another name or number.") % {"name": name}
        )


class DivisionFileFaulty(RuleBroken):
    """A file of divisions that does not have the stated columns or breaks the code's build."""

    def __init__(self, row: int, why: str) -> None:
        super().__init__(_("Divisions, row %(row)d: %(why)s. Nothing was loaded.") % {"row": row, "why": why})


class DoorListUnclear(RuleBroken):
    """A list of doors that cannot be read."""

    def __init__(self, piece: str) -> None:
        super().__init__(
            _("“%(piece)s” cannot be read as doors. Write single doors, or a range as 1~20.")
            % {"piece": piece}
        )


class DoorsUnknown(RuleBroken):
    """Doors that the group does not have."""

    def __init__(self, group: str, doors: str) -> None:
        super().__init__(
            _("%(group)s has no doors %(doors)s. Correct the list; nothing was changed.")
            % {"group": group, "doors": doors}
        )


class GroupNeeded(RuleBroken):
    """Doors were listed without the group in which they are."""

    def __init__(self) -> None:
        super().__init__(_("Choose the group of these doors: the same numbers exist in several groups."))


class DayToCome(RuleBroken):
    """A change of the ground was dated in the future."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("%(day)s is still to come. Enter a change of the ground on the day it takes effect, or later.")
            % {"day": day.isoformat()}
        )


class ChangedLater(RuleBroken):
    """A change was dated before the last change of what it touches."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(
            _("“%(name)s” was changed on %(day)s. Choose that day or a later one; nothing was changed.")
            % {"name": name, "day": day.isoformat()}
        )


class GroundGone(RuleBroken):
    """A place that is no more was to be changed."""

    def __init__(self, name: str) -> None:
        super().__init__(_("“%(name)s” is no more. Choose a place that is in use.") % {"name": name})


class Locked(RuleBroken):
    """A redraw was to move what is locked."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _("Locked: %(names)s. Unlock them first, or leave them where they are; nothing was changed.")
            % {"names": ", ".join(names)}
        )


class NothingChosen(RuleBroken):
    """A change without anything to change."""

    message = _("Nothing is chosen. Choose what is to move.")


class SameName(RuleBroken):
    """A new name that is the old one."""

    message = _("This is the name it has already. Write the new one.")


class ReasonMissing(RuleBroken):
    """A change of the ground without a reason."""

    message = _("Say why, for instance the decision of the town that asks for it.")


class CodeUnfit(RuleBroken):
    """A code for a new village that is not one of the town's, or in use."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _(
                "“%(code)s” is no free code of a village of this town. It has 12 digits, begins like the "
                "town's code, and no other village has it. The county's civil affairs office gives it."
            )
            % {"code": code}
        )


class NotMergeable(RuleBroken):
    """Places that cannot become one: of different kinds, the same twice, or in different villages."""

    message = _(
        "These cannot be merged. Villages of one town, groups or grids or households of one village can be; "
        "a place cannot be merged with itself."
    )


class DrawnTwice(RuleBroken):
    """A drawing that puts one site into two grids."""

    def __init__(self, site: str) -> None:
        super().__init__(_("“%(site)s” is drawn into two grids. Each place lies in one.") % {"site": site})


class EverythingLeaves(RuleBroken):
    """A split that would leave nothing behind."""

    message = _("Something has to stay. To give the whole another name, rename it.")


class PauseOverlaps(RuleBroken):
    """A second pause for days that have one."""

    def __init__(self, since: date, until: date) -> None:
        super().__init__(
            _("It is paused from %(since)s until %(until)s already. End that pause, or choose other days.")
            % {"since": since.isoformat(), "until": until.isoformat()}
        )


class PauseDaysUnfit(RuleBroken):
    """A pause that ends before it begins, or is over already."""

    message = _("A pause ends after its first day and after today. Correct the days.")


class PauseOver(RuleBroken):
    """A pause that is over was to be ended."""

    message = _("This pause is over already. Nothing was changed.")


class ClassNameTaken(RuleBroken):
    """A class of ground of that name exists in the town."""

    def __init__(self, name: str) -> None:
        super().__init__(_("The class “%(name)s” exists already. Choose another name.") % {"name": name})


class OtherTown(RuleBroken):
    """A class of ground was to be given to a village of another town."""

    message = _("This class belongs to another town. Choose one of this town's classes.")


class GoalChangedLater(RuleBroken):
    """A goal was dated before the present one."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("The present goal began on %(day)s. Choose that day or a later one.") % {"day": day.isoformat()}
        )
