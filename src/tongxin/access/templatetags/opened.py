"""What the panel of a household's register shows before it is opened: masked, or that it was erased."""

from __future__ import annotations

from typing import Any

from django import template

from tongxin.people.models import RegisterEntry
from tongxin.people.rules import mask_name, mask_phone
from tongxin.records.permission import Act, Viewer
from tongxin.records.subjects import ERASED
from tongxin.territory.models import Site

register = template.Library()


@register.simple_tag
def masked_entry(site: Site) -> dict[str, Any] | None:
    """Head and number of a household as screens show them; None where it has no entry. Two queries."""
    entry = RegisterEntry.objects.filter(site=site).first()
    if entry is None:
        return None
    return {
        "head": mask_name(entry.head),
        "phone": mask_phone(entry.phone) if entry.phone else "",
        "has_identity": bool(entry.id_number) or entry.members.exclude(id_number="").exists(),
        "is_erased": entry.head == ERASED,
    }


@register.simple_tag
def may_see_openings(viewer: Viewer, site: Site) -> bool:
    """May the viewer see who opened this household's data?"""
    return viewer.may(Act.OPENINGS_VIEW, site.ground)
