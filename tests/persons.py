"""The fixed persons of the tests. Each has an account; all of them know the same password."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.town import FOUNDED_AT, FOUNDED_ON, LIANHUA, TOWN, Town
from tongxin.access.viewer import PostViewer, viewer_for
from tongxin.people.actions import add_person, appoint, open_account
from tongxin.people.models import Account, Person
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.territory.ground import Ground, division_ground

PASSWORD = "柳树下的水沟要清"  # not in any list of common passwords
BACKEND = "tongxin.people.backends.NameOrPhoneBackend"


@dataclass(frozen=True)
class Fixed:
    """Name and phone of a fixed person, and the role with its ground; the villager has none."""

    name: str
    phone: str
    role: Role | None


PERSONS = {
    "grid_leader": Fixed("杨贵", "13800000001", Role.GRID_LEADER),
    "next_grid_leader": Fixed("李秀英", "13800000002", Role.GRID_LEADER),
    "village_secretary": Fixed("李建明", "13800000003", Role.VILLAGE_SECRETARY),
    "liaison_cadre": Fixed("赵敏", "13800000004", Role.LIAISON_CADRE),
    "town_clerk": Fixed("王芬", "13800000005", Role.TOWN_CLERK),
    "town_leader": Fixed("何平", "13800000006", Role.TOWN_LEADER),
    "administrator": Fixed("毕家福", "13800000007", Role.ADMINISTRATOR),
    "villager": Fixed("普明", "13800000008", None),
}


@dataclass
class Persons:
    """The fixed persons by name: `persons.grid_leader`, `persons.viewer("town_clerk")`."""

    _read: dict[str, Person] = field(default_factory=dict)

    @property
    def grid_leader(self) -> Person:
        """Leads `town.grid`."""
        return self.person("grid_leader")

    @property
    def next_grid_leader(self) -> Person:
        """Leads `town.next_grid`, in the same village."""
        return self.person("next_grid_leader")

    @property
    def village_secretary(self) -> Person:
        """Secretary of Lianhua."""
        return self.person("village_secretary")

    @property
    def liaison_cadre(self) -> Person:
        """Cadre of the town for Lianhua."""
        return self.person("liaison_cadre")

    @property
    def town_clerk(self) -> Person:
        """Clerk in the town office."""
        return self.person("town_clerk")

    @property
    def town_leader(self) -> Person:
        """Leader of the town; approves and publishes."""
        return self.person("town_leader")

    @property
    def administrator(self) -> Person:
        """Administrator of the town, with a second factor."""
        return self.person("administrator")

    @property
    def villager(self) -> Person:
        """Has an account and no post."""
        return self.person("villager")

    def person(self, key: str) -> Person:
        """The person behind one of the keys of `PERSONS`."""
        if key not in self._read:
            self._read[key] = Person.objects.get(phone=PERSONS[key].phone)
        return self._read[key]

    def account(self, key: str) -> Account:
        """The person's account; its sign-in name is the key."""
        return Account.objects.select_related("person").get(username=key)

    def viewer(self, key: str) -> PostViewer:
        """The viewer that the person is today, with the account."""
        account = self.account(key)
        return viewer_for(account.person, account=account)


def appoint_persons() -> None:
    """Adds the persons, their posts and accounts to the town that `tests.town` has entered."""
    town = Town()
    grounds: dict[str, Ground] = {
        "grid_leader": town.grid.ground,
        "next_grid_leader": town.next_grid.ground,
        "village_secretary": division_ground(LIANHUA),
        "liaison_cadre": division_ground(LIANHUA),
    }
    with clock.travel(to=FOUNDED_AT):
        by = town.founder
        for key, fixed in PERSONS.items():
            person = add_person(name=fixed.name, phone=fixed.phone, by=by)
            open_account(person, username=key, password=PASSWORD, must_change=False, by=by)
            if fixed.role is not None:
                ground = grounds.get(key, division_ground(TOWN))
                appoint(person, role=fixed.role, ground=ground, since=FOUNDED_ON, by=by)
        administrator = Account.objects.get(username="administrator")
        TOTPDevice.objects.create(user=administrator, name="手机", confirmed=True)


def sign_in(client: Client, account: Account) -> Client:
    """Signs the account in without the sign-in page, second factor given where there is a device.

    The session is written as `django.contrib.auth.login` would; no signal runs, so nothing counts attempts.
    """
    session = client.session
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    device = TOTPDevice.objects.filter(user=account, confirmed=True).first()
    if device is not None:
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client
