"""Erasure takes persons out of every record and nothing else away; what forbids it is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.access.asking import asked, gone
from tests.cases.conftest import kind
from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.town import Town
from tongxin.access import actions
from tongxin.access.errors import (
    HeldByLaw,
)
from tongxin.access.models import Export
from tongxin.access.request_rules import RequestKind, RequestState
from tongxin.cases.actions import decline_case, open_case
from tongxin.cases.models import Case, CaseEvent, CasePhoto
from tongxin.people.actions import add_person, appoint, end_post, open_account
from tongxin.people.models import Account, Person, Post, RegisterEntry, RegisterMember
from tongxin.people.roles import Role
from tongxin.records import clock, durable, ledger
from tongxin.records.models import LedgerEntry, StoredFile
from tongxin.records.photos import Photo
from tongxin.records.subjects import ERASED, SubjectKind, declared, personal_fields
from tongxin.territory.models import Site

JPEG = b"\xff\xd8\xff" + bytes(9)


@pytest.fixture(autouse=True)
def run_what_follows(django_capture_on_commit_callbacks: object) -> Iterator[None]:
    """Files are removed after the commit; the test's own transaction is never committed."""
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        yield


# ---- erase


def test_a_household_that_lives_here_is_not_erased(town: Town, persons: Persons) -> None:
    with pytest.raises(HeldByLaw, match="这户还住在这里"):
        actions.erase_subject(
            asked(town.household, persons, RequestKind.ERASE), by=persons.viewer("town_clerk")
        )
    assert RegisterEntry.objects.get(site=town.household).head == "李小明"


def test_an_open_case_holds_the_data(town: Town, persons: Persons) -> None:
    open_case(ground=town.household.ground, matter=kind("T-01", "暴露垃圾"), by=persons.viewer("grid_leader"))
    with pytest.raises(HeldByLaw, match="没办结的问题"):
        actions.erase_subject(
            asked(gone(town.household), persons, RequestKind.ERASE), by=persons.viewer("town_clerk")
        )


@pytest.mark.parametrize(("ago", "held"), [(timedelta(days=0), True), (timedelta(days=4 * 366), False)])
def test_who_held_a_post_is_named_for_some_years(
    town: Town, persons: Persons, on: On, ago: timedelta, held: bool
) -> None:
    on("2022-09-16")
    post = Post.objects.get(person=persons.grid_leader)
    end_post(post, on=clock.today(), by=persons.viewer("town_clerk"))
    on(clock.today() + ago)
    request = asked(persons.grid_leader, persons, RequestKind.ERASE)
    if held:
        with pytest.raises(HeldByLaw, match="离任还不到"):
            actions.erase_subject(request, by=persons.viewer("town_clerk"))
    else:
        actions.erase_subject(request, by=persons.viewer("town_clerk"))
        assert str(Person.objects.get(pk=persons.grid_leader.pk)) == "已删除"
        assert Post.objects.get(pk=post.pk).person_id == persons.grid_leader.pk


def test_whoever_holds_a_post_is_not_erased(persons: Persons) -> None:
    with pytest.raises(HeldByLaw, match="现在有职务"):
        actions.erase_subject(
            asked(persons.grid_leader, persons, RequestKind.ERASE), by=persons.viewer("town_clerk")
        )


def test_an_erased_person_cannot_sign_in_and_is_called_erased(
    persons: Persons, client_for: ClientFor
) -> None:
    client = client_for(persons.villager)
    actions.erase_subject(
        asked(persons.villager, persons, RequestKind.ERASE), by=persons.viewer("town_clerk")
    )
    account = Account.objects.get(person=persons.villager)
    assert (account.is_active, account.has_usable_password()) == (False, False)
    assert "villager" not in account.username
    assert client.get("/people/openings/mine/").status_code == 302
    page = client_for(persons.town_clerk).get(f"/people/{persons.villager.pk}/").content.decode()
    assert "已删除" in page


def full_household(town: Town, persons: Persons) -> Site:
    """A household about which every room knows something, moved away since."""
    site, leader, clerk = town.household, persons.viewer("grid_leader"), persons.viewer("town_clerk")
    photo = Photo(content=JPEG, width=1, height=1)
    case = open_case(
        ground=site.ground,
        matter=kind("T-01", "暴露垃圾"),
        title="李小明家门口",
        note="李小明说改",
        by=leader,
        photos=[photo],
    )
    decline_case(case, reason="李小明已改", by=clerk)
    RegisterEntry.objects.filter(site=site).update(note="李小明独居", id_number="532301196003150015")
    entry = RegisterEntry.objects.get(site=site)
    RegisterMember.objects.create(entry=entry, name="李秀兰", relation="李小明的妻子", phone="13577110077")
    actions.request_export(site.ground, columns=["head"], purpose="round", reason="走访", by=clerk)
    asked(site, persons, RequestKind.EXPLAIN, note="李小明来问")
    return gone(site)


