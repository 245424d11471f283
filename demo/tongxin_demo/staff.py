"""The invented people in the town's posts, and the accounts with which a visitor signs in."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tongxin.access.viewer import PostViewer, viewer_for
from tongxin.people.actions import add_organisation, add_person, appoint, open_account
from tongxin.people.models import Organisation, Person
from tongxin.people.roles import Role
from tongxin.records.permission import Viewer
from tongxin.territory.ground import Ground
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin_demo.invention import Inventor
from tongxin_demo.town import TOWN

GRIDS_TO_A_GAP = 37  # every so many grids one has no leader: so the pages show what a gap looks like
SHARE_WITHOUT_STEWARD = 0.06
PASSWORD_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # that nobody mistakes for one another
ACCOUNTS = (
    ("clerk", "镇环境办"),
    ("leader", "镇领导"),
    ("cadre", "挂钩干部"),
    ("secretary", "村党总支书记"),
    ("grid", "网格长"),
    ("admin", "管理员（首次登录要绑定动态码）"),
)


@dataclass
class Staff:
    """Who was appointed: the persons that the quarter's work needs, by what they do and where."""

    clerk: Person
    leader: Person
    cadres: dict[str, Person] = field(default_factory=dict)
    secretaries: dict[str, Person] = field(default_factory=dict)
    leaders: dict[UUID, Person] = field(default_factory=dict)
    stewards: dict[UUID, Person] = field(default_factory=dict)
    _viewers: dict[UUID, PostViewer] = field(default_factory=dict)

    def viewer(self, person: Person) -> PostViewer:
        """The person as someone who acts; posts do not change during the quarter, so they are read once."""
        if person.pk not in self._viewers:
            self._viewers[person.pk] = viewer_for(person)
        return self._viewers[person.pk]


class Appointments:
    """Invents persons and gives them posts from one day on."""

    def __init__(self, chance: random.Random, *, since: date, by: Viewer) -> None:
        self.chance = chance
        self.inventor = Inventor(chance, first_phone=6_000_000)
        self.since = since
        self.by = by

    def someone(self, role: Role, ground: Ground, organisation: Organisation | None = None) -> Person:
        """A new person in a post."""
        person = add_person(name=self.inventor.name(), phone=self.inventor.phone(), by=self.by)
        appoint(person, role=role, ground=ground, since=self.since, by=self.by, organisation=organisation)
        return person

    def also(self, person: Person, role: Role, ground: Ground) -> None:
        """One more post for a person."""
        appoint(person, role=role, ground=ground, since=self.since, by=self.by)


def appoint_staff(chance: random.Random, *, since: date, by: Viewer) -> tuple[Staff, dict[str, str]]:
    """Fills the town's posts; gives the staff and the passwords of the printed accounts."""
    make = Appointments(chance, since=since, by=by)
    town = Division.objects.get(pk=TOWN).ground
    office = add_organisation(
        name="镇人居环境办", kind=Organisation.Kind.TOWN_OFFICE, division_code=TOWN, by=by
    )
    staff = Staff(
        clerk=make.someone(Role.TOWN_CLERK, town, office), leader=make.someone(Role.TOWN_LEADER, town, office)
    )
    administrator = make.someone(Role.ADMINISTRATOR, town, office)
    used = set(Grid.objects.values_list("division_code", flat=True))
    for village in Division.objects.villages().filter(pk__in=used).order_by("code"):
        _staff_of_village(village, staff, make)
    _staff_of_grids(staff, make)
    _stewards(staff, make)
    lianhua = Division.objects.get(short_name="莲华村").code
    first_grid = Grid.objects.filter(division_code=lianhua, pk__in=staff.leaders).order_by("number")[0]
    holders = (
        staff.clerk, staff.leader, staff.cadres[lianhua], staff.secretaries[lianhua],
        staff.leaders[first_grid.pk], administrator,
    )  # fmt: skip
    passwords = {}
    for (username, _), person in zip(ACCOUNTS, holders, strict=True):
        passwords[username] = "".join(secrets.choice(PASSWORD_SIGNS) for _ in range(10))
        open_account(person, username=username, password=passwords[username], by=by, must_change=False)
    return staff, passwords


def _staff_of_village(village: Division, staff: Staff, make: Appointments) -> None:
    branch = add_organisation(
        name=f"{village.short_name}党总支",
        kind=Organisation.Kind.GENERAL_BRANCH,
        division_code=village.code,
        by=make.by,
    )
    staff.secretaries[village.code] = make.someone(Role.VILLAGE_SECRETARY, village.ground, branch)
    make.someone(Role.COMMITTEE_MEMBER, village.ground)
    staff.cadres[village.code] = make.someone(Role.LIAISON_CADRE, village.ground)
    make.someone(Role.RESIDENT_TEAM, village.ground)
    for group in VillagerGroup.objects.within(village.ground):
        make.someone(Role.GROUP_LEADER, group.ground)


def _staff_of_grids(staff: Staff, make: Appointments) -> None:
    for number, grid in enumerate(Grid.objects.in_use().order_by("division_code", "number"), start=1):
        if number % GRIDS_TO_A_GAP:
            staff.leaders[grid.pk] = make.someone(Role.GRID_LEADER, grid.ground)
        make.someone(Role.GRID_MEMBER, grid.ground)


def _stewards(staff: Staff, make: Appointments) -> None:
    for site in Site.objects.public().order_by("division_code", "group__number", "sequence"):
        if site.grid_id not in staff.leaders or make.chance.random() < SHARE_WITHOUT_STEWARD:
            continue
        neighbour = staff.leaders[site.grid_id]
        if make.chance.random() < 0.5:
            make.also(neighbour, Role.STEWARD, site.ground)
            staff.stewards[site.pk] = neighbour
        else:
            staff.stewards[site.pk] = make.someone(Role.STEWARD, site.ground)
