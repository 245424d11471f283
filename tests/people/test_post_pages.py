"""Pages and papers of posts: leave, hand-over, leaving everything, roles."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import FOUNDED_ON, TOWN, Town
from tongxin.people import open_work, post_papers
from tongxin.people.actions import add_person, add_role, appoint, grant_leave, hand_over
from tongxin.people.models import HandOver, Leave, OwnRole, Person, Post
from tongxin.people.roles import Role
from tongxin.records import clock

LONG_NAME = "阿卜杜热合曼买买提明江"


@pytest.fixture
def clerk(client_for: ClientFor, persons: Persons) -> Client:
    """The town clerk's browser."""
    return client_for(persons.town_clerk)


def leading(town: Town) -> Post:
    """The post of the grid leader."""
    return Post.objects.get(grid=town.grid, role=Role.GRID_LEADER, until=None)


def text_of(page: Any) -> str:
    """The page as text."""
    return str(page.content.decode())


def test_a_post_is_handed_over_step_by_step(clerk: Client, town: Town, persons: Persons) -> None:
    address = reverse("people:hand_over", args=[leading(town).pk])
    assert "交给谁" in text_of(clerk.get(address))
    assert "普*" in text_of(clerk.get(address, {"q": "普明"}))
    chosen = f"{address}?person={persons.villager.pk}"
    assert "没有未办完的事" in text_of(clerk.get(chosen))
    answer = clerk.post(chosen, {"on": clock.today().isoformat()})
    made = HandOver.objects.get()
    assert answer["Location"] == reverse("people:hand_over_made", args=[made.pk])
    assert "移交单" in text_of(clerk.get(answer["Location"]))


def test_who_has_no_account_is_told_so_before_and_after(clerk: Client, town: Town) -> None:
    silent = add_person(name="普小平", by=town.founder)
    address = reverse("people:hand_over", args=[leading(town).pk])
    assert "没有账号" in text_of(clerk.get(address, {"q": "普小平"}))
    chosen = f"{address}?person={silent.pk}"
    assert "没有账号" in text_of(clerk.get(chosen))
    answer = clerk.post(chosen, {"on": clock.today().isoformat()})
    assert answer.status_code == 422
    assert leading(town).person_id != silent.pk


def test_a_day_before_the_start_is_refused_on_the_form(clerk: Client, town: Town, persons: Persons) -> None:
    address = reverse("people:hand_over", args=[leading(town).pk])
    answer = clerk.post(f"{address}?person={persons.villager.pk}", {"on": FOUNDED_ON.isoformat()})
    assert answer.status_code == 422
    assert "2022-01-04" in text_of(answer)


def test_the_secretary_lets_somebody_stand_in_and_ends_it(
    client_for: ClientFor, town: Town, persons: Persons
) -> None:
    secretary = client_for(persons.village_secretary)
    address = f"{reverse('people:grant_leave', args=[leading(town).pk])}?person={persons.next_grid_leader.pk}"
    today = clock.today()
    days = {"since": today.isoformat(), "back_on": (today + timedelta(days=3)).isoformat(), "reason": "leave"}
    assert secretary.post(address, days).status_code == 302
    assert "李*英" in text_of(secretary.get(reverse("people:leaves")))
    leave = Leave.objects.get()
    secretary.post(reverse("people:end_leave", args=[leave.pk]))
    leave.refresh_from_db()
    assert leave.until == today
    assert "没有人请假" in text_of(secretary.get(reverse("people:leaves")))


def test_the_deputy_reads_on_the_home_page_for_whom(
    client_for: ClientFor, town: Town, persons: Persons
) -> None:
    today = clock.today()
    grant_leave(
        leading(town),
        deputy=persons.next_grid_leader,
        since=today,
        back_on=today + timedelta(days=3),
        reason="leave",
        by=town.founder,
    )
    assert "您在代理 杨*" in text_of(client_for(persons.next_grid_leader).get(reverse("web:home")))
    assert "您在代理" not in text_of(client_for(persons.grid_leader).get(reverse("web:home")))


def test_who_leaves_everything_is_asked_for_each_post(clerk: Client, town: Town, persons: Persons) -> None:
    place = appoint(
        persons.grid_leader,
        role=Role.STEWARD,
        ground=town.public_place.ground,
        since=FOUNDED_ON,
        by=town.founder,
    )
    address = reverse("people:leave_all", args=[persons.grid_leader.pk])
    page = text_of(clerk.get(address))
    assert f"post_{place.pk.hex}" in page
    assert f"post_{leading(town).pk.hex}" in page
    chosen = {
        "on": clock.today().isoformat(),
        f"post_{leading(town).pk.hex}": str(persons.villager.pk),
        f"post_{place.pk.hex}": "",
    }
    assert clerk.post(address, chosen).status_code == 302
    assert leading(town).person == persons.villager
    assert not Post.objects.in_force(clock.today()).filter(person=persons.grid_leader).exists()
    assert "没有可以离任的职务" in text_of(clerk.get(address))


def test_a_stranger_to_the_choice_is_refused(clerk: Client, town: Town, persons: Persons) -> None:
    silent = add_person(name="普小平", by=town.founder)
    address = reverse("people:leave_all", args=[persons.grid_leader.pk])
    answer = clerk.post(
        address, {"on": clock.today().isoformat(), f"post_{leading(town).pk.hex}": str(silent.pk)}
    )
    assert answer.status_code == 422


