"""The search box finds what the viewer may see, and nothing else."""

from __future__ import annotations

import pytest

from tests.conftest import ClientFor
from tests.persons import PERSONS, Persons
from tests.town import Town
from tongxin.cases.models import Case
from tongxin.web.search import SHOWN, find_all


def titles(persons: Persons, name: str, words: str) -> list[str]:
    return [hit.title for group in find_all(persons.viewer(name), words) for hit in group.hits]


def test_a_case_is_found_by_its_number(persons: Persons, ditch: Case) -> None:
    assert titles(persons, "town_clerk", ditch.number) == ["水沟淤堵"]


def test_a_case_is_found_by_words_of_its_title(persons: Persons, ditch: Case) -> None:
    assert titles(persons, "town_clerk", " 淤堵 ") == ["水沟淤堵"]


def test_a_case_of_the_next_grid_is_not_found(persons: Persons, ditch: Case) -> None:
    assert titles(persons, "next_grid_leader", ditch.number) == []


def test_a_place_is_found_by_its_name(town: Town, persons: Persons) -> None:
    assert str(town.public_place) in titles(persons, "town_clerk", town.public_place.name)


def test_villages_groups_and_grids_are_found(town: Town, persons: Persons) -> None:
    assert "莲华村" in titles(persons, "town_clerk", "莲华")
    assert town.group.name in titles(persons, "town_clerk", town.group.name)


def test_a_household_is_found_by_its_door(town: Town, persons: Persons) -> None:
    assert str(town.household) in titles(persons, "grid_leader", town.household.door)


def test_a_household_is_never_found_by_a_name(persons: Persons) -> None:
    assert titles(persons, "grid_leader", "李小明") == []


@pytest.mark.parametrize("words", ["王芬", "王", PERSONS["town_clerk"].phone])
def test_a_person_is_found_by_name_or_number_and_shown_masked(persons: Persons, words: str) -> None:
    assert titles(persons, "town_leader", words) == ["王*"]


def test_people_are_not_shown_to_those_who_may_not_see_them(persons: Persons) -> None:
    assert titles(persons, "villager", "王芬") == []


def test_no_more_than_ten_of_a_kind_are_shown(town: Town, persons: Persons) -> None:
    for group in find_all(persons.viewer("town_clerk"), "1"):
        assert len(group.hits) <= SHOWN


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "'; drop table", "💧" * 100])
def test_any_words_may_be_typed(client_for: ClientFor, persons: Persons, words: str) -> None:
    assert client_for(persons.town_clerk).get("/search/", {"q": words}).status_code == 200


def test_the_page_keeps_the_words(client_for: ClientFor, persons: Persons) -> None:
    page = client_for(persons.town_clerk).get("/search/", {"q": "<b>沟"}).content.decode()
    assert "&lt;b&gt;沟" in page
    assert "<b>沟" not in page
