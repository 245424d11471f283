"""Reporting a problem: village → group → place, what kind, and that is enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases.life import Life
from tests.conftest import ClientFor, On
from tests.town import LIANHUA
from tongxin.cases import places
from tongxin.cases.models import Case, Stage
from tongxin.people.actions import appoint
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.permission import Act


@pytest.fixture
def clerk(life: Life, client_for: ClientFor) -> Client:
    """The town clerk's browser."""
    return client_for(life.persons.town_clerk)


def entries(life: Life, **more: Any) -> dict[str, Any]:
    """What a person enters for a problem at the public place."""
    place = life.town.public_place
    return {
        "village": LIANHUA,
        "group": str(life.town.group.pk),
        "place": place.ground.key,
        "matter": str(life.matter.pk),
        **more,
    }


def choices(client: Client, name: str, **query: str) -> list[str]:
    """The keys offered by a choice of the form."""
    field = client.get("/cases/new", query).context["form"].fields[name]
    return [key for key, _label in field.choices if key]


def test_place_and_kind_are_enough(life: Life, clerk: Client) -> None:
    answer = clerk.post("/cases/new", entries(life))
    case = Case.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/cases/{case.pk}"
    assert (case.site, case.title, case.found_by) == (
        life.town.public_place,
        "暴露垃圾",
        life.persons.town_clerk,
    )


def test_a_photo_goes_along(life: Life, clerk: Client, jpeg: Callable[..., bytes]) -> None:
    photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    clerk.post("/cases/new", entries(life, photo=photo, title="巷道口", note="半条路"))
    case = Case.objects.get()
    assert (case.title, case.note, case.photos.get().stage) == ("巷道口", "半条路", Stage.BEFORE)


def test_choices_follow_village_and_group(life: Life, clerk: Client) -> None:
    assert choices(clerk, "place") == []
    assert str(life.town.group.pk) in choices(clerk, "group", village=LIANHUA)
    offered = choices(clerk, "place", village=LIANHUA, group=str(life.town.group.pk))
    assert offered[0] == life.town.public_place.ground.key
    assert life.town.household.ground.key in offered
    assert life.town.next_household.ground.key not in offered
    assert life.town.group.ground.key in offered
    assert LIANHUA in choices(clerk, "place", village=LIANHUA)


def test_the_part_for_the_place_is_sent_alone(life: Life, clerk: Client) -> None:
    part = clerk.get(
        "/cases/new/place", {"village": LIANHUA, "group": str(life.town.group.pk)}
    ).content.decode()
    assert part.lstrip().startswith('<div id="place"')
    assert life.town.public_place.ground.key in part


def test_a_link_from_a_place_fills_the_form(life: Life, clerk: Client) -> None:
    form = clerk.get("/cases/new", {"ground": life.town.household.ground.key}).context["form"]
    assert form["place"].value() == life.town.household.ground.key
    assert form["group"].value() == str(life.town.group.pk)


def test_a_grid_leader_is_offered_the_own_grid_only(life: Life, client_for: ClientFor) -> None:
    client = client_for(life.persons.grid_leader)
    offered = choices(client, "place")
    assert life.town.household.ground.key in offered
    assert life.town.next_household.ground.key not in offered
    assert life.town.group.ground.key not in offered
    assert life.town.grid.ground.key in offered


def test_a_steward_is_offered_the_own_place_only(life: Life) -> None:
    place = life.town.public_place
    appoint(
        life.persons.villager,
        role=Role.STEWARD,
        ground=place.ground,
        since=clock.today(),
        by=life.town.founder,
    )
    viewer = life.persons.viewer("villager")
    assert [village.code for village in places.villages(viewer)] == [LIANHUA]
    assert places.groups(viewer, LIANHUA) == [life.town.group]
    assert places.sites(viewer, LIANHUA, life.town.group.pk) == [place]
    assert places.wholes(viewer, LIANHUA, life.town.group.pk) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": ""}, "place"),
        ({"place": "site:nonsense"}, "place"),
        ({"matter": ""}, "matter"),
        ({"village": "999999999999"}, "village"),
        ({"title": "长" * 81}, "title"),
        ({"found_at": "2200-01-01T08:00"}, "found_at"),
        ({"found_at": "yesterday"}, "found_at"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(
    life: Life, clerk: Client, wrong: dict[str, str], field: str
) -> None:
    answer = clerk.post("/cases/new", entries(life, note="半条路占了") | wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "半条路占了" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_place_out_of_ones_ground_is_not_offered_nor_taken(life: Life, client_for: ClientFor) -> None:
    client = client_for(life.persons.next_grid_leader)
    answer = client.post("/cases/new", entries(life))
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_an_earlier_moment_may_be_named(life: Life, clerk: Client, on: On) -> None:
    found = on("2022-09-05", "08:10")
    on("2022-09-06")
    clerk.post("/cases/new", entries(life, found_at="2022-09-05T08:10"))
    assert Case.objects.get().found_at == found


def test_whoever_may_not_report_has_no_form(life: Life, client_for: ClientFor) -> None:
    assert not life.persons.viewer("administrator").may(Act.CASE_REPORT)
    assert client_for(life.persons.administrator).get("/cases/new").status_code == 403
