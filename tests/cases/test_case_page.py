"""The case page: the next step of the viewer, the timeline, kind refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from tests.cases.life import Life
from tests.conftest import ClientFor, On
from tests.persons import PERSONS
from tongxin.cases import actions
from tongxin.cases.models import Case
from tongxin.cases.rules import Move, State
from tongxin.records.permission import SYSTEM

QUERIES = 20

# state × viewer → the main button and the others, as the page offers them
OFFERS = [
    (State.FOUND, "village_secretary", "assign", "fix", "decline merge transfer wait urge"),
    (State.FOUND, "grid_leader", None, "fix", ""),
    (State.FOUND, "liaison_cadre", "assign", "", "decline merge transfer wait urge"),
    (State.FOUND, "town_leader", None, "", "urge"),
    (State.ASSIGNED, "grid_leader", "fix", "refuse postpone", ""),
    (State.ASSIGNED, "village_secretary", None, "fix assign", "decline merge transfer unassign wait urge"),
    (State.FIXED, "village_secretary", "verify", "return partial", "urge"),
    (State.FIXED, "town_clerk", None, "verify return partial", "urge"),
    (State.FIXED, "grid_leader", None, "", ""),
    (State.VERIFIED, "village_secretary", "close", "return", "unverify urge"),
    (State.VERIFIED, "grid_leader", None, "", ""),
    (State.CLOSED, "town_clerk", None, "reopen", ""),
    (State.CLOSED, "town_leader", None, "", ""),
    (State.DECLINED, "town_clerk", None, "", ""),
    (State.DUPLICATE, "town_clerk", None, "", ""),
]


def post(client: Client, case: Case, step: str, **values: Any) -> Any:
    """Sends a step as the page of `case` would."""
    return client.post(f"/cases/{case.pk}/{step}", {"version": case.version, **values})


@pytest.mark.parametrize(("state", "viewer", "main", "others", "seldom"), OFFERS)
def test_the_page_offers_the_viewers_steps(
    life: Life, client_for: ClientFor, state: State, viewer: str, main: str | None, others: str, seldom: str
) -> None:
    assert viewer in PERSONS
    context = client_for(life.persons.person(viewer)).get(f"/cases/{life.in_state(state).pk}").context
    assert (context["main"].move if context["main"] else None) == main
    assert [step.move for step in context["others"]] == others.split()
    assert [step.move for step in context["seldom"]] == seldom.split()


@pytest.mark.parametrize(
    ("state", "viewer", "words"),
    [
        (State.ASSIGNED, "grid_leader", "改好了，送核验"),
        (State.FIXED, "village_secretary", "改好了，通过核验"),
        (State.FIXED, "village_secretary", "没改好，退回重做"),
        (State.FOUND, "village_secretary", "派单"),
        (State.VERIFIED, "village_secretary", "办结"),
    ],
)
def test_buttons_speak_the_towns_words(
    life: Life, client_for: ClientFor, state: State, viewer: str, words: str
) -> None:
    page = client_for(life.persons.person(viewer)).get(f"/cases/{life.in_state(state).pk}")
    assert f"{words}</button>" in page.content.decode() or f"{words}</summary>" in page.content.decode()


def test_the_whole_way_in_the_browser(life: Life, client_for: ClientFor, jpeg: Any) -> None:
    secretary, leader = client_for(life.persons.village_secretary), client_for(life.persons.grid_leader)
    case = life.found()
    photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    steps: list[tuple[Client, str, dict[str, Any]]] = [
        (secretary, "assign", {"to": str(life.persons.grid_leader.pk)}),
        (leader, "fix", {"note": "清走两车", "photo": photo}),
        (secretary, "verify", {}),
        (secretary, "close", {}),
    ]
    for client, step, values in steps:
        case.refresh_from_db()
        assert post(client, case, step, **values).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.photos.count()) == (State.CLOSED, 1)
    page = leader.get(f"/cases/{case.pk}").content.decode()
    assert "清走两车" in page
    assert "杨* 报改好" in page


def test_the_proposed_person_is_the_grid_leader(life: Life, client_for: ClientFor) -> None:
    context = client_for(life.persons.village_secretary).get(f"/cases/{life.found().pk}").context
    choice = context["main"].form.fields["to"]
    assert choice.initial == str(life.persons.grid_leader.pk)
    names = dict(choice.choices)
    assert "杨*" in names[choice.initial]
    assert str(life.persons.next_grid_leader.pk) not in names


def test_the_second_of_two_gets_409_and_keeps_the_words(life: Life, client_for: ClientFor, on: On) -> None:
    on("2022-09-05")
    case = life.in_state(State.FIXED)
    actions.return_case(Case.objects.get(pk=case.pk), reason="沟边还有", by=life.persons.viewer("town_clerk"))
    answer = post(client_for(life.persons.village_secretary), case, "return", reason="桥下没有清")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "王*" in page
    assert "都没有丢" in page
    assert "桥下没有清" in page
    case.refresh_from_db()
    assert (case.rework_count, case.version) == (1, 4)


def test_a_missing_reason_is_asked_for_beside_the_field(life: Life, client_for: ClientFor) -> None:
    case = life.in_state(State.FIXED)
    answer = post(client_for(life.persons.village_secretary), case, "return", reason=" ")
    assert answer.status_code == 422
    step = next(step for step in answer.context["others"] if step.move == "return")
    assert step.is_open
    assert step.form.errors["reason"]


def test_a_wrong_number_to_merge_into_is_refused_and_kept(life: Life, client_for: ClientFor) -> None:
    answer = post(
        client_for(life.persons.village_secretary), life.found(), "merge", original="莲华-2099-0001"
    )
    assert answer.status_code == 422
    assert "莲华-2099-0001" in answer.content.decode()


def test_a_number_to_merge_into_is_enough(life: Life, client_for: ClientFor) -> None:
    case, original = life.found(), life.found(title="先报的")
    client = client_for(life.persons.village_secretary)
    assert post(client, case, "merge", original=f" {original.number} ").status_code == 302
    assert "还有人反映" in client.get(f"/cases/{original.pk}").content.decode()
    assert "先报的" in client.get(f"/cases/{case.pk}").content.decode()


def test_a_step_that_is_no_longer_possible_says_what_can_be_done(life: Life, client_for: ClientFor) -> None:
    case = life.in_state(State.CLOSED)
    answer = post(client_for(life.persons.village_secretary), case, "fix", note="又改了一遍")
    assert answer.status_code == 422
    assert "又改了一遍" in answer.content.decode()


def test_nonsense_instead_of_a_version_is_no_crash(life: Life, client_for: ClientFor) -> None:
    client = client_for(life.persons.grid_leader)
    case = life.in_state(State.ASSIGNED)
    assert client.post(f"/cases/{case.pk}/fix", {"version": "x"}).status_code == 422
    assert client.post(f"/cases/{case.pk}/fix").status_code == 422


def test_overdue_stands_instead_of_the_state(life: Life, client_for: ClientFor, on: On) -> None:
    on("2022-09-05")
    case = life.in_state(State.ASSIGNED)
    on("2022-09-16")
    assert "超期 9 天" in client_for(life.persons.grid_leader).get(f"/cases/{case.pk}").content.decode()


def test_the_same_kind_here_opens_its_cases(life: Life, client_for: ClientFor) -> None:
    case, same = life.found(), life.found()
    client = client_for(life.persons.town_clerk)
    context = client.get(f"/cases/{case.pk}").context
    assert context["similar"] == 1
    query = {"view": "all", "ground": case.ground.key, "matter": case.matter.code}
    assert set(client.get("/cases/", query).context["page"]) == {case, same}


def test_the_page_costs_the_same_however_long_the_story(
    life: Life, client_for: ClientFor, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    client = client_for(life.persons.town_clerk)
    case = life.in_state(State.FIXED)
    with django_assert_max_num_queries(QUERIES) as short:
        client.get(f"/cases/{case.pk}")
    for _ in range(5):
        case = life.take(life.take(case, Move.RETURN), Move.FIX)
    with django_assert_num_queries(len(short)):
        client.get(f"/cases/{case.pk}")


def test_names_are_masked_and_numbers_too(life: Life, client_for: ClientFor) -> None:
    page = (
        client_for(life.persons.town_clerk).get(f"/cases/{life.in_state(State.CLOSED).pk}").content.decode()
    )
    assert not [fixed for fixed in PERSONS.values() if fixed.name in page or fixed.phone in page]


def test_the_page_speaks_english_as_well(life: Life, client_for: ClientFor) -> None:
    client = client_for(life.persons.village_secretary)
    client.cookies["django_language"] = "en"
    case = life.in_state(State.FIXED)
    with translation.override("en"):
        assert "Really put right, verified" in client.get(f"/cases/{case.pk}").content.decode()


def texts(client: Client, case: Case) -> list[str]:
    """What the page says stands out."""
    return [str(sign.text) for sign in client.get(f"/cases/{case.pk}").context["signs"]]


def test_the_page_says_what_stands_out_and_in_whose_words(life: Life, client_for: ClientFor, on: On) -> None:
    on("2022-09-05", "10:00")
    client = client_for(life.persons.grid_leader)
    case = life.in_state(State.ASSIGNED)
    assert texts(client, case) == []
    case = life.take(life.take(case, Move.POSTPONE), Move.URGE)
    assert texts(client, case) == [
        "申请延期到 9月10日：杨*，9月5日 10:00",
        "李*明 督办，9月5日 10:00",
    ]
    assert "等料" in client.get(f"/cases/{case.pk}").content.decode()
    case = life.take(life.take(case, Move.GRANT), Move.WAIT)
    page = client.get(f"/cases/{case.pk}").content.decode()
    assert "已暂停计时" in page
    assert "还剩" in page
    assert {"9月5日 10:00 起暂停计时：李*明", "延期 1 次"} <= set(texts(client, case))


def test_the_page_says_who_was_told_and_what_came_back(life: Life, client_for: ClientFor) -> None:
    client = client_for(life.persons.town_clerk)
    told = life.take(life.found(), Move.ESCALATE)
    assert "李*明" in texts(client, told)[0]
    again = life.take(life.in_state(State.CLOSED), Move.REOPEN)
    assert texts(client, life.take(life.take(again, Move.FIX), Move.RETURN)) == [
        "重新打开过 1 次",
        "退回重做 1 次",
    ]


def test_a_retired_kind_is_said_on_the_page(life: Life, client_for: ClientFor) -> None:
    case = life.found()
    type(life.matter).objects.filter(pk=life.matter.pk).update(retired_on=case.found_at.date())
    assert "已停用" in texts(client_for(life.persons.town_clerk), case)[0]


def test_the_new_steps_in_the_browser(life: Life, client_for: ClientFor) -> None:
    secretary, leader = client_for(life.persons.village_secretary), client_for(life.persons.grid_leader)
    case = life.in_state(State.ASSIGNED)
    day = (case.due_at + timedelta(days=5)).date().isoformat()
    steps: list[tuple[Client, str, dict[str, Any]]] = [
        (leader, "postpone", {"to": day, "reason": "等料"}),
        (secretary, "grant", {"note": "同意"}),
        (secretary, "wait", {"reason": "等天晴"}),
        (leader, "resume", {}),
        (client_for(life.persons.town_leader), "urge", {"note": "群众等着"}),
        (leader, "refuse", {"reason": "不归我管"}),
        (secretary, "transfer", {"line": "order", "reason": "归秩序"}),
        (secretary, "assign", {"to": str(life.persons.grid_leader.pk)}),
        (secretary, "unassign", {}),
    ]
    for client, step, values in steps:
        case.refresh_from_db()
        assert post(client, case, step, **values).status_code == 302, step
    page = leader.get(f"/cases/{case.pk}").content.decode()
    assert "李*明 转给条线：秩序" in page
    assert "同意延期到" in page


def test_the_next_step_of_whoever_is_asked_for_time_is_the_answer(life: Life, client_for: ClientFor) -> None:
    case = life.take(life.in_state(State.ASSIGNED), Move.POSTPONE)
    context = client_for(life.persons.village_secretary).get(f"/cases/{case.pk}").context
    assert context["main"].move is Move.GRANT
    assert "deny" in [step.move for step in context["others"]]


def test_a_resident_who_opened_it_again_is_no_system(life: Life, client_for: ClientFor) -> None:
    case = actions.reopen_case(life.in_state(State.CLOSED), reason="没清干净", by=SYSTEM)
    page = client_for(life.persons.town_clerk).get(f"/cases/{case.pk}").content.decode()
    assert "上报人" in page
