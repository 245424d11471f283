"""What can be wrong with positions, outlines and map files."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken


class NoPosition(RuleBroken):
    """Two numbers that are no degrees on the globe."""

    message = _(
        "These are no coordinates. Give latitude and longitude in degrees, such as 24.98123 and 101.47321."
    )


class PlaceGone(RuleBroken):
    """A position was set for a site that is no more."""

    message = _("This place is no longer in use, so no position is set for it.")


class AnchorNeeded(RuleBroken):
    """A group is to be placed of which nothing is known yet."""

    message = _(
        "Nothing is known yet of where this group lies. Click on the map where it begins, or give the coordinates."
    )


class NothingToPlace(RuleBroken):
    """A group in which every place has its own position, or that has no places."""

    message = _("Every place of this group has a position already; nothing was changed.")


class ShapeFaulty(RuleBroken):
    """A drawn or uploaded shape that cannot be the outline of a piece of ground."""

    def __init__(self, why: str | Promise) -> None:
        self.why = why
        super().__init__(_("This outline cannot be used: %(why)s. Nothing was changed.") % {"why": why})


class MapFileFaulty(RuleBroken):
    """An upload that is no map file, or one that cannot be placed on the globe."""

    message = _(
        "This file cannot be read as GeoJSON, KML, KMZ or a zipped Shapefile. Export it again and retry."
    )


class MapFileTooLarge(RuleBroken):
    """An upload that is too large, or takes too long to read."""

    message = _("This file is too large to be read here. Export one town or village only, and fewer corners.")


class DatumMissing(RuleBroken):
    """A Shapefile that does not say in which coordinates it is written."""

    message = _(
        "This Shapefile has no .prj file, so nobody can tell where its numbers lie. Add the .prj to the zip file, "
        "or choose the coordinates below if you know them."
    )


class DatumUnknown(RuleBroken):
    """A file in coordinates that cannot be turned into WGS84 exactly."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "The file is written in “%(name)s”, which cannot be turned into WGS84 exactly here. "
                "Ask for it in CGCS2000 or WGS84."
            )
            % {"name": name}
        )


class MapFileFaults(RuleBroken):
    """An upload in which something does not match; nothing of it is taken."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _("%(number)d entries of the file do not fit; nothing was taken over.") % {"number": number}
        )


class MapImportDone(RuleBroken):
    """An upload that was taken over already."""

    message = _("This file was taken over already.")


class MapImportMoved(RuleBroken):
    """What is there is no longer what was looked at."""

    message = _(
        "The ground has changed since you looked at the file. Look at it again before you take it over."
    )
