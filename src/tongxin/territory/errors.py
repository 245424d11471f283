"""What can be wrong with ground."""

from __future__ import annotations

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
