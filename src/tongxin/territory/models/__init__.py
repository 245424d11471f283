"""The ground: divisions, villager groups, grids, sites; their history, pauses, classes; how records point at them."""

from tongxin.territory.models.classes import GroundClass, GroundGoal
from tongxin.territory.models.grounded import GroundedModel
from tongxin.territory.models.history import FormerName, GridVersion, GroundChange, Placement
from tongxin.territory.models.pauses import Pause
from tongxin.territory.models.places import Division, Grid, Site, VillagerGroup
from tongxin.territory.models.positions import MapImport, Outline, Sighting

__all__ = [
    "Division",
    "FormerName",
    "Grid",
    "GridVersion",
    "GroundChange",
    "GroundClass",
    "GroundGoal",
    "GroundedModel",
    "MapImport",
    "Outline",
    "Pause",
    "Placement",
    "Sighting",
    "Site",
    "VillagerGroup",
]
