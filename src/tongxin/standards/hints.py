"""The hints beside a version's items: a town's own sheet carries them itself, beside the others they are data."""

from __future__ import annotations

from collections.abc import Mapping

from tongxin.standards.models import ItemHint, SheetVersion
from tongxin.standards.rules import Hint


def hints_of(version: SheetVersion) -> Mapping[str, Hint]:
    """The hint of each item that has one, by the item's id. One query at most."""
    if version.content["source"]["quality"] == "town":
        return {item.id: item.hint for item in version.parts.items if item.hint != Hint()}
    rows = ItemHint.objects.filter(sheet=version.sheet_id)
    return {
        row.item_id: Hint(row.matter_code, row.needs_reason, row.is_private, row.not_with) for row in rows
    }
