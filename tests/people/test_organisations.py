"""Organisations: a tree with members and areas; what was is never overwritten."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import BENDONG, LIANHUA, TOWN, Town
from tongxin.people.actions import (
    add_organisation,
    appoint,
    change_organisation,
    close_organisation,
    end_membership,
    end_partnership,
    join_organisation,
    take_on_area,
)
from tongxin.people.models import AreaPartnership, Membership, Organisation, OrganisationVersion
from tongxin.people.organisation_errors import (
    AgreementMissing,
    AreaElsewhere,
    AreaTaken,
    HeadTaken,
    MemberAlready,
    NotAPartner,
    OrganisationBusy,
    OrganisationClosed,
    OrganisationNameTaken,
    OverAlready,
    ParentUnfit,
    TooEarly,
)
from tongxin.people.organisation_rules import in_circle, may_stand_under
from tongxin.people.organisation_tree import tree_of
from tongxin.people.roles import Role
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed
from tongxin.records.personal import PersonalDataInText

MAY, JUNE, JULY = date(2022, 5, 1), date(2022, 6, 1), date(2022, 7, 1)


def general_branch(town: Town, name: str = "莲华村党总支", code: str = LIANHUA) -> Organisation:
    return add_organisation(name=name, kind="general_branch", division_code=code, since=MAY, by=town.founder)


def unit(town: Town, name: str = "市住建局", code: str = TOWN) -> Organisation:
    return add_organisation(name=name, kind="partner_unit", division_code=code, since=MAY, by=town.founder)


# ---- the tree ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "parent", "fits"),
    [
        ("party_branch", "general_branch", True),
        ("party_branch", "villagers_committee", False),
        ("general_branch", "general_branch", False),
        ("general_branch", "town_office", True),
        ("team", "general_branch", True),
        ("team", "partner_unit", False),
        ("partner_unit", "town_office", False),
    ],
)
def test_what_stands_under_what(kind: str, parent: str, fits: bool) -> None:
    assert may_stand_under(kind, parent) is fits


def test_a_branch_stands_under_its_general_branch(town: Town) -> None:
    above = general_branch(town)
    branch = add_organisation(
        name="小伍排党支部", kind="party_branch", division_code=LIANHUA, parent=above, by=town.founder
    )
    assert list(above.children.all()) == [branch]


def test_an_organisation_of_another_village_is_no_parent(town: Town) -> None:
    elsewhere = general_branch(town, "本东村党总支", BENDONG)
    with pytest.raises(ParentUnfit):
        add_organisation(
            name="支部", kind="party_branch", division_code=LIANHUA, parent=elsewhere, by=town.founder
        )


def test_nothing_stands_above_itself(town: Town) -> None:
    one = add_organisation(name="甲组", kind="work_group", division_code=TOWN, since=MAY, by=town.founder)
    two = add_organisation(
        name="乙组", kind="work_group", division_code=TOWN, parent=one, since=MAY, by=town.founder
    )
    with pytest.raises(ParentUnfit):
        change_organisation(one, name="甲组", parent=two, on=JUNE, by=town.founder)


@given(st.lists(st.integers(-1, 8), min_size=1, max_size=9))
def test_the_tree_loses_none_and_puts_each_below_its_parent(parents: list[int]) -> None:
    ids = [uuid4() for _parent in parents]
    rows = [
        Organisation(pk=ids[n], name=str(n), parent_id=ids[parent] if 0 <= parent < len(ids) else None)
        for n, parent in enumerate(parents)
    ]
    placed = tree_of(rows)
    assert {branch.organisation.pk for branch in placed} == set(ids)
    assert len(placed) == len(ids)
    depth = {branch.organisation.pk: branch.depth for branch in placed}
    order = [branch.organisation.pk for branch in placed]
    above = {row.pk: row.parent_id for row in rows}
    for row in rows:
        if row.parent_id and not in_circle(row.pk, row.parent_id, above):
            assert order.index(row.parent_id) < order.index(row.pk) or depth[row.pk] == 0


def test_a_circle_is_seen() -> None:
    a, b, c = UUID(int=1), UUID(int=2), UUID(int=3)
    assert in_circle(a, c, {c: b, b: a, a: None})
    assert not in_circle(a, c, {c: b, b: None, a: None})


# ---- names -------------------------------------------------------------------------------------------


def test_a_new_name_keeps_the_old_one_until_the_day_before(town: Town) -> None:
    found = general_branch(town)
    change_organisation(found, name="莲华村总支部", parent=None, on=JULY, by=town.founder)
    versions = found.versions.order_by("since").values_list("name", "since", "until")
    assert list(versions) == [("莲华村党总支", MAY, JULY), ("莲华村总支部", JULY, None)]
    assert Organisation.objects.get(pk=found.pk).name == "莲华村总支部"


def test_a_name_is_used_once_in_a_place_but_a_closed_one_may_come_back(town: Town) -> None:
    found, other = general_branch(town), unit(town, "甲局", LIANHUA)
    with pytest.raises(OrganisationNameTaken):
        change_organisation(other, name=found.name, parent=None, on=JUNE, by=town.founder)
    assert general_branch(town) == found
    close_organisation(found, on=JUNE, by=town.founder)
    assert general_branch(town) != found


def test_a_name_cannot_change_before_it_began(town: Town) -> None:
    found = general_branch(town)
    with pytest.raises(TooEarly):
        change_organisation(found, name="新名", parent=None, on=date(2022, 4, 1), by=town.founder)


# ---- closing -----------------------------------------------------------------------------------------


def test_closing_ends_memberships_and_areas_on_that_day(town: Town, persons: Persons) -> None:
    found = unit(town)
    member = join_organisation(found, person=persons.villager, duty="contact", since=JUNE, by=town.founder)
    area = take_on_area(found, ground=town.grid.ground, agreed="清运", since=JUNE, by=town.founder)
    close_organisation(found, on=JULY, by=town.founder)
    for row in (member, area):
        row.refresh_from_db()
        assert row.until == JULY
    with pytest.raises(OrganisationClosed):
        join_organisation(found, person=persons.grid_leader, duty="member", since=JULY, by=town.founder)


def test_it_cannot_close_while_posts_are_held_in_it(town: Town, persons: Persons) -> None:
    team = add_organisation(
        name="工作队", kind="resident_team", division_code=LIANHUA, since=MAY, by=town.founder
    )
    appoint(
        persons.villager,
        role=Role.RESIDENT_TEAM,
        ground=town.lianhua.ground,
        since=JUNE,
        organisation=team,
        by=town.founder,
    )
    with pytest.raises(OrganisationBusy):
        close_organisation(team, on=JULY, by=town.founder)


def test_it_cannot_close_before_what_it_holds_began(town: Town, persons: Persons) -> None:
    found = unit(town)
    join_organisation(found, person=persons.villager, duty="member", since=JULY, by=town.founder)
    with pytest.raises(TooEarly):
        close_organisation(found, on=JUNE, by=town.founder)


# ---- members -----------------------------------------------------------------------------------------


def test_a_member_once_at_a_time_and_one_head(town: Town, persons: Persons) -> None:
    found = general_branch(town)
    first = join_organisation(found, person=persons.villager, duty="head", since=MAY, by=town.founder)
    with pytest.raises(MemberAlready):
        join_organisation(found, person=persons.villager, duty="member", since=JUNE, by=town.founder)
    with pytest.raises(HeadTaken):
        join_organisation(found, person=persons.grid_leader, duty="head", since=JUNE, by=town.founder)
    end_membership(first, on=JUNE, by=town.founder)
    join_organisation(found, person=persons.grid_leader, duty="head", since=JUNE, by=town.founder)
    assert Membership.objects.in_force(MAY).get().person == persons.villager
    assert Membership.objects.in_force(JUNE).get().person == persons.grid_leader


def test_a_membership_ends_once_and_after_it_began(town: Town, persons: Persons) -> None:
    found = general_branch(town)
    member = join_organisation(found, person=persons.villager, duty="member", since=JUNE, by=town.founder)
    with pytest.raises(TooEarly):
        end_membership(member, on=JUNE, by=town.founder)
    end_membership(member, on=JULY, by=town.founder)
    with pytest.raises(OverAlready):
        end_membership(member, on=JULY, by=town.founder)


def test_the_database_refuses_a_second_head_and_a_change_of_what_has_ended(
    town: Town, persons: Persons
) -> None:
    found = general_branch(town)
    head = join_organisation(found, person=persons.villager, duty="head", since=MAY, by=town.founder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(organisation=found, person=persons.grid_leader, duty="head", since=JUNE)
    end_membership(head, on=JUNE, by=town.founder)
    with pytest.raises(DatabaseError), transaction.atomic():
        Membership.objects.filter(pk=head.pk).update(until=JULY)
    change_organisation(found, name="新名", parent=None, on=JUNE, by=town.founder)
    with pytest.raises(DatabaseError), transaction.atomic():
        OrganisationVersion.objects.filter(until__isnull=False).update(name="改写")


# ---- areas -------------------------------------------------------------------------------------------


def test_a_unit_takes_on_an_area_and_gives_it_back(town: Town) -> None:
    found = unit(town)
    area = take_on_area(found, ground=town.lianhua.ground, agreed="每月清扫一次", since=MAY, by=town.founder)
    assert list(AreaPartnership.objects.in_force(MAY).holding(town.household.ground)) == [area]
    assert not AreaPartnership.objects.in_force(MAY).holding(town.far_household.ground)
    with pytest.raises(AreaTaken):
        take_on_area(found, ground=town.lianhua.ground, agreed="再一次", since=JUNE, by=town.founder)
    end_partnership(area, on=JUNE, by=town.founder)
    assert not AreaPartnership.objects.in_force(JUNE).exists()


@pytest.mark.parametrize(
    ("agreed", "error"), [("  ", AgreementMissing), ("电话 13800000001", PersonalDataInText)]
)
def test_what_was_agreed_is_said_without_numbers_of_persons(
    town: Town, agreed: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        take_on_area(unit(town), ground=town.grid.ground, agreed=agreed, since=MAY, by=town.founder)


def test_only_a_partner_unit_takes_on_an_area_and_only_in_its_place(town: Town) -> None:
    with pytest.raises(NotAPartner):
        take_on_area(general_branch(town), ground=town.grid.ground, agreed="清扫", since=MAY, by=town.founder)
    with pytest.raises(AreaElsewhere):
        take_on_area(
            unit(town, "村企业", LIANHUA),
            ground=town.far_grid.ground,
            agreed="清扫",
            since=MAY,
            by=town.founder,
        )


def test_acts_need_the_right_and_leave_a_trace_without_names(town: Town, persons: Persons) -> None:
    found = unit(town)
    with pytest.raises(NotAllowed):
        join_organisation(
            found, person=persons.villager, duty="member", since=MAY, by=persons.viewer("village_secretary")
        )
    join_organisation(found, person=persons.villager, duty="member", since=MAY, by=town.founder)
    entry = LedgerEntry.objects.filter(verb="membership.begin").get()
    assert entry.detail == {"duty": "member", "since": "2022-05-01"}


def test_the_migration_begins_the_history_of_what_is_there(town: Town) -> None:
    kept = Organisation.objects.create(name="老支部", kind="party_branch", division_code=LIANHUA)
    step = import_module("tongxin.people.migrations.0003_first_names_of_organisations")
    before = ("people", "0003_first_names_of_organisations")
    apps = MigrationExecutor(connection).loader.project_state(before).apps
    step.begin_history(apps, None)
    version = kept.versions.get()
    assert (version.name, version.since, version.until) == ("老支部", date(1900, 1, 1), None)
    renamed = change_organisation(kept, name="新支部", parent=None, on=JUNE, by=town.founder)
    assert renamed.versions.count() == 2


# ---- pages -------------------------------------------------------------------------------------------


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Client:
    return client_for(persons.town_clerk)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().split("<main")[1]


def test_an_organisation_is_made_changed_and_closed_on_pages(clerk: Client) -> None:
    data = {"name": "莲华村党总支", "kind": "general_branch", "division": LIANHUA, "since": "2022-05-01"}
    address = clerk.post("/people/organisations/add/", data)["Location"]
    assert "莲华村党总支" in text_of(clerk, address)
    clerk.post(f"{address}change/", {"name": "莲华总支", "on": "2022-06-01"})
    shown = text_of(clerk, address)
    assert "莲华总支" in shown
    assert "莲华村党总支" in shown  # as it was
    clerk.post(f"{address}close/", {"on": "2022-07-01"})
    assert "2022-07-01 撤销" in text_of(clerk, address)
    assert "莲华总支" not in text_of(clerk, "/people/organisations/")
    assert "莲华总支" in text_of(clerk, "/people/organisations/?state=closed")


def test_a_fault_stands_on_the_form(clerk: Client, town: Town) -> None:
    found = general_branch(town)
    answer = clerk.post(f"/people/organisations/{found.pk}/change/", {"name": "新名", "on": "2022-01-01"})
    assert answer.status_code == 422
    assert "请选更晚的日期" in answer.content.decode()


def test_a_member_joins_and_leaves_on_pages(clerk: Client, town: Town, persons: Persons) -> None:
    found = general_branch(town)
    address = f"/people/organisations/{found.pk}/join/"
    assert "谁加入" in text_of(clerk, address)
    clerk.post(f"{address}?person={persons.villager.pk}", {"duty": "head", "since": "2022-06-01"})
    shown = text_of(clerk, f"/people/organisations/{found.pk}/")
    assert "普*" in shown
    assert "普明" not in shown
    member = found.memberships.get()
    clerk.post(f"/people/memberships/{member.pk}/end/", {"on": "2022-07-01"})
    member.refresh_from_db()
    assert member.until == JULY


def test_an_area_is_taken_on_village_by_village(clerk: Client, town: Town) -> None:
    found = unit(town)
    address = f"/people/organisations/{found.pk}/area/"
    assert "莲华村" in text_of(clerk, address)
    data = {"ground": town.grid.ground.key, "agreed": "清运垃圾", "since": "2022-06-01"}
    clerk.post(f"{address}?division={LIANHUA}", data)
    assert "清运垃圾" in text_of(clerk, f"/people/organisations/{found.pk}/")
    for place in (f"/ground/grid/{town.grid.pk}/", f"/ground/site/{town.household.pk}/"):
        assert "市住建局" in text_of(clerk, place)
    assert "市住建局" not in text_of(clerk, f"/ground/site/{town.next_household.pk}/")


def test_a_village_sees_its_own_organisations(persons: Persons, client_for: ClientFor, town: Town) -> None:
    general_branch(town)
    general_branch(town, "本东村党总支", BENDONG)
    text = text_of(client_for(persons.village_secretary), "/people/organisations/")
    assert "莲华村党总支" in text
    assert "本东村党总支" not in text


def test_many_organisations_ask_no_more_questions(
    clerk: Client, town: Town, persons: Persons, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        found = unit(town, f"共建单位{number}号甲乙丙丁戊己")
        take_on_area(found, ground=town.grid.ground, agreed="清扫", since=MAY, by=town.founder)
    join_organisation(found, person=persons.villager, duty="member", since=MAY, by=town.founder)
    clerk.get("/people/organisations/")
    for address, most in (("/people/organisations/", 12), (f"/people/organisations/{found.pk}/", 16)):
        with django_assert_max_num_queries(most):
            clerk.get(address)
