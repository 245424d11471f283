"""The pages of the standards say what is known and what is not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.architecture.tree import ROOT
from tests.conftest import ClientFor
from tests.persons import Persons
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import load_standards
from tongxin.standards.models import SheetVersion, StandardEdition

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(persons: Persons, client_for: ClientFor) -> Client:
    """Somebody who looks things up: a grid leader."""
    load_standards(ROOT / "data", by=SYSTEM)
    return client_for(persons.grid_leader)


def test_sheets_say_whether_they_are_complete(reader: Client) -> None:
    page = reader.get(reverse("standards:sheets")).text
    assert page.count("不完整</span>") == 5
    assert "一档村八条标准" in page


def test_a_sheet_shows_how_each_item_is_scored(reader: Client) -> None:
    version = SheetVersion.objects.get(sheet="village_general_2023")
    page = reader.get(reverse("standards:sheet", args=[version.pk])).text
    assert "每发现一座扣 2 分" in page
    assert "有露天焚烧" in page
    assert "这份细则不完整" in page


def test_limits_show_where_they_come_from(reader: Client) -> None:
    page = reader.get(reverse("standards:matters"), {"q": "RB-0"}).text
    assert "city A: 4 working_hours; city B: 1 working_days" in page
    assert "建议值，没有出处" in page
    assert "未核实" in page


def test_kinds_of_problem_are_found_by_line_and_word(reader: Client) -> None:
    page = reader.get(reverse("standards:matters"), {"line": "toilets", "q": "化粪池"}).text
    assert "TL-05" in page
    assert "RB-01" not in page


def test_an_unknown_threshold_is_shown_as_unknown(reader: Client) -> None:
    edition = StandardEdition.objects.get(standard_id="national_sanitary_township_2021")
    page = reader.get(reverse("standards:edition", args=[edition.pk])).text
    assert "指标值未知" in page
    assert "全爱卫发〔2021〕6号" in page


def test_every_sheet_and_edition_has_its_page(reader: Client) -> None:
    for version in SheetVersion.objects.all():
        assert version.title in reader.get(reverse("standards:sheet", args=[version.pk])).text
    for edition in StandardEdition.objects.all():
        assert edition.title in reader.get(reverse("standards:edition", args=[edition.pk])).text


def test_pages_are_there_in_english(reader: Client) -> None:
    page = reader.get(reverse("standards:sheets"), headers={"accept-language": "en"}).text
    assert "Household check: four clean, two norms" in page


@pytest.mark.parametrize("name", ["sheets", "matters", "editions"])
def test_a_list_asks_few_questions(reader: Client, name: str) -> None:
    reader.get(reverse(f"standards:{name}"))
    with CaptureQueriesContext(connection) as queries:
        reader.get(reverse(f"standards:{name}"))
    assert len(queries) <= 12


def test_without_standards_the_page_says_how_to_load_them(persons: Persons, client_for: ClientFor) -> None:
    page = client_for(persons.town_clerk).get(reverse("standards:sheets")).text
    assert "tongxin load-standards" in page
