"""Pages of accounts: opening many at once, the paper, new slips, one account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.conftest import ClientFor
from tests.people.slips_read import codes_in, paper_in, words_of
from tests.persons import Persons, sign_in
from tests.town import BENDONG, FOUNDED_ON, LIANHUA, Town
from tongxin.people.actions import add_person, appoint, open_accounts, reset_password
from tongxin.people.models import Account, OneTimeCode, Person
from tongxin.people.pages import slips as pages
from tongxin.people.roles import Role
from tongxin.records import paper
from tongxin.territory.ground import Ground

OPEN, RENEW = "/people/accounts/open/", "/people/accounts/slips/"


@pytest.fixture
def administrator(persons: Persons, client_for: ClientFor) -> Client:
    return client_for(persons.administrator)


def newcomer(town: Town, name: str, ground: Ground, phone: str = "") -> Person:
    """Somebody with a post and no account."""
    person = add_person(name=name, phone=phone, by=town.founder)
    appoint(person, role=Role.GRID_MEMBER, ground=ground, since=FOUNDED_ON, by=town.founder)
    return person


def test_those_with_a_post_and_no_account_are_listed(
    administrator: Client, town: Town, persons: Persons
) -> None:
    newcomer(town, "李小红", town.grid.ground, "13900001111")
    page = administrator.get(OPEN).content.decode()
    assert "李*红" in page
    assert "139****1111" in page  # the name to come, masked
    assert "13900001111" not in page
    assert "李*明" not in page  # has one


def test_the_list_is_filtered_by_village_and_role(administrator: Client, town: Town) -> None:
    newcomer(town, "李小红", town.grid.ground)
    newcomer(town, "普玉兰", town.far_grid.ground)
    assert "普*兰" not in administrator.get(OPEN, {"village": LIANHUA}).content.decode()
    assert "普*兰" in administrator.get(OPEN, {"village": BENDONG}).content.decode()
    assert "李*红" not in administrator.get(OPEN, {"role": Role.CLEANER}).content.decode()


def test_the_ticked_ones_get_accounts_and_a_paper(administrator: Client, town: Town) -> None:
    chosen, left = newcomer(town, "李小红", town.grid.ground), newcomer(town, "普玉兰", town.grid.ground)
    other = newcomer(town, "杨小花", town.grid.ground)
    answer = administrator.post(OPEN, {"chosen": [chosen.pk, other.pk], "whom": "ticked"})
    assert answer["Cache-Control"].count("no-store") == 1
    assert Account.objects.filter(person__in=[chosen, other]).count() == 2
    assert not Account.objects.filter(person=left).exists()
    assert len(codes_in(answer.content)) == 2


def test_all_of_the_filter_get_accounts(administrator: Client, town: Town) -> None:
    near, far = newcomer(town, "李小红", town.grid.ground), newcomer(town, "普玉兰", town.far_grid.ground)
    administrator.post(f"{OPEN}?village={BENDONG}", {"whom": "everyone"})
    assert Account.objects.filter(person=far).exists()
    assert not Account.objects.filter(person=near).exists()


def test_the_paper_says_all_that_is_needed(administrator: Client, town: Town) -> None:
    newcomer(town, "李小红", town.grid.ground)
    answer = administrator.post(OPEN, {"whom": "everyone"})
    words = words_of(paper_in(answer.content))
    for needed in ("李小红", "小伍排网格", "lixiaohong", "http://testserver/sign-in/", "有效"):
        assert needed in words


def test_the_code_lets_in_and_is_not_in_the_picture(
    administrator: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = paper.qr

    def noted(text: str) -> str:
        drawn.append(text)
        return draw(text)

    monkeypatch.setattr(paper, "qr", noted)
    newcomer(town, "李小红", town.grid.ground)
    code = codes_in(administrator.post(OPEN, {"whom": "everyone"}).content)[0]
    assert drawn == ["http://testserver/sign-in/"]
    entered = Client().post("/sign-in/", {"username": "lixiaohong", "password": code})
    assert entered.headers["Location"] == "/password/"


def test_the_paper_has_eight_slips_a_sheet(administrator: Client, town: Town) -> None:
    for number in range(9):
        newcomer(town, f"李小{chr(0x4E00 + number)}", town.grid.ground)
    answer = administrator.post(OPEN, {"whom": "everyone"})
    assert words_of(paper_in(answer.content)).count("\f") == 2


def test_a_long_name_and_place_stay_on_the_slip(administrator: Client, town: Town) -> None:
    newcomer(town, "阿卜杜热西提阿卜力克木江", town.grid.ground)
    assert len(codes_in(administrator.post(OPEN, {"whom": "everyone"}).content)) == 1


@pytest.mark.parametrize("form", [{}, {"whom": "ticked"}, {"chosen": "x"}, {"chosen": "0" * 32}])
def test_nobody_ticked_is_told(administrator: Client, town: Town, form: dict[str, str]) -> None:
    newcomer(town, "李小红", town.grid.ground)
    assert administrator.post(OPEN, form).headers["Location"] == OPEN
    assert "没有选中" in administrator.get(OPEN).content.decode()


def test_sending_it_twice_opens_no_second_account(administrator: Client, town: Town) -> None:
    person = newcomer(town, "李小红", town.grid.ground)
    administrator.post(OPEN, {"chosen": person.pk})
    assert administrator.post(OPEN, {"chosen": person.pk}).status_code == 302
    assert Account.objects.filter(person=person).count() == 1


def test_more_than_the_most_are_refused_and_nobody_is_opened(
    administrator: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 1)
    monkeypatch.setattr("tongxin.people.actions.slips.MOST_AT_ONCE", 1)
    persons = [newcomer(town, name, town.grid.ground) for name in ("李小红", "普玉兰")]
    assert administrator.post(OPEN, {"whom": "everyone"}).status_code == 302
    assert not Account.objects.filter(person__in=persons).exists()


def test_who_also_has_a_post_elsewhere_is_left_to_others(town: Town, persons: Persons) -> None:
    """The administrator of one village finds its people, but not one who works in the next village too."""
    here, both = (newcomer(town, name, town.far_grid.ground) for name in ("普玉兰", "李小红"))
    appoint(both, role=Role.GRID_MEMBER, ground=town.grid.ground, since=FOUNDED_ON, by=town.founder)
    appoint(
        persons.villager,
        role=Role.ADMINISTRATOR,
        ground=town.bendong.ground,
        since=FOUNDED_ON,
        by=town.founder,
    )
    TOTPDevice.objects.create(user=persons.account("villager"), confirmed=True)
    client = sign_in(Client(), persons.account("villager"))
    client.post(OPEN, {"whom": "everyone"})
    assert Account.objects.filter(person=here).exists()
    assert not Account.objects.filter(person=both).exists()


def test_new_slips_for_those_who_wait(administrator: Client, town: Town, persons: Persons) -> None:
    slip = open_accounts([newcomer(town, "李小红", town.grid.ground)], by=persons.viewer("administrator"))[0]
    page = administrator.get(RENEW).content.decode()
    assert "李*红" in page
    assert "杨*" not in page  # in use
    answer = administrator.post(RENEW, {"chosen": slip.account.pk})
    assert codes_in(answer.content) != [slip.shown_code]
    assert OneTimeCode.objects.filter(account=slip.account).count() == 1


def test_the_lists_ask_few_questions(
    administrator: Client, town: Town, persons: Persons, django_assert_max_num_queries: Any
) -> None:
    waiting = [newcomer(town, f"李小{chr(0x4E00 + number)}", town.grid.ground) for number in range(30)]
    with django_assert_max_num_queries(12):
        administrator.get(OPEN)
    open_accounts(waiting, by=persons.viewer("administrator"))
    with django_assert_max_num_queries(12):
        administrator.get(RENEW)
    with django_assert_max_num_queries(12):
        administrator.get(f"/people/accounts/{Account.objects.get(person=waiting[0]).pk}/")


def test_empty_lists_say_so(administrator: Client) -> None:
    assert "这里有职务的人都有账号了" in administrator.get(OPEN).content.decode()
    assert "都登录过了" in administrator.get(RENEW).content.decode()


def test_one_account_shows_its_slip_and_devices(administrator: Client, persons: Persons) -> None:
    account = persons.account("grid_leader")
    reset_password(account, by=persons.viewer("administrator"))
    page = administrator.get(f"/people/accounts/{account.pk}/").content.decode()
    assert "还没有用" in page
    assert "现在没有登录的设备" in page


def test_a_leader_makes_a_slip_on_the_persons_page(client_for: ClientFor, persons: Persons) -> None:
    secretary = client_for(persons.village_secretary)
    address = f"/people/{persons.grid_leader.pk}/"
    assert f"{address}slip/" in secretary.get(address).content.decode()
    answer = secretary.post(f"{address}slip/")
    assert answer.context["single"].account == persons.account("grid_leader")


def test_a_leader_has_no_such_button_on_an_equals_page(client_for: ClientFor, persons: Persons) -> None:
    secretary = client_for(persons.village_secretary)
    for person in (persons.liaison_cadre, persons.village_secretary):
        address = f"/people/{person.pk}/"
        assert "slip/" not in secretary.get(address).content.decode()
        assert secretary.post(f"{address}slip/").status_code in (302, 403)


def test_the_countys_name_is_noted_where_it_is_switched_on(
    administrator: Client, persons: Persons, settings: Any
) -> None:
    account = persons.account("grid_leader")
    address = f"/people/accounts/{account.pk}/"
    assert "county/" not in administrator.get(address).content.decode()
    settings.TONGXIN_OIDC = {}
    assert "county/" in administrator.get(address).content.decode()
    administrator.post(f"{address}county/", {"subject": " county-4711 "})
    account.refresh_from_db()
    assert account.oidc_subject == "county-4711"
