"""The catalogue of roles: data that fits its schema, the table of rights and the database."""

from __future__ import annotations

import json
from datetime import date

import jsonschema
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.tree import ROOT
from tests.persons import Persons
from tests.town import TOWN, Town
from tongxin.access.rules import RIGHTS
from tongxin.access.viewer import viewer_for
from tongxin.people.actions import add_role, appoint, end_post, retire_role
from tongxin.people.catalogue import role_type, roles_of
from tongxin.people.models import OwnRole, Post
from tongxin.people.post_errors import (
    PostTaken,
    RoleNameTaken,
    RoleNameTells,
    RoleRetired,
    TooManyGrounds,
    UnknownRole,
)
from tongxin.people.roles import SOLE_ROLES, Role, most_at_once, standard_roles
from tongxin.records.permission import Act, NotAllowed
from tongxin.territory.ground import Ground, GroundKind, division_ground

FOLDER = ROOT / "data" / "people"
VILLAGE, TOWN_GROUND = division_ground("532301105203"), division_ground(TOWN)
MAY = date(2022, 5, 1)

# The roles that the town's work names; a low-income helper is an environment helper like any other (P06).
NAMED = (
    "grid_leader grid_member group_leader village_secretary committee_member liaison_cadre resident_team "
    "welfare_post forest_ranger cleaner environment_helper volunteer partner_contact town_clerk town_leader "
    "county_reader steward administrator"
)


def data() -> dict[str, object]:
    """The data file."""
    found: dict[str, object] = json.loads((FOLDER / "roles.json").read_text("utf-8"))
    return found


def schema() -> dict[str, object]:
    """Its schema."""
    found: dict[str, object] = json.loads((FOLDER / "schema.json").read_text("utf-8"))
    return found


def test_the_catalogue_fits_its_schema() -> None:
    jsonschema.validate(data(), schema())


def test_the_schema_refuses_a_role_that_nobody_may_hold() -> None:
    broken = data()
    broken["roles"][0]["per_ground"] = 0  # type: ignore[index]  # the guard is the schema
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema())


def test_every_role_that_the_town_names_is_in_the_catalogue() -> None:
    assert set(standard_roles()) == set(NAMED.split())


def test_every_role_of_the_table_of_rights_is_in_the_catalogue_and_the_other_way_round() -> None:
    assert set(Role) == {role.acts_as for role in standard_roles().values()}
    assert {role for roles in RIGHTS.values() for role in roles} == set(Role)


def test_codes_and_names_are_told_apart() -> None:
    roles = standard_roles().values()
    assert len({role.zh for role in roles}) == len({role.en for role in roles}) == len(roles)


@pytest.mark.parametrize("code", standard_roles())
def test_every_role_has_a_ground(code: str) -> None:
    places = [VILLAGE, TOWN_GROUND, *(Ground(kind, VILLAGE.division_code) for kind in GroundKind)]
    assert any(role_type(code).fits(ground) for ground in places)


def test_the_secretary_has_a_village_and_the_clerk_more_than_one() -> None:
    fits = {code: (role.fits(VILLAGE), role.fits(TOWN_GROUND)) for code, role in standard_roles().items()}
    assert fits["village_secretary"] == (True, False)
    assert fits["town_clerk"] == (False, True)
    assert fits["liaison_cadre"] == (True, True)


def test_the_database_refuses_a_second_one_exactly_where_the_catalogue_says_one() -> None:
    assert {role.code for role in standard_roles().values() if role.per_ground == 1} == SOLE_ROLES
    assert all(len(standard_roles()[role].kinds) == 1 for role in SOLE_ROLES)


def test_no_name_says_who_gets_an_allowance() -> None:
    words = ["低保", "低收入", "特困", "脱贫", "残疾", "income", "allowance", "poor"]
    named = " ".join(f"{role.code} {role.zh} {role.en}" for role in standard_roles().values())
    assert not [word for word in words if word in named]


def test_a_role_speaks_the_language_of_the_screen() -> None:
    with translation.override("zh-hans"):
        assert Role.GRID_LEADER.label == "网格长"
    with translation.override("en"):
        assert Role.GRID_LEADER.label == "grid leader"


SPANS = st.lists(
    st.tuples(st.dates(date(2022, 1, 1), date(2022, 1, 9)), st.integers(1, 9) | st.none()), max_size=5
)