def test_after_erasure_no_personal_field_holds_anything(
    town: Town, persons: Persons, django_capture_on_commit_callbacks: object
) -> None:
    site = full_household(town, persons)
    digest = CasePhoto.objects.get().file_id
    before = {data.key: data.rows(site.pk).count() for data in declared(SubjectKind.HOUSEHOLD)}
    assert before["cases.photos"] == before["access.exports"] == 1
    request = asked(site, persons, RequestKind.ERASE, note="李小明要求")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        done = actions.erase_subject(request, by=persons.viewer("town_clerk"))
    assert done.state == RequestState.DONE
    for data in declared(SubjectKind.HOUSEHOLD):
        for row in data.rows(site.pk):
            assert {getattr(row, name) for name in personal_fields(data.model)} <= {
                "",
                ERASED,
                None,
                "暴露垃圾",
            }
    assert not durable.path_of(digest).exists()
    assert not StoredFile.objects.filter(pk=digest).exists()


def test_records_stay_and_count(town: Town, persons: Persons) -> None:
    site = full_household(town, persons)
    counts = (
        Case.objects.count(),
        CaseEvent.objects.count(),
        Export.objects.count(),
        LedgerEntry.objects.count(),
    )
    actions.erase_subject(asked(site, persons, RequestKind.ERASE), by=persons.viewer("town_clerk"))
    after = (Case.objects.count(), CaseEvent.objects.count(), Export.objects.count())
    assert after == counts[:3]
    assert LedgerEntry.objects.count() > counts[3]
    assert ledger.verify().fault is None


def test_the_ledger_tells_of_the_erasure_without_a_name(town: Town, persons: Persons) -> None:
    site = full_household(town, persons)
    actions.erase_subject(asked(site, persons, RequestKind.ERASE), by=persons.viewer("town_clerk"))
    detail = LedgerEntry.objects.get(verb="subject.erase").detail
    assert detail["erased"]["people.register"] == 1
    assert "李小明" not in json.dumps(detail, ensure_ascii=False)


def test_an_erasure_that_forgets_a_room_is_seen(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: one room erases nothing."""
    site = full_household(town, persons)
    kept = [data for data in declared(SubjectKind.HOUSEHOLD) if data.key != "people.register"]
    monkeypatch.setattr("tongxin.access.actions.requests.declared", lambda kind: kept)
    actions.erase_subject(asked(site, persons, RequestKind.ERASE), by=persons.viewer("town_clerk"))
    assert RegisterEntry.objects.get(site=site).head == "李小明"


def test_an_erased_household_is_in_no_export(town: Town, persons: Persons) -> None:
    site = full_household(town, persons)
    actions.erase_subject(asked(site, persons, RequestKind.ERASE), by=persons.viewer("town_clerk"))
    Site.objects.filter(pk=site.pk).update(closed_on=None)
    made = actions.request_export(
        town.grid.ground, columns=["head"], purpose="round", reason="走访", by=persons.viewer("town_clerk")
    )
    assert made.rows == 3


def test_a_new_person_without_posts_can_be_erased_at_once(persons: Persons) -> None:
    made = add_person(name="段小云", by=persons.viewer("town_clerk"))
    actions.erase_subject(asked(made, persons, RequestKind.ERASE), by=persons.viewer("town_clerk"))
    assert Person.objects.get(pk=made.pk).is_erased


def test_an_account_of_somebody_erased_keeps_a_name_of_its_own(persons: Persons) -> None:
    clerk, administrator = persons.viewer("town_clerk"), persons.viewer("administrator")
    made = add_person(name="段小云", by=clerk)
    open_account(made, username="duan", password="柳树下的水沟要清", by=administrator)
    for person in (made, persons.villager):
        actions.erase_subject(asked(person, persons, RequestKind.ERASE), by=clerk)
    names = Account.objects.filter(is_active=False).values_list("username", flat=True)
    assert len(set(names)) == 2


def test_a_post_after_the_erasure_is_refused_by_nobody_and_names_nobody(persons: Persons, town: Town) -> None:
    actions.erase_subject(
        asked(persons.villager, persons, RequestKind.ERASE), by=persons.viewer("town_clerk")
    )
    post = appoint(
        Person.objects.get(pk=persons.villager.pk),
        role=Role.CLEANER,
        ground=town.grid.ground,
        since=clock.today(),
        by=persons.viewer("town_clerk"),
    )
    assert str(post.person) == "已删除"
