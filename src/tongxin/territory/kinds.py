"""Kinds of site and levels of division, shared by the tables and the questions about them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Levels of the national table of divisions."""

    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture")
    COUNTY = "county", _("county")
    TOWNSHIP = "township", _("township")
    VILLAGE = "village", _("village")


class SiteKind(models.TextChoices):
    """What a site is."""

    HOUSEHOLD = "household", _("household")
    SHOP = "shop", _("shop")
    PUBLIC_PLACE = "public_place", _("public place")
    ROAD = "road", _("road section")
    WATER_BODY = "water_body", _("water body")
    TOILET = "toilet", _("public toilet")
    COLLECTION_POINT = "collection_point", _("waste collection point")


PUBLIC_KINDS: tuple[SiteKind, ...] = (
    SiteKind.PUBLIC_PLACE,
    SiteKind.ROAD,
    SiteKind.WATER_BODY,
    SiteKind.TOILET,
    SiteKind.COLLECTION_POINT,
)


class PositionFrom(models.TextChoices):
    """Where a site's position comes from."""

    IMPORT = "import", _("from a file")
    PIN = "pin", _("set on the map")
    VISITS = "visits", _("from visits")
    BETWEEN = "between", _("between the neighbours")


class GivenAs(models.TextChoices):
    """The datum in which a position was given; inside it is WGS84 always."""

    WGS84 = "wgs84", "WGS84"
    GCJ02 = "gcj02", "GCJ-02"


class FileDatum(models.TextChoices):
    """The datum of an uploaded file, as the person who uploads it knows."""

    STATED = "stated", _("as the file says")
    WGS84 = "wgs84", _("WGS84 or CGCS2000, in degrees")
    GCJ02 = "gcj02", _("GCJ-02 (Amap, Tencent), in degrees")
