"""Where the page of a place is. Pages are the web's; this knows their names only."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, division_stem


def url_of(ground: Ground) -> str:
    """The address of the place's page; a division above the villages has the tree. Empty without such pages."""
    try:
        match ground.kind:
            case GroundKind.DIVISION if len(division_stem(ground.division_code)) < DIVISION_DIGITS:
                return reverse("web:ground")
            case GroundKind.DIVISION:
                return reverse("web:village", args=[ground.division_code])
            case GroundKind.GROUP:
                return reverse("web:group", args=[ground.group_id])
            case GroundKind.GRID:
                return reverse("web:grid", args=[ground.grid_id])
            case GroundKind.SITE:
                return reverse("web:site", args=[ground.site_id])
    except NoReverseMatch:
        return ""
