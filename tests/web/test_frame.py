"""What every page has: language, large text, print line, strict content policy, the mark of invented data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import TOWN
from tongxin.records import publication
from tongxin.records.permission import SYSTEM

TEMPLATES = sorted(Path("src/tongxin").glob("*/templates/**/*.html"))
INVENTED = "演示数据，人名户名均为虚构"


def name_of(template: Path) -> str:
    return template.as_posix().partition("/templates/")[2]


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_every_template_compiles(template: Path) -> None:
    assert get_template(name_of(template)) is not None


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_no_template_has_style_or_script_of_its_own(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:|hx-on|js:", text)


def test_the_content_policy_allows_own_files_only(client: Client, db: None) -> None:
    policy = client.get("/sign-in/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_pages_are_chinese_first(client: Client, db: None) -> None:
    assert '<html lang="zh-CN">' in client.get("/sign-in/").content.decode()


def test_the_language_is_switched_by_a_button(client: Client, db: None) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert answer.headers["Location"] == "/sign-in/"
    assert '<html lang="en">' in client.get("/sign-in/").content.decode()


def test_an_unknown_language_changes_nothing(client: Client, db: None) -> None:
    assert "django_language" not in client.post("/language/", {"language": "xx"}).cookies


def test_large_text_is_switched_on_and_off(client: Client, db: None) -> None:
    client.post("/large-text/", {"elder": "on", "next": "/sign-in/"})
    assert '<html lang="zh-CN" class="elder">' in client.get("/sign-in/").content.decode()
    client.post("/large-text/", {"elder": "off"})
    assert "elder" not in re.findall("<html[^>]*>", client.get("/sign-in/").content.decode())[0]


def test_the_page_begins_with_a_way_to_its_content(client_for: ClientFor, persons: Persons) -> None:
    page = client_for(persons.town_clerk).get("/").content.decode()
    assert page.index('class="skip" href="#main"') < page.index('id="main"')


def test_paper_says_place_time_and_person(client_for: ClientFor, persons: Persons) -> None:
    page = client_for(persons.town_clerk).get("/").content.decode()
    assert re.search(r'print-line">\s*东华镇 · 打印于 .* · 打印人 王\*', page)


def test_only_an_invented_town_says_so(client_for: ClientFor, persons: Persons) -> None:
    client = client_for(persons.town_clerk)
    assert INVENTED not in client.get("/").content.decode()
    publication.publish(
        "demonstration", TOWN, title="Donghua", body={}, division_code=TOWN, expires_at=None, by=SYSTEM
    )
    assert INVENTED in client.get("/").content.decode()
    assert INVENTED in client.get("/no-such-page/").content.decode()
