"""Pages of tables and lists: who sees what, what buttons do, how much they ask."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.ranking.tables import GROUPS, approved, drafted, imported, in_force, notices
from tests.town import Town
from tongxin.ranking.models import RankedList, Table
from tongxin.ranking.rules import BottomM, ListState, TopN

AtMost = Callable[[int], AbstractContextManager[Any]]


def text(response: Any) -> str:
    """What a page says; it must have answered."""
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


@pytest.fixture
def clerk(persons: Persons, client_for: ClientFor) -> Any:
    """The town clerk's browser."""
    return client_for(persons.town_clerk)


@pytest.fixture
def leader(persons: Persons, client_for: ClientFor) -> Any:
    """The town leader's browser."""
    return client_for(persons.town_leader)


def upload(client: Any, town: Town, content: str, name: str = "8月.csv") -> Any:
    """Sends a file to the page of imports."""
    return client.post(
        reverse("ranking:import"),
        {
            "file": SimpleUploadedFile(name, content.encode()),
            "ground": town.division.pk,
            "kind": "villager_group",
            "since": "2022-08-01",
            "until": "2022-08-31",
            "min_n": "3",
        },
    )


def test_a_table_is_imported_and_shown(clerk: Any, town: Town) -> None:
    answer = upload(clerk, town, GROUPS)
    page = text(clerk.get(answer.url))
    assert "莲华村 小伍排组" in page
    assert 'aria-label="94.5 分"' in page
    assert page.count('class="tag">并列</span>') == 2


