"""The menu shows what the viewer may open, and where one is."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.urls import reverse

from tests.conftest import ClientFor
from tests.persons import Persons
from tongxin.records.permission import SYSTEM, Viewer
from tongxin.web.navigation import NAVIGATION, NavGroup, NavItem, menu_for

EVERYTHING = [
    "home",
    "cases",
    "reports",
    "rounds",
    "plans",
    "ground",
    "network",
    "coverage",
    "agreements",
    "ranking",
    "indicators",
    "briefs",
    "people",
    "complaints",
    "complaint_readers",
    "personal",
    "standards",
    "import",
    "checks",
    "admin",
]


def ids(viewer: Viewer) -> list[str]:
    return [item.id for group in menu_for(viewer) for item in group.items]


def test_the_menu_is_complete() -> None:
    assert [item.id for group in NAVIGATION for item in group.items] == EVERYTHING


@pytest.mark.parametrize(
    "item", [item for group in NAVIGATION for item in group.items], ids=lambda item: item.id
)
def test_every_entry_has_a_page(item: NavItem) -> None:
    assert item.href == reverse(item.url_name)


@pytest.mark.parametrize(
    ("person", "absent"),
    [
        ("town_clerk", ["complaint_readers"]),
        ("town_leader", ["reports", "import", "admin"]),
        ("village_secretary", ["reports", "complaints", "complaint_readers", "import", "admin"]),
        (
            "grid_leader",
            ["reports", "briefs", "complaints", "complaint_readers", "personal", "import", "checks", "admin"],
        ),
        (
            "administrator",
            [
                "cases",
                "reports",
                "rounds",
                "plans",
                "agreements",
                "ranking",
                "indicators",
                "briefs",
                "complaints",
                "import",
            ],
        ),
        ("villager", EVERYTHING),
    ],
)
def test_each_person_sees_what_the_posts_allow(persons: Persons, person: str, absent: list[str]) -> None:
    assert ids(persons.viewer(person)) == [entry for entry in EVERYTHING if entry not in absent]


def test_a_heading_without_entries_is_left_out() -> None:
    nothing = NavGroup("Empty", ())
    assert [group.label for group in menu_for(SYSTEM, [nothing, NAVIGATION[0]])] == [NAVIGATION[0].label]


def test_the_page_one_is_on_is_marked_once(client_for: ClientFor, persons: Persons) -> None:
    page = client_for(persons.town_clerk).get(reverse("web:home")).content.decode()
    assert re.findall(r'<a href="([^"]*)" aria-current="page">', page) == ["/"]


def test_an_element_without_content_is_not_written() -> None:
    words = '{% load shell %}{% wrapped "p" "sub" %} {{ text }} {% endwrapped %}'
    assert Template(words).render(Context({"text": ""})) == ""
    assert Template(words).render(Context({"text": "<b>"})) == '<p class="sub"> &lt;b&gt; </p>'
