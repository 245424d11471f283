"""Who sees which cases: those of the ground of the post, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cases.life import Life
from tests.conftest import ClientFor
from tongxin.cases.models import CasePhoto, Stage
from tongxin.cases.rules import State
from tongxin.records.files import store

STEPS = ("assign", "fix", "verify", "return", "close", "decline", "merge")


@pytest.fixture
def next_leader(life: Life, client_for: ClientFor) -> Client:
    """The browser of the leader of the next grid."""
    return client_for(life.persons.next_grid_leader)


def test_a_case_out_of_ones_ground_is_not_there(life: Life, next_leader: Client) -> None:
    case = life.found()
    assert next_leader.get(f"/cases/{case.pk}").status_code == 404
    assert case not in list(next_leader.get("/cases/", {"view": "all"}).context["page"])


def test_missing_and_forbidden_look_the_same(life: Life, next_leader: Client) -> None:
    forbidden = next_leader.get(f"/cases/{life.found().pk}").content
    missing = next_leader.get("/cases/01900000-0000-7000-8000-000000000000").content
    assert len(forbidden) == len(missing)


@pytest.mark.parametrize("step", ["fix", "verify", "return"])
def test_no_step_is_taken_out_of_ones_ground(life: Life, next_leader: Client, step: str) -> None:
    case = life.in_state(State.FIXED)
    assert next_leader.post(f"/cases/{case.pk}/{step}", {"version": case.version}).status_code == 404
    case.refresh_from_db()
    assert case.state == State.FIXED


def test_a_photo_out_of_ones_ground_is_not_there(
    life: Life, next_leader: Client, client_for: ClientFor
) -> None:
    case = life.found()
    file = store(b"x", media_type="image/jpeg", name="x.jpg")
    photo = CasePhoto.objects.create(case=case, file=file, stage=Stage.BEFORE)
    address = f"/cases/{case.pk}/photos/{photo.pk}"
    assert next_leader.get(address).status_code == 404
    assert client_for(life.persons.grid_leader).get(address).status_code == 200
    other = life.found(life.town.next_household.ground)
    assert next_leader.get(f"/cases/{other.pk}/photos/{photo.pk}").status_code == 404


def test_without_a_post_there_is_no_list(life: Life, client_for: ClientFor) -> None:
    assert client_for(life.persons.villager).get("/cases/").status_code == 403
    assert client_for(None).get("/cases/").status_code == 302


@pytest.mark.parametrize("step", STEPS)
def test_steps_are_taken_by_post_only(life: Life, client_for: ClientFor, step: str) -> None:
    client = client_for(life.persons.village_secretary)
    assert client.get(f"/cases/{life.found().pk}/{step}").status_code == 405


def test_a_town_leader_looks_and_takes_no_step(life: Life, client_for: ClientFor) -> None:
    client = client_for(life.persons.town_leader)
    case = life.in_state(State.FIXED)
    page = client.get(f"/cases/{case.pk}")
    assert (page.status_code, page.context["main"], page.context["others"]) == (200, None, [])
    assert client.post(f"/cases/{case.pk}/verify", {"version": case.version}).status_code == 403


def test_the_village_filter_offers_the_viewers_villages_only(life: Life, client_for: ClientFor) -> None:
    form = client_for(life.persons.village_secretary).get("/cases/").context["list"].filter.form
    assert [code for code, _name in form.fields["village"].choices if code] == ["532301105203"]
