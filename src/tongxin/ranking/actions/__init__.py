"""Every write of this room."""

from __future__ import annotations

from tongxin.ranking.actions.lists import (
    approve_list,
    draw_list,
    end_listing,
    expire_list,
    publish_list,
    taken_by_other,
    withdraw_list,
)
from tongxin.ranking.actions.tables import Period, draw_table, import_table

__all__ = [
    "Period",
    "approve_list",
    "draw_list",
    "draw_table",
    "end_listing",
    "expire_list",
    "import_table",
    "publish_list",
    "taken_by_other",
    "withdraw_list",
]