def test_the_administrator_adds_a_role_and_retires_it(
    client_for: ClientFor, town: Town, persons: Persons
) -> None:
    administrator = client_for(persons.administrator)
    values = {"division": TOWN, "like": "cleaner", "zh": "河道保洁员", "per_ground": "2"}
    assert administrator.post(reverse("people:add_role"), values).status_code == 302
    assert "河道保洁员" in text_of(administrator.get(reverse("people:roles")))
    assert administrator.post(reverse("people:add_role"), values).status_code == 422
    role = OwnRole.objects.get()
    administrator.post(reverse("people:retire_role", args=[role.pk]))
    assert "已停用" in text_of(administrator.get(reverse("people:roles")))


def test_a_role_of_the_towns_own_is_appointed_and_found_by_the_filter(
    clerk: Client, town: Town, persons: Persons
) -> None:
    role = add_role(division_code=TOWN, like="cleaner", zh="河道保洁员", by=town.founder)
    address = f"{reverse('people:appoint')}?person={persons.villager.pk}&ground={town.grid.ground.key}"
    values = {"role": role.pk, "ground": town.grid.ground.key, "since": clock.today().isoformat()}
    assert clerk.post(address, values).status_code == 302
    listed = text_of(clerk.get(reverse("people:people"), {"role": role.pk}))
    assert "普*" in listed
    assert "杨*" not in listed


def test_lists_cost_no_more_queries_with_more_rows(
    clerk: Client, town: Town, persons: Persons, django_assert_max_num_queries: Any
) -> None:
    today = clock.today()
    for number in range(8):
        grant_leave(
            leading(town),
            deputy=persons.next_grid_leader,
            since=today + timedelta(days=number),
            back_on=today + timedelta(days=number + 1),
            reason="leave",
            by=town.founder,
        )
    for name, arguments in (
        ("people:leaves", []),
        ("people:roles", []),
        ("people:person", [persons.grid_leader.pk]),
    ):
        with django_assert_max_num_queries(12):
            clerk.get(reverse(name, args=arguments))


def words(content: bytes, folder: Path) -> str:
    """The words of a PDF."""
    path = folder / "paper.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return told.stdout.decode()


needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)


@needs_pdftotext
def test_the_sheet_names_both_in_full_and_has_room_to_sign(
    town: Town, persons: Persons, tmp_path: Path
) -> None:
    begun = hand_over(leading(town), to=persons.villager, on=clock.today(), by=town.founder)
    made = HandOver.objects.shown().get(pk=begun.taken_over.pk)
    with translation.override("zh-hans"):
        told = words(post_papers.hand_over_sheet(made, open_work.listed_by_ids(made.moved, 9)), tmp_path)
    for part in (
        "职务移交单",
        "网格长",
        "杨贵",
        "普明",
        "4 户，1 处公共区域",
        "没有未办完的事",
        "移交人",
        "接收人",
        "签字",
    ):
        assert part in told


@needs_pdftotext
def test_an_appointment_says_who_what_where_and_what_for(town: Town, tmp_path: Path) -> None:
    person = add_person(name=LONG_NAME, by=town.founder)
    post = appoint(person, role="grid_member", ground=town.grid.ground, since=FOUNDED_ON, by=town.founder)
    with translation.override("zh-hans"):
        told = words(post_papers.appointment(Post.objects.shown().get(pk=post.pk)), tmp_path)
    for part in ("任职通知书", LONG_NAME, "网格员", "2022年1月4日", "东华镇", "发现问题就报"):
        assert part in told.replace("\n", "")


def test_papers_are_downloaded_by_who_appoints(clerk: Client, town: Town, persons: Persons) -> None:
    begun = hand_over(leading(town), to=persons.villager, on=clock.today(), by=town.founder)
    for name, key in (("people:hand_over_sheet", begun.taken_over.pk), ("people:appointment", begun.pk)):
        answer = clerk.get(reverse(name, args=[key]))
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_open_work_is_declared_once() -> None:
    known = next(iter(open_work.everything().values()))
    with pytest.raises(ValueError, match="twice"):
        open_work.open_work(known.key, title="x", rows=known.rows, line=known.line)(known.source)


def test_the_person_page_offers_only_what_the_viewer_may(
    client_for: ClientFor, town: Town, persons: Persons
) -> None:
    address = reverse("people:person", args=[persons.grid_leader.pk])
    offered = {
        who: [
            reverse(name, args=[leading(town).pk]) in text_of(client_for(persons.person(who)).get(address))
            for name in ("people:hand_over", "people:grant_leave", "people:appointment")
        ]
        for who in ("town_clerk", "village_secretary", "grid_leader")
    }
    assert offered == {
        "town_clerk": [True, True, True],
        "village_secretary": [False, True, False],
        "grid_leader": [False, False, False],
    }


def test_a_person_of_another_town_is_not_there(clerk: Client) -> None:
    stranger = Person.objects.create(name="外乡人")
    Post.objects.create(
        person=stranger,
        role="committee_member",
        since=FOUNDED_ON,
        ground_kind="division",
        division_code="532301106201",
    )
    post = stranger.posts.get()
    for name, key in (
        ("people:hand_over", post.pk),
        ("people:grant_leave", post.pk),
        ("people:leave_all", stranger.pk),
    ):
        assert clerk.get(reverse(name, args=[key])).status_code == 404
