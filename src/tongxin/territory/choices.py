"""Places to choose from in forms."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tongxin.territory.models import Division, Grid, Site, VillagerGroup

Choices = list[tuple[str, list[tuple[str, str]]]]


def ground_choices(division: Division) -> Choices:
    """The division itself and, of a village, its groups, grids and public places; keys with names, by sort.

    Households are left out: no post has one as its ground. At most three queries.
    """
    own = [(division.ground.key, str(division))]
    if not division.is_village:
        return [(_("The whole"), own)]
    parts: tuple[tuple[str, list[VillagerGroup] | list[Grid] | list[Site]], ...] = (
        (_("Villager groups"), list(VillagerGroup.objects.in_use().filter(village=division))),
        (_("Grids"), list(Grid.objects.in_use().filter(village=division))),
        (_("Public places"), list(Site.objects.public().filter(division_code=division.code))),
    )
    named = [(title, [(place.ground.key, str(place)) for place in places]) for title, places in parts]
    return [(_("The whole"), own), *(each for each in named if each[1])]
