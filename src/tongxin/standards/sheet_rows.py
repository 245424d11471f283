"""A sheet's sections and items as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext

from tongxin.standards.rules import Hint, Item, Sheet
from tongxin.standards.words import STATUS_WORDS, VETO_WORDS, chosen, rule_of


def section_rows(sheet: Sheet, hints: Mapping[str, Hint]) -> list[dict[str, Any]]:
    """Every section with its items, each with its rule in words and the care that its hint asks for."""
    return [
        {
            "id": section.id,
            "name": chosen(section.zh, section.en),
            "max": section.max,
            "items": [_item(item, hints.get(item.id, Hint())) for item in section.items],
        }
        for section in sheet.sections
    ]


def _item(item: Item, hint: Hint) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": chosen(item.zh, item.en),
        "max": item.max,
        "rule": rule_of(item),
        "vetoes": [(chosen(veto.zh, veto.en), VETO_WORDS[veto.effect]) for veto in item.vetoes],
        "status": STATUS_WORDS[item.status],
        "is_stated": item.status == "stated",
        "is_assessable": item.is_assessable,
        "note": item.note,
        "picture": item.picture,
        "tags": list(_tags(hint)),
    }


def _tags(hint: Hint) -> list[str]:
    """What an inspector must know beside the rule, in a word or two."""
    tags = [hint.matter] if hint.matter else []
    if hint.needs_reason:
        tags.append(pgettext("tag of an item", "with a reason"))
    if hint.is_private:
        tags.append(pgettext("tag of an item", "private rooms"))
    if hint.not_with:
        tags.append(pgettext("tag of an item", "not with %(id)s") % {"id": hint.not_with})
    return tags
