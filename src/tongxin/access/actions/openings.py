"""Opening personal data: the only way to the household register (A5); each opening is recorded."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Model

from tongxin.access.errors import NotRegistered, PurposeMissing
from tongxin.access.models import Opening
from tongxin.access.purposes import Part, purposes
from tongxin.people.models import Person, Post, RegisterEntry
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, NotAllowed, Viewer
from tongxin.territory.ground import Ground, division_ground
from tongxin.territory.models import Site
from tongxin.territory.queries import grounded


@transaction.atomic
def open_register(site: Site, *, purpose: str, by: Viewer, part: Part = Part.HOUSEHOLD) -> RegisterEntry:
    """Opens one part of a household's entry for a purpose and records who opened it.

    Raises `PurposeMissing` (none, or one that does not need this part), `NotRegistered`, `NotAllowed`.
    """
    opener = _require(Act.REGISTER_OPEN, site.ground, by)
    _fits(purpose, part)
    entry = RegisterEntry.objects.filter(site=site).first()
    if entry is None:
        raise NotRegistered()
    opening = Opening.objects.create(
        person_id=opener, purpose=purpose, part=part.value, **grounded(site.ground)
    )
    ledger.append(
        "register.open",
        by=by,
        subject=opening,
        division_code=site.division_code,
        detail={"purpose": purpose, "part": part.value},
    )
    return entry


@transaction.atomic
def open_phone(person: Person, *, purpose: str, by: Viewer) -> str:
    """Opens the telephone number of a person with a post and records who opened it. Gives the number.

    Raises `PurposeMissing`, `NotAllowed`.
    """
    ground = ground_of_person(person, act=Act.PHONE_OPEN, by=by)
    if ground is None:
        raise NotAllowed(Act.PHONE_OPEN)
    opener = _require(Act.PHONE_OPEN, ground, by)
    _fits(purpose, Part.PHONE)
    opening = Opening.objects.create(
        person_id=opener, subject=person, purpose=purpose, part=Part.PHONE.value, **grounded(ground)
    )
    ledger.append(
        "person.open",
        by=by,
        subject=opening,
        division_code=ground.division_code,
        detail={"purpose": purpose, "part": Part.PHONE.value},
    )
    return person.phone


@transaction.atomic
def open_record(record: Model, *, ground: Ground, act: Act, part: Part, purpose: str, by: Viewer) -> Opening:
    """Records that the personal part of a record of an upper room, on `ground`, is opened for a purpose.

    The room shows the part only after this returned. Raises `PurposeMissing`, `NotAllowed`.
    """
    opener = _require(act, ground, by)
    _fits(purpose, part)
    name = f"{record._meta.label_lower}:{record.pk}"
    opening = Opening.objects.create(
        person_id=opener, record=name, purpose=purpose, part=part.value, **grounded(ground)
    )
    ledger.append(
        "record.open",
        by=by,
        subject=opening,
        division_code=ground.division_code,
        detail={"purpose": purpose, "part": part.value, "record": name},
    )
    return opening


def ground_of_person(person: Person, *, act: Act, by: Viewer) -> Ground | None:
    """The ground under which a person is opened: that of a post in force, else of an earlier one, which `by` may.

    Persons who never had a post lie in the ground of those who appoint. None where nothing of it is in reach.
    """
    posts = by.visible(Post.objects.filter(person=person), act).order_by("-since", "-id")
    now = posts.in_force(clock.today()).first() or posts.first()
    if now is not None:
        return now.ground
    widest = next(iter(by.grounds(act)), None)
    is_unposted = not Post.objects.filter(person=person).exists() and by.may(Act.POST_MANAGE)
    return division_ground(widest.division_code) if widest is not None and is_unposted else None


def _require(act: Act, ground: Ground, by: Viewer) -> UUID:
    by.require(act, ground)
    if by.person_id is None:  # the machine and the command line open nobody's data
        raise NotAllowed(act)
    return by.person_id


def _fits(purpose: str, part: Part) -> None:
    known = purposes().get(purpose)
    if known is None or part not in known.shows:
        raise PurposeMissing()
