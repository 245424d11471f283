"""Places as what a check found: named by village and place, never by who lives there."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from tongxin.records.checks import Subject, Text
from tongxin.territory.ground import Ground
from tongxin.territory.links import url_of
from tongxin.territory.lookup import Place
from tongxin.territory.models import Division, GroundedModel, Site


def name_of(place: Place) -> str:
    """The place in words with its village (and, for a door, its group): 莲华村 小伍排组 12号."""
    if isinstance(place, Division):
        return place.short_name
    parts = [Division.objects.name_of(place.division_code), str(place)]
    if isinstance(place, Site) and place.group is not None:
        parts.insert(1, place.group.name)
    return " ".join(parts)


def subject_of(place: Place, *, act: Text = "", act_url: str = "") -> Subject:
    """A village, group, grid or site that is amiss."""
    return Subject(name_of(place), url_of(place.ground), act, act_url, place.ground)


def subject_at(row: GroundedModel, *, what: str, url: str, act: Text = "", act_url: str = "") -> Subject:
    """A record that is amiss: what it is and where it belongs."""
    return Subject(f"{what} · {row.place_name}", url, act, act_url, row.ground)


def address(page: str, *arguments: object, **query: str) -> str:
    """The address of a page of any room, by its name; empty in a house without that page."""
    try:
        path = reverse(page, args=arguments)
    except NoReverseMatch:
        return ""
    return f"{path}?{urlencode(query)}" if query else path


def appointing(ground: Ground, role: str) -> str:
    """The address on which somebody is appointed to `role` on `ground`."""
    return address("people:appoint", ground=ground.key, role=role)
