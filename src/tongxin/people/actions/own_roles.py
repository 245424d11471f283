"""A town adds a role of its own to the catalogue, and retires it."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tongxin.people.catalogue import roles_of, town_of
from tongxin.people.models import OwnRole
from tongxin.people.post_errors import RoleNameTaken, RoleNameTells, RoleRetired, UnknownRole
from tongxin.people.register_layouts import layout
from tongxin.people.roles import standard_roles
from tongxin.people.rules import plain_name
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import division_ground


@transaction.atomic
def add_role(
    *,
    division_code: str,
    like: str,
    zh: str,
    by: Viewer,
    en: str = "",
    per_ground: int | None = None,
    per_person: int | None = None,
) -> OwnRole:
    """Adds a role that is like one of the catalogue: the same ground and rights, another name, other numbers.

    Raises `UnknownRole`, `RoleNameTaken`, `RoleNameTells` (a name that tells of somebody's welfare or health).
    """
    town = town_of(division_code)
    by.require(Act.ADMINISTER, division_ground(town))
    if like not in standard_roles():
        raise UnknownRole(like)
    name = plain_name(zh)
    _check_name(name, town)
    try:
        with transaction.atomic():
            role = OwnRole.objects.create(
                division_code=town,
                like=like,
                zh=name,
                en=en.strip(),
                per_ground=per_ground,
                per_person=per_person,
            )
    except IntegrityError as error:  # two administrators at once
        raise RoleNameTaken(name) from error
    ledger.append("role.add", by=by, subject=role, division_code=town, detail={"like": like})
    return role


@transaction.atomic
def retire_role(role: OwnRole, *, by: Viewer) -> OwnRole:
    """Takes a role out of use: nobody is appointed to it any more; who holds it keeps it. Raises `RoleRetired`."""
    by.require(Act.ADMINISTER, division_ground(role.division_code))
    current = OwnRole.objects.select_for_update().get(pk=role.pk)
    if current.retired_on is not None:
        raise RoleRetired(current.zh)
    current.retired_on = clock.today()
    current.save(update_fields=["retired_on"])
    ledger.append("role.retire", by=by, subject=current, division_code=current.division_code)
    return current


def _check_name(name: str, town: str) -> None:
    told = next((word for word in layout().marks.refused_words if word in name), None)
    if told is not None:
        raise RoleNameTells(told)
    if any(name in (role.zh, role.en) for role in roles_of(town)):
        raise RoleNameTaken(name)
