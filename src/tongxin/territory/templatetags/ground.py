"""Filters of templates that name places."""

from __future__ import annotations

from django import template

from tongxin.territory.ground import Ground
from tongxin.territory.links import url_of
from tongxin.territory.models import Division

register = template.Library()


@register.filter
def ground_url(ground: Ground) -> str:
    """`{{ post.ground|ground_url }}`: the address of the place's page."""
    return url_of(ground)


@register.filter
def division_name(code: str) -> str:
    """`{{ "532301105203"|division_name }}`: the short name of a division."""
    return Division.objects.name_of(code)
