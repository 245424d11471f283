"""What stands in the register and on the ground, as far as a file is put beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from tongxin.people.models import RegisterEntry, RegisterMember
from tongxin.people.register_matching import Present, PresentPlace, Standing
from tongxin.people.register_rules import ImportKind, MemberRow, Position, RegisterRow, Row
from tongxin.people.register_suspects import Door
from tongxin.territory.kinds import PUBLIC_KINDS, SiteKind
from tongxin.territory.models import Site

TOWN_DIGITS = 9
_POSITION = ("latitude", "longitude", "position_given_as")
_ENTRY = tuple(f"register__{field}" for field in ("head", "phone", "people", "note", "id_number"))
AT_ONCE = 5000  # rows fetched at once; a hundred thousand are never held twice


def standing_for(kind: ImportKind, codes: Sequence[str], rows: Sequence[Row]) -> Sequence[Standing]:
    """What stands in the file's groups, closed ones too: they can return."""
    sites = Site.objects.filter(division_code__in=codes, merged_into__isnull=True)
    if kind is ImportKind.PLACES:
        return _present_places(sites.filter(kind__in=PUBLIC_KINDS))
    groups = {row.group for row in rows}
    lists_people = any(isinstance(row, RegisterRow) and row.members for row in rows)
    households = sites.filter(kind=SiteKind.HOUSEHOLD, group__name__in=groups, group__closed_on__isnull=True)
    return _present_households(households, with_members=lists_people)


def _present_households(sites: QuerySet[Site], *, with_members: bool) -> list[Present]:
    rows = sites.values_list(
        "id", "division_code", "group__name", "door", "grid__name", "closed_on", *_POSITION, *_ENTRY
    )
    members = _members_of(sites) if with_members else {}
    return [
        Present(
            key=str(identity),
            village=village,
            group=group or "",
            door=door,
            head=entry[0] or "",
            phone=entry[1] or "",
            people=entry[2],
            grid=grid or "",
            note=entry[3] or "",
            id_number=entry[4] or "",
            members=tuple(members.get(str(identity), ())),
            position=_position(latitude, longitude, given_as),
            is_registered=entry[0] is not None,
            is_closed=closed_on is not None,
        )
        for (
            identity,
            village,
            group,
            door,
            grid,
            closed_on,
            latitude,
            longitude,
            given_as,
            *entry,
        ) in rows.iterator(chunk_size=AT_ONCE)
    ]


def _position(latitude: float | None, longitude: float | None, given_as: str) -> Position | None:
    return None if latitude is None or longitude is None else Position(latitude, longitude, given_as)


def _members_of(sites: QuerySet[Site]) -> dict[str, list[MemberRow]]:
    rows = RegisterMember.objects.filter(entry__site__in=sites.values("pk")).order_by("id")
    found: dict[str, list[MemberRow]] = {}
    for site, name, relation, phone, id_number in rows.values_list(
        "entry__site_id", "name", "relation", "phone", "id_number"
    ).iterator(chunk_size=AT_ONCE):
        found.setdefault(str(site), []).append(MemberRow(0, name, relation, phone, id_number))
    return found


def _present_places(sites: QuerySet[Site]) -> list[PresentPlace]:
    rows = sites.values_list(
        "id", "division_code", "group__name", "name", "kind", "grid__name", "closed_on", *_POSITION
    )
    return [
        PresentPlace(
            key=str(identity),
            village=village,
            group=group or "",
            name=name,
            kind=kind,
            grid=grid or "",
            position=_position(latitude, longitude, given_as),
            is_closed=closed_on is not None,
        )
        for identity, village, group, name, kind, grid, closed_on, latitude, longitude, given_as in rows
    ]


def doors_by_phone(phones: Collection[str], codes: Sequence[str]) -> dict[str, list[Door]]:
    """Households with one of the phones, anywhere in the towns of these villages."""
    first, last = min(codes)[:TOWN_DIGITS], max(codes)[:TOWN_DIGITS]
    rows = RegisterEntry.objects.filter(
        site__division_code__gte=first, site__division_code__lte=f"{last}999", site__closed_on__isnull=True
    ).exclude(phone="")
    found: dict[str, list[Door]] = {}
    for site, village, group, door, head, phone in rows.values_list(
        "site_id", "site__division_code", "site__group__name", "site__door", "head", "phone"
    ).iterator(chunk_size=AT_ONCE):
        if phone in phones:
            found.setdefault(phone, []).append(Door(village, group, door, head, phone, key=str(site)))
    return found
