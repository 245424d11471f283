"""Every write to the ground."""

from tongxin.territory.actions.areas import add_grid, add_group, lock_grid, put_into_grid
from tongxin.territory.actions.classes import add_class, end_goal, give_class, set_goal
from tongxin.territory.actions.closing import close_grid
from tongxin.territory.actions.divisions import DIVISION_COLUMNS, Loaded, load_divisions
from tongxin.territory.actions.merging import (
    merge_grids,
    merge_groups,
    merge_households,
    merge_villages,
)
from tongxin.territory.actions.pauses import end_pause, pause_site
from tongxin.territory.actions.redrawing import apply_drawing
from tongxin.territory.actions.renaming import rename_area, rename_village
from tongxin.territory.actions.sites import (
    add_doors,
    add_place,
    close_doors,
    lock_site,
    mark_seen,
    remove_doors,
    reopen_doors,
)
from tongxin.territory.actions.splitting import split_grid, split_group, split_village

__all__ = [
    "DIVISION_COLUMNS",
    "Loaded",
    "add_class",
    "add_doors",
    "add_grid",
    "add_group",
    "add_place",
    "apply_drawing",
    "close_doors",
    "close_grid",
    "end_goal",
    "end_pause",
    "give_class",
    "load_divisions",
    "lock_grid",
    "lock_site",
    "mark_seen",
    "merge_grids",
    "merge_groups",
    "merge_households",
    "merge_villages",
    "pause_site",
    "put_into_grid",
    "remove_doors",
    "rename_area",
    "rename_village",
    "reopen_doors",
    "set_goal",
    "split_grid",
    "split_group",
    "split_village",
]
