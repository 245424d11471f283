"""Filters of templates that name places, and the parts that change them."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, division_stem
from tongxin.territory.links import url_of
from tongxin.territory.lookup import Place
from tongxin.territory.models import Division, Site
from tongxin.territory.pausing import pauses_of
from tongxin.territory.queries import TOWN_DIGITS

register = template.Library()


@register.filter
def ground_url(ground: Ground) -> str:
    """`{{ post.ground|ground_url }}`: the address of the place's page."""
    return url_of(ground)


@register.filter
def division_name(code: str) -> str:
    """`{{ "532301105203"|division_name }}`: the short name of a division."""
    return Division.objects.name_of(code)


@register.inclusion_tag("territory/parts/ground_acts.html", takes_context=True)
def ground_acts(context: Context, place: Place) -> dict[str, Any]:
    """`{% ground_acts site %}`: the buttons that change a place or leave it in peace, for those who may."""
    viewer: Viewer = context["request"].viewer
    in_use = place.closed_on is None
    is_site = isinstance(place, Site)
    return {
        "place": place,
        "ground": place.ground,
        "may_manage": in_use and viewer.may(Act.GROUND_MANAGE, place.ground),
        "may_pause": in_use and is_site and viewer.may(Act.GROUND_PAUSE, place.ground),
    }


@register.inclusion_tag("territory/parts/pause.html", takes_context=True)
def pause_note(context: Context, site: Site) -> dict[str, Any]:
    """`{% pause_note site %}`: that a site is paused and until when; why only for those who may know."""
    return {"lines": pauses_of(site, context["request"].viewer)}


@register.inclusion_tag("territory/parts/town_links.html", takes_context=True)
def town_links(context: Context) -> dict[str, Any]:
    """`{% town_links %}`: classes and changes of the one town that is the viewer's ground."""
    grounds = context["request"].viewer.grounds(Act.GROUND_VIEW)
    codes = [ground.key for ground in grounds if len(division_stem(ground.division_code)) == TOWN_DIGITS]
    return {"towns": codes if len(codes) == 1 else ()}