def test_every_faulty_row_is_told_and_nothing_is_kept(clerk: Any, town: Town) -> None:
    answer = upload(clerk, town, GROUPS.replace("94.5", "优").replace("71.25", "-1"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第 2 行：“优”不是得分，请写数字，比如 87.5。" in page
    assert "第 5 行：得分 -1 小于 0。" in page
    assert not Table.objects.exists()


def test_the_template_can_be_filled_and_imported(clerk: Any) -> None:
    answer = clerk.get(reverse("ranking:template"))
    (sheet,) = [CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)]
    assert sheet.to_python()[0] == ["单位", "上级", "类别", "档次", "得分", "名次", "检查次数", "原因"]


def test_a_wrong_printed_rank_is_marked(clerk: Any, town: Town) -> None:
    rows = "单位,所属村,得分,名次\n小伍排组,莲华村,90,1\n大村组,莲华村,80,3\n"
    page = text(clerk.get(upload(clerk, town, rows).url))
    assert "莲华村 大村组：印的是第 3 名，算出来是第 2 名" in page


def test_the_consequences_are_shown_before_a_rule_is_chosen(clerk: Any, town: Town, persons: Persons) -> None:
    address = reverse("ranking:draft", args=[imported(town, persons).pk])
    page = text(clerk.get(address, {"n": 2}))
    assert "按得分取前 2 名" in page
    assert "每个上级取得分最高的 1 个" in page
    assert "名次线上得分相同" in page
    assert not RankedList.objects.exists()


def test_the_chosen_rule_draws_the_list(clerk: Any, town: Town, persons: Persons) -> None:
    table = imported(town, persons)
    numbers = {"colour": "red", "n": "2", "limit": "90", "at_cut": "none_enters", "rule": "top"}
    answer = clerk.post(reverse("ranking:draft", args=[table.pk]), numbers)
    drawn = table.lists.get()
    assert answer.url == reverse("ranking:list", args=[drawn.pk])
    assert drawn.statement.startswith("按得分取前 2 名。名次线上得分相同的，都不入榜。")


def test_a_second_person_approves_and_publishes(
    clerk: Any, leader: Any, town: Town, persons: Persons
) -> None:
    drawn = drafted(town, persons)
    page = reverse("ranking:list", args=[drawn.pk])
    assert "要由另一个人审批" in text(clerk.get(page))
    assert "审批通过" not in text(clerk.get(page))
    leader.post(reverse("ranking:approve", args=[drawn.pk]))
    answer = leader.post(reverse("ranking:publish", args=[drawn.pk]), {"days": "30"}, follow=True)
    assert "榜单已经在公开页上" in text(answer)
    drawn.refresh_from_db()
    assert drawn.state == ListState.PUBLISHED


def test_the_author_who_posts_all_the_same_is_refused(clerk: Any, town: Town, persons: Persons) -> None:
    drawn = drafted(town, persons)
    answer = clerk.post(reverse("ranking:approve", args=[drawn.pk]))
    assert answer.status_code == 422
    assert "谁排的榜单谁不能审批" in answer.content.decode()


def test_a_published_list_disappears_with_its_withdrawal(
    leader: Any, client_for: ClientFor, town: Town, persons: Persons
) -> None:
    drawn = in_force(town, persons)
    public = reverse("portal:list", args=[drawn.pk])
    assert "小伍排组" in text(client_for(None).get(public))
    leader.post(reverse("ranking:withdraw", args=[drawn.pk]), {"reason": "名称有误"})
    assert client_for(None).get(public).status_code == 404


def test_too_many_days_are_refused_on_the_page(leader: Any, town: Town, persons: Persons) -> None:
    answer = leader.post(
        reverse("ranking:publish", args=[approved(town, persons, BottomM(1)).pk]), {"days": "15"}
    )
    assert answer.status_code == 422
    assert "这张榜单可以挂 1 到 14 天" in answer.content.decode()


def test_a_notice_is_for_its_own_village_only(
    client_for: ClientFor, town: Town, persons: Persons, leader: Any
) -> None:
    listing = notices(town, persons).listings.get()  # 下本东组, in Bendong
    address = reverse("ranking:notice", args=[listing.pk])
    page = text(leader.get(address))
    assert "本东村 下本东组" in page
    assert "不张贴、不公开" in page
    assert client_for(persons.village_secretary).get(address).status_code == 404  # of Lianhua


def test_a_village_sees_what_stands_about_itself(client_for: ClientFor, town: Town, persons: Persons) -> None:
    table = in_force(town, persons, TopN(1)).table  # 小伍排组, in Lianhua
    secretary = client_for(persons.village_secretary)
    assert "莲华村 小伍排组" in text(secretary.get(reverse("ranking:tables")))
    assert secretary.get(reverse("ranking:table", args=[table.pk])).status_code == 404


def test_a_notice_ends_with_its_entry(leader: Any, town: Town, persons: Persons) -> None:
    listing = notices(town, persons).listings.get()
    assert "撤下" in text(leader.get(reverse("ranking:end", args=[listing.pk])))
    leader.post(reverse("ranking:end", args=[listing.pk]), {"reason": "已改好"})
    assert leader.get(reverse("ranking:notice", args=[listing.pk])).status_code == 404


@pytest.mark.parametrize("person", ["grid_leader", "village_secretary", "liaison_cadre"])
@pytest.mark.parametrize("name", ["ranking:draw", "ranking:import", "ranking:template"])
def test_only_the_clerk_opens_drawing_and_importing(
    client_for: ClientFor, persons: Persons, person: str, name: str
) -> None:
    assert client_for(persons.person(person)).get(reverse(name)).status_code == 403


def test_the_download_equals_the_filtered_list(clerk: Any, town: Town, persons: Persons) -> None:
    imported(town, persons)
    imported(town, persons, "村,得分\n莲华村,80\n本东村,70\n")
    answer = clerk.get(reverse("ranking:tables"), {"since": "2022-09-01", "format": "xlsx"})
    assert len(CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()) == 1
    answer = clerk.get(reverse("ranking:tables"), {"source": "file", "format": "xlsx"})
    assert len(CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()) == 3


def test_a_table_downloads_with_its_ranks(clerk: Any, town: Town, persons: Persons) -> None:
    answer = clerk.get(reverse("ranking:table", args=[imported(town, persons).pk]), {"format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:6] == ["莲华村", "小伍排组", "村民小组", "", 94.5, 1]


def test_pages_ask_little_whatever_the_rows(
    clerk: Any, town: Town, persons: Persons, django_assert_max_num_queries: AtMost
) -> None:
    many = "村民小组,所属村,得分\n" + "".join(f"{number}组,莲华村,{number % 90}.5\n" for number in range(150))
    tables = [imported(town, persons, many) for _ in range(3)]
    drawn = notices(town, persons)
    for address in (
        reverse("ranking:tables"),
        reverse("ranking:table", args=[tables[0].pk]),
        reverse("ranking:draft", args=[tables[0].pk]),
        reverse("ranking:list", args=[drawn.pk]),
    ):
        with django_assert_max_num_queries(12):
            assert clerk.get(address).status_code == 200


def test_the_word_for_the_second_list_is_the_towns_own(clerk: Any, town: Town, persons: Persons) -> None:
    drawn = notices(town, persons)
    for address in (reverse("ranking:tables"), reverse("ranking:list", args=[drawn.pk])):
        page = text(clerk.get(address))
        assert "待改进" in page
        assert "黑榜" not in page
