"""Filters of templates that show a sheet's own words."""

from __future__ import annotations

from django import template

from tongxin.standards.rules import Item, Section
from tongxin.standards.words import chosen

register = template.Library()


@register.filter
def named(part: Item | Section) -> str:
    """`{{ item|named }}`: the text of an item or part in the language of the screen."""
    return chosen(part.zh, part.en)
