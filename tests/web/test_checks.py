"""The page of checks: who sees what of it, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import BENDONG, LIANHUA, Town
from tongxin.people.actions import end_post
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import checks, clock, doctor, jobs
from tongxin.records.checks import Check, CheckScope, Result, Severity
from tongxin.records.models import Examined, Job
from tongxin.records.permission import Act
from tongxin.records.upkeep import ask_to_examine
from tongxin.territory.models import Placement
from tongxin.web.checked import Checked, checked_for, may_open

PAGE = "/checks/"


def found(shown: Checked) -> set[str]:
    """Names of the checks that found something."""
    return {entry.result.name for part in shown.parts for room in part.rooms for entry in room.entries}


def ways_of(shown: Checked, name: str) -> list[str]:
    """The subjects of a check, in words."""
    entries = (entry for part in shown.parts for room in part.rooms for entry in room.entries)
    return [way.label for entry in entries if entry.result.name == name for way in entry.ways]


def test_a_gap_stands_on_the_page_with_the_act_that_mends_it(client_for: ClientFor, persons: Persons) -> None:
    page = client_for(persons.town_clerk).get(PAGE).content.decode()
    assert "没有网格长的网格" in page
    assert re.search(r'href="/people/appoint/\?ground=grid%3A[0-9a-f-]+&amp;role=grid_leader"', page)


def test_the_secretary_sees_the_own_village_only(persons: Persons) -> None:
    secretary = checked_for(persons.viewer("village_secretary"))
    clerk = checked_for(persons.viewer("town_clerk"))
    assert len(ways_of(clerk, "people.grid_without_leader")) == 2  # both in Bendong
    assert ways_of(secretary, "people.grid_without_leader") == []
    assert ways_of(secretary, "people.group_without_leader") == ["莲华村 小伍排组", "莲华村 大村组"]


def test_what_concerns_the_whole_house_is_for_clerk_and_administrator(persons: Persons) -> None:
    seen = {name: found(checked_for(persons.viewer(name))) for name in ("town_leader", "town_clerk")}
    assert "people.too_few_administrators" in seen["town_clerk"]
    assert not {name for name in seen["town_leader"] if checks.get(name).of_house}


def test_a_leader_who_may_not_appoint_gets_no_link_to_it(client_for: ClientFor, persons: Persons) -> None:
    page = client_for(persons.town_leader).get(PAGE).content.decode()
    assert "没有网格长的网格" in page
    assert "/people/appoint/" not in page


def test_a_page_opens_for_whoever_its_declaration_names(town: Town, persons: Persons) -> None:
    clerk, secretary = persons.viewer("town_clerk"), persons.viewer("village_secretary")
    assert may_open("/people/appoint/?role=x", clerk)
    assert not may_open("/people/appoint/", secretary)
    assert may_open(f"/ground/grid/{town.grid.pk}/", secretary, town.grid.ground)
    assert not may_open(f"/ground/grid/{town.far_grid.pk}/", secretary, town.far_grid.ground)
    assert not may_open("/no/such/page/", clerk)


def test_one_village_can_be_looked_at_alone(client_for: ClientFor, persons: Persons) -> None:
    client = client_for(persons.town_clerk)
    assert "上本东网格" in client.get(PAGE, {"village": BENDONG}).content.decode()
    assert "上本东网格" not in client.get(PAGE, {"village": LIANHUA}).content.decode()
    assert client_for(persons.village_secretary).get(PAGE, {"village": BENDONG}).status_code == 404


def test_the_grave_stands_before_the_rest(persons: Persons) -> None:
    shown = checked_for(persons.viewer("town_clerk"))
    order = list(Severity)
    places = [order.index(part.severity) for part in shown.parts]
    assert places == sorted(places)
    assert shown.number == sum(part.number for part in shown.parts)
    assert len(shown.right) > 20


def test_the_number_of_queries_does_not_grow_with_what_is_amiss(town: Town, persons: Persons) -> None:
    viewer = persons.viewer("town_clerk")
    checked_for(viewer)
    with CaptureQueriesContext(connection) as few:
        checked_for(viewer)
    for post in Post.objects.filter(role=Role.GRID_LEADER):
        end_post(post, on=clock.today(), by=town.founder)
    with CaptureQueriesContext(connection) as many:
        checked_for(viewer)
    assert len(many) <= len(few) + 1  # one check more names places
    assert len(few) < 2 * len(checks.all())


def test_the_foundation_is_examined_by_the_worker_when_asked(
    client_for: ClientFor, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "TONGXIN_OPERATOR", "楚雄市")
    Job.objects.all().delete()
    client = client_for(persons.administrator)
    for _twice in range(2):
        assert client.post("/checks/examine/").status_code == 302
    assert "正在检查" in client.get(PAGE).content.decode()
    assert jobs.work_off() == 1
    assert set(Examined.objects.values_list("name", flat=True)) == {each.name for each in checks.foundation()}
    assert "台账防改保护" in client.get(PAGE).content.decode()


def test_what_the_foundation_said_last_is_read_in_the_readers_language(
    client_for: ClientFor, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "missing_year", lambda _day: 2031)
    doctor.remember(doctor.examine())
    page = client_for(persons.town_clerk).get(PAGE).content.decode()
    assert "2031" in page
    english = client_for(persons.town_clerk)
    english.cookies["django_language"] = "en"
    assert "the holidays of 2031 are not known" in english.get(PAGE).content.decode()


def test_the_administration_page_sums_it_up_in_one_line(client_for: ClientFor, persons: Persons) -> None:
    page = client_for(persons.administrator).get("/administration/").content.decode()
    number = checked_for(persons.viewer("administrator")).number
    assert f"有 {number} 项要处理" in page
    assert f'href="{PAGE}"' in page


def test_the_right_to_see_them_is_an_office_right(persons: Persons) -> None:
    may = {name: persons.viewer(name).may(Act.CHECKS_VIEW) for name in ("village_secretary", "grid_leader")}
    assert may == {"village_secretary": True, "grid_leader": False}


def test_what_reads_every_place_is_made_by_the_worker_and_told_to_its_village(
    town: Town, persons: Persons
) -> None:
    Job.objects.all().delete()
    Placement.objects.filter(site=town.household, until__isnull=True).update(grid=town.next_grid)
    assert "territory.placement_differs" not in found(checked_for(persons.viewer("town_clerk")))
    ask_to_examine(by=persons.viewer("town_clerk"))
    jobs.work_off()
    for name in ("town_clerk", "village_secretary"):
        assert ways_of(checked_for(persons.viewer(name)), "territory.placement_differs") == [
            "莲华村 小伍排组 1号"
        ]
    assert "territory.placement_differs" not in found(
        checked_for(persons.viewer("town_clerk"), town.bendong.ground)
    )


def test_a_page_makes_no_check_that_reads_everything(
    persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    run = checks.run

    def noted(scope: CheckScope, chosen: Iterable[Check]) -> tuple[Result, ...]:
        kept = list(chosen)
        made.extend(each.name for each in kept)
        return run(scope, kept)

    monkeypatch.setattr(checks, "run", noted)
    checked_for(persons.viewer("town_clerk"))
    assert made
    assert all(checks.get(name).is_live for name in made)