@given(spans=SPANS, since=st.dates(date(2022, 1, 1), date(2022, 1, 9)))
def test_the_most_at_once_is_that_of_the_fullest_day(
    spans: list[tuple[date, int | None]], since: date
) -> None:
    ends = [
        (first, None if days is None else date.fromordinal(first.toordinal() + days)) for first, days in spans
    ]
    later = [date.fromordinal(since.toordinal() + days) for days in range(30)]
    fullest = max(sum(a <= day and (b is None or b > day) for a, b in ends) for day in later)
    assert most_at_once(ends, since) == fullest


def own(town: Town, **more: object) -> OwnRole:
    """A role of the town's own, like a grid member."""
    values: dict[str, object] = {"like": "grid_member", "zh": "片区协理员", **more}
    return add_role(division_code=TOWN, by=town.founder, **values)  # type: ignore[arg-type]  # as given


def test_a_town_adds_a_role_with_the_rights_of_another(town: Town, persons: Persons) -> None:
    role = own(town)
    post = appoint(persons.villager, role=role.code, ground=town.grid.ground, since=MAY, by=town.founder)
    assert post.get_role_display() == "片区协理员"
    assert list(Post.objects.of_role(Role.GRID_MEMBER).filter(grid=town.grid)) == [post]
    assert viewer_for(persons.villager).may(Act.VISIT_ENTER, town.household.ground)


def test_only_the_towns_administrator_adds_a_role(persons: Persons, town: Town) -> None:
    with pytest.raises(NotAllowed):
        add_role(division_code=TOWN, like="cleaner", zh="河道保洁员", by=persons.viewer("town_clerk"))
    other = division_ground("532301106000").division_code
    with pytest.raises(NotAllowed):
        add_role(division_code=other, like="cleaner", zh="河道保洁员", by=persons.viewer("administrator"))


def test_a_role_of_another_town_is_unknown_here(town: Town, persons: Persons) -> None:
    role = own(town)
    OwnRole.objects.filter(pk=role.pk).update(division_code="532301106000")
    with pytest.raises(UnknownRole):
        appoint(persons.villager, role=role.code, ground=town.grid.ground, since=MAY, by=town.founder)
    assert role.code not in {each.code for each in roles_of(TOWN)}


def test_a_name_is_taken_once(town: Town) -> None:
    own(town)
    with pytest.raises(RoleNameTaken):
        own(town)
    with pytest.raises(RoleNameTaken):
        own(town, zh="网格员")


def test_a_name_tells_nobodys_welfare(town: Town) -> None:
    with pytest.raises(RoleNameTells):
        own(town, zh="低保户保洁员")


def test_a_retired_role_keeps_its_holders_and_takes_no_more(town: Town, persons: Persons) -> None:
    role = own(town)
    post = appoint(persons.villager, role=role.code, ground=town.grid.ground, since=MAY, by=town.founder)
    retire_role(role, by=town.founder)
    assert Post.objects.get(pk=post.pk).get_role_display() == "片区协理员"
    later = date(2999, 1, 1)
    with pytest.raises(RoleRetired):
        appoint(persons.villager, role=role.code, ground=town.next_grid.ground, since=later, by=town.founder)
    with pytest.raises(RoleRetired):
        retire_role(role, by=town.founder)


def test_no_more_hold_a_ground_at_once_than_the_catalogue_says(town: Town, persons: Persons) -> None:
    code, ground = own(town, per_ground=2).code, town.grid.ground
    first = appoint(persons.villager, role=code, ground=ground, since=MAY, by=town.founder)
    appoint(persons.town_leader, role=code, ground=ground, since=MAY, by=town.founder)
    with pytest.raises(PostTaken, match="2"):
        appoint(persons.town_clerk, role=code, ground=ground, since=date(2022, 6, 1), by=town.founder)
    end_post(first, on=date(2022, 6, 1), by=town.founder)
    appoint(persons.town_clerk, role=code, ground=ground, since=date(2022, 6, 1), by=town.founder)


def test_no_person_holds_more_grounds_than_the_catalogue_says(town: Town, persons: Persons) -> None:
    code = own(town, per_person=1).code
    appoint(persons.villager, role=code, ground=town.grid.ground, since=MAY, by=town.founder)
    with pytest.raises(TooManyGrounds):
        appoint(persons.villager, role=code, ground=town.next_grid.ground, since=MAY, by=town.founder)
