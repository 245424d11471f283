"""The public pages read published rows only, and lose a list when its time is over."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import On
from tongxin.portal import published
from tongxin.ranking import publishing
from tongxin.records import clock, publication
from tongxin.records.canonical import JSON
from tongxin.records.permission import SYSTEM
from tongxin.records.queries import PublishedRowQuerySet

PORTAL = Path(published.__file__).parent
LOWER = {"django", "tongxin.portal", "tongxin.records"}
BODY = {
    "colour": "red",
    "word": "红榜",
    "period": "2022年8月",
    "kind": "村民小组",
    "issuer": "东华镇",
    "statement": "按得分取前 3 名。",
    "entries": [{"name": "小伍排组", "parent": "莲华村"}, {"name": "街子组", "parent": "东华村"}],
}


def publish(key: str = "list-1", *, days: int = 30, **changes: object) -> None:
    """Publishes a red list."""
    publication.publish(
        published.KIND,
        key,
        title="2022年8月红榜",
        body={**BODY, **changes},  # type: ignore[dict-item]  # plain values
        division_code="532301105000",
        expires_at=clock.now() + timedelta(days=days),
        by=SYSTEM,
    )


def imported_by(path: Path) -> set[str]:
    """Modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_the_portal_imports_records_only() -> None:
    modules = {module for path in PORTAL.glob("*.py") for module in imported_by(path)}
    ours = {module for module in modules if module.startswith("tongxin.")}
    assert ours
    assert not [module for module in ours if not module.startswith(("tongxin.portal", "tongxin.records"))]


def test_the_portal_reads_the_kind_that_ranking_publishes() -> None:
    assert published.KIND == publishing.KIND


@pytest.mark.django_db
def test_a_passer_by_reads_a_red_list(client: Client) -> None:
    publish()
    for address in (reverse("portal:home"), reverse("portal:lists"), reverse("portal:list", args=["list-1"])):
        text = client.get(address).content.decode()
        assert "小伍排组" in text
        assert "莲华村" in text


@pytest.mark.django_db
def test_the_list_says_its_rule_its_end_and_how_to_object(client: Client, on: On) -> None:
    on("2022-09-01")
    publish(days=30)
    text = client.get(reverse("portal:list", args=["list-1"])).content.decode()
    assert "按得分取前 3 名。" in text
    assert "2022年10月1日" in text
    assert "村务监督委员会" in text


@pytest.mark.django_db
def test_an_expired_list_is_gone_the_moment_its_time_is_over(client: Client, on: On) -> None:
    on("2022-09-01")
    publish(days=14)
    on("2022-09-15", "08:59")
    assert client.get(reverse("portal:list", args=["list-1"])).status_code == 200
    on("2022-09-15", "09:00")
    assert client.get(reverse("portal:list", args=["list-1"])).status_code == 404
    assert "小伍排组" not in client.get(reverse("portal:home")).content.decode()


@pytest.mark.django_db
def test_without_the_check_of_the_end_the_list_would_stay(
    client: Client, on: On, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("2022-09-01")
    publish(days=14)
    on("2022-09-20")
    monkeypatch.setattr(PublishedRowQuerySet, "in_force", lambda rows: rows)
    assert client.get(reverse("portal:list", args=["list-1"])).status_code == 200


@pytest.mark.django_db
def test_a_withdrawn_list_and_a_list_of_another_colour_are_not_shown(client: Client) -> None:
    publish("gone")
    publication.withdraw(published.KIND, "gone", by=SYSTEM)
    publish("other", colour="improve")
    for key in ("gone", "other"):
        assert client.get(reverse("portal:list", args=[key])).status_code == 404
    assert "小伍排组" not in client.get(reverse("portal:lists")).content.decode()


@pytest.mark.django_db
def test_an_empty_portal_says_how_to_report(client: Client) -> None:
    text = client.get(reverse("portal:home")).content.decode()
    assert "现在没有公布的红榜" in text
    assert "不经网格长" in text


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["portal:home", "portal:lists"])
def test_public_pages_ask_little(client: Client, name: str, django_assert_max_num_queries: object) -> None:
    for number in range(10):
        publish(f"list-{number}")
    with django_assert_max_num_queries(4):  # type: ignore[operator]  # pytest-django's fixture
        assert client.get(reverse(name)).status_code == 200


BRIEF: JSON = {
    "document": {
        "title": "东华镇2022年第三季度情况",
        "masthead": "东华镇农村人居环境整治工作简报",
        "issue": "第1期",
        "issuer": "东华镇人民政府",
        "dated": "2022年10月8日",
        "taken": "数据截至2022年10月8日。",
        "blocks": [
            {"kind": "heading", "level": 1, "mark": "一、", "pieces": [{"text": "办理情况", "position": None}]},
            {"kind": "paragraph", "pieces": [{"text": "发现问题", "position": None}, {"text": "31", "position": 1}]},
            {"kind": "table", "heads": ["村", "问题"], "rows": [[{"text": "莲华村"}, {"text": "7"}]]},
            {"kind": "sources", "caption": "数据表", "heads": ["序号", "名称", "数值", "数的是", "时间"]},
        ],
        "sources": [
            {"position": 1, "title": "发现问题", "shown": "31", "definition": "期内发现的问题。", "listed": True,
             "place": "东华镇", "since": "2022-07-01", "until": "2022-09-30"},
        ],
    },
    "digest": "a" * 64,
}  # fmt: skip


def publish_brief() -> None:
    """Publishes a brief."""
    publication.publish(
        "brief", "brief-1", title="简报", body=BRIEF, division_code="532301105000", expires_at=None, by=SYSTEM
    )


@pytest.mark.django_db
def test_everyone_reads_a_published_brief_with_its_figures_and_their_definitions(client: Client) -> None:
    publish_brief()
    page = client.get(reverse("portal:brief", args=["brief-1"])).content.decode()
    for words in ("一、办理情况", "发现问题31", "莲华村", "期内发现的问题。"):
        assert words in page
    assert "东华镇2022年第三季度情况" in client.get(reverse("portal:home")).content.decode()


@pytest.mark.django_db
def test_a_withdrawn_brief_is_gone_from_the_public_pages(client: Client) -> None:
    publish_brief()
    publication.withdraw("brief", "brief-1", by=SYSTEM)
    assert client.get(reverse("portal:brief", args=["brief-1"])).status_code == 404
    assert "东华镇2022年第三季度情况" not in client.get(reverse("portal:briefs")).content.decode()
