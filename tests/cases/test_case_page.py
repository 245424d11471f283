"""The case page: the next step of the viewer, the timeline, kind refusals."""

from __future__ import annotations

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

QUERIES = 20

# state × viewer → the main button and the others, as the page offers them
OFFERS = [
    (State.FOUND, "village_secretary", "assign", "fix decline merge"),
    (State.FOUND, "grid_leader", None, "fix"),
    (State.FOUND, "liaison_cadre", "assign", "decline merge"),
    (State.FOUND, "town_leader", None, ""),
    (State.ASSIGNED, "grid_leader", "fix", ""),
    (State.ASSIGNED, "village_secretary", None, "fix assign decline merge"),
    (State.FIXED, "village_secretary", "verify", "return"),
    (State.FIXED, "town_clerk", None, "verify return"),
    (State.FIXED, "grid_leader", None, ""),
    (State.VERIFIED, "village_secretary", "close", "return"),
    (State.VERIFIED, "grid_leader", None, ""),
    (State.CLOSED, "town_clerk", None, ""),
    (State.DECLINED, "town_clerk", None, ""),
    (State.DUPLICATE, "town_clerk", None, ""),
]


def post(client: Client, case: Case, step: str, **values: Any) -> Any:
    """Sends a step as the page of `case` would."""
    return client.post(f"/cases/{case.pk}/{step}", {"version": case.version, **values})


@pytest.mark.parametrize(("state", "viewer", "main", "others"), OFFERS)
def test_the_page_offers_the_viewers_steps(
    life: Life, client_for: ClientFor, state: State, viewer: str, main: str | None, others: str
) -> None:
    assert viewer in PERSONS
    context = client_for(life.persons.person(viewer)).get(f"/cases/{life.in_state(state).pk}").context
    assert (context["main"].move if context["main"] else None) == main
    assert [step.move for step in context["others"]] == others.split()


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
