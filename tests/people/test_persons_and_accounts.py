"""Persons are added once; accounts are opened, reset and closed by who may, and nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from tests.persons import PASSWORD, Persons
from tests.town import COUNTY_CODE, TOWN, Town
from tongxin.access.viewer import founding_viewer
from tongxin.people.actions import (
    add_organisation,
    add_person,
    appoint,
    drop_second_factor,
    open_account,
    reset_password,
    set_account_active,
)
from tongxin.people.actions.persons import sort_key_of
from tongxin.people.backends import NameOrPhoneBackend
from tongxin.people.errors import AccountExists, NameInUse, NameMissing, PhoneFaulty, PhoneTaken
from tongxin.people.models import Account, Organisation, Person
from tongxin.people.roles import Role
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import Act, NotAllowed
from tongxin.territory.ground import division_ground


def test_a_person_is_added_with_a_plain_number_and_a_sound(town: Town) -> None:
    person = add_person(name=" 毕 家福 ", phone="138-0000-0099", by=town.founder)
    assert (person.name, person.phone, person.sort_key) == ("毕家福", "13800000099", "bi jia fu")
    assert LedgerEntry.objects.get(verb="person.add", subject_id=str(person.pk)).detail == {}


def test_what_is_no_person_is_refused(town: Town, persons: Persons) -> None:
    with pytest.raises(NameMissing):
        add_person(name="  ", by=town.founder)
    with pytest.raises(PhoneFaulty):
        add_person(name="甲", phone="12345", by=town.founder)
    with pytest.raises(PhoneTaken):
        add_person(name="甲", phone=persons.villager.phone, by=town.founder)
    with pytest.raises(NotAllowed):
        add_person(name="甲", by=persons.viewer("village_secretary"))


@pytest.mark.parametrize("written", ["李建鸣", "李建民", "李健明", "李建明"])
def test_a_name_that_is_near_or_sounds_alike_is_found(town: Town, persons: Persons, written: str) -> None:
    found = Person.objects.all().like(written, sort_key_of(written))
    assert persons.village_secretary in found
    assert persons.town_clerk not in found


def test_persons_are_found_by_name_and_by_the_end_of_the_number(persons: Persons) -> None:
    assert list(Person.objects.matching("杨")) == [persons.grid_leader]
    assert list(Person.objects.matching("0005")) == [persons.town_clerk]
    assert not Person.objects.matching("05").exists()


def test_whom_one_knows(town: Town, persons: Persons) -> None:
    stranger = add_person(name="外人", by=town.founder)
    clerk, secretary = persons.viewer("town_clerk"), persons.viewer("village_secretary")
    assert stranger in Person.objects.known_to(clerk, Act.PEOPLE_VIEW)
    known = set(Person.objects.known_to(secretary, Act.PEOPLE_VIEW))
    assert stranger not in known
    assert persons.grid_leader in known
    assert persons.town_clerk not in known


def test_an_organisation_is_once_in_a_division(town: Town) -> None:
    for _time in range(2):
        add_organisation(name="县供销社", kind="partner_unit", division_code=TOWN, by=town.founder)
    assert Organisation.objects.count() == 1


def test_an_account_is_opened_with_a_slip(town: Town) -> None:
    person = add_person(name="新人", by=town.founder)
    account = open_account(person, username="xinren", password="x", by=town.founder)
    assert account.must_change_password
    with pytest.raises(AccountExists):
        open_account(person, username="other", password="x", by=town.founder)


def test_a_sign_in_name_is_taken_whatever_its_case(town: Town) -> None:
    person = add_person(name="新人", by=town.founder)
    with pytest.raises(NameInUse):
        open_account(person, username="Town_Clerk", password="x", by=town.founder)


def test_a_reset_ends_the_old_password_and_every_session(persons: Persons) -> None:
    account = persons.account("grid_leader")
    before = account.get_session_auth_hash()
    slip = reset_password(account, by=persons.viewer("administrator"))
    account.refresh_from_db()
    assert not account.has_usable_password()
    assert account.get_session_auth_hash() != before
    assert slip.code not in str(LedgerEntry.objects.latest("id").detail)


def test_accounts_are_the_administrators_alone(persons: Persons) -> None:
    account = persons.account("grid_leader")
    with pytest.raises(NotAllowed):
        drop_second_factor(account, by=persons.viewer("town_clerk"))
    with pytest.raises(NotAllowed):
        set_account_active(account, active=False, by=persons.viewer("town_clerk"))


def test_a_towns_administrator_has_no_hold_on_the_countys_people(town: Town, persons: Persons) -> None:
    county = founding_viewer(division_ground(COUNTY_CODE))
    appoint(
        persons.villager,
        role=Role.COUNTY_READER,
        ground=division_ground(COUNTY_CODE),
        since=date(2022, 1, 4),
        by=county,
    )
    with pytest.raises(NotAllowed):
        reset_password(persons.account("villager"), by=persons.viewer("administrator"))
    reset_password(persons.account("villager"), by=county)


@pytest.mark.parametrize("name", ["town_clerk", "TOWN_CLERK", " town_clerk ", "13800000005", "138 0000 0005"])
def test_one_signs_in_by_name_or_number(persons: Persons, name: str) -> None:
    found = NameOrPhoneBackend().authenticate(None, username=name, password=PASSWORD)
    assert found == persons.account("town_clerk")


def test_wrong_words_and_closed_accounts_do_not_sign_in(persons: Persons) -> None:
    backend = NameOrPhoneBackend()
    assert backend.authenticate(None, username="town_clerk", password="x") is None
    assert backend.authenticate(None, username="nobody", password=PASSWORD) is None
    assert backend.authenticate(None, username="", password="") is None
    set_account_active(persons.account("town_clerk"), active=False, by=persons.viewer("administrator"))
    assert backend.authenticate(None, username="town_clerk", password=PASSWORD) is None
    assert backend.get_user(Account.objects.get(username="town_clerk").pk) is None


def test_an_unknown_name_costs_as_much_as_a_known_one(
    persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr("tongxin.people.backends.make_password", hashed.append)
    NameOrPhoneBackend().authenticate(None, username="nobody", password="x")
    assert hashed == ["x"]


def test_rights_come_from_posts_and_from_nothing_in_django(persons: Persons) -> None:
    account = persons.account("administrator")
    assert not account.has_perm("people.delete_person")
    assert not account.has_module_perms("people")
