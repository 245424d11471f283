"""The whole catalogue of roles: those of the data file, and those that a town added."""

from __future__ import annotations

from collections.abc import Iterable

from tongxin.people.models.own_roles import OwnRole
from tongxin.people.post_errors import UnknownRole
from tongxin.people.roles import RoleType, standard_roles
from tongxin.records.permission import GroundLike
from tongxin.territory.ground import DIVISION_DIGITS

TOWN_DIGITS = 9

# Roles of towns that were met, by code. A row never changes its name or likeness, so none goes stale.
_met: dict[str, RoleType] = {}


def role_type(code: str) -> RoleType:
    """The role of that code, retired or not. Raises `UnknownRole`."""
    known = standard_roles().get(code) or _met.get(code)
    if known is not None:
        return known
    row = OwnRole.objects.filter(pk=code).first()
    if row is None:
        raise UnknownRole(code)
    _met[code] = row.role_type
    return _met[code]


def role_name(code: str) -> str:
    """The role's name in the language of the screen."""
    return role_type(code).name


def roles_of(division_code: str) -> list[RoleType]:
    """The roles to which somebody can be appointed in the division's town: one query."""
    own = OwnRole.objects.in_use().filter(division_code=town_of(division_code))
    return [*standard_roles().values(), *(row.role_type for row in own)]


def roles_around(grounds: Iterable[GroundLike]) -> list[RoleType]:
    """The roles that posts near these grounds can have, retired ones too, for filters: one query."""
    towns = {town_of(ground.division_code) for ground in grounds}
    own = OwnRole.objects.filter(division_code__in=towns)
    return [*standard_roles().values(), *(row.role_type for row in own)]


def town_of(division_code: str) -> str:
    """The code of the town in which a division lies; a county's own code stays as it is."""
    return division_code[:TOWN_DIGITS].ljust(DIVISION_DIGITS, "0")
