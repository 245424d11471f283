"""The pages around a round's list: advice while planning, day lists and their papers, the frame, three columns."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import ClientFor
from tests.inspections.conftest import DAY, Work, entered
from tongxin.inspections.actions import close_round
from tongxin.inspections.errors import SheetNotInForce
from tongxin.inspections.models import Round
from tongxin.inspections.redrawing import frame_text
from tongxin.people.models import Post
from tongxin.standards.actions import retire_version
from tongxin.standards.models import SheetVersion

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def clerk(work: Work, client_for: ClientFor) -> Client:
    """The town clerk's browser."""
    return client_for(work.persons.town_clerk)


def plan_of(work: Work, **more: Any) -> dict[str, Any]:
    """What the planning form sends."""
    sheet = SheetVersion.objects.get(sheet="household_photo_60")
    return {
        "title": "5月督导",
        "ground": work.town.division.code,
        "sheet": str(sheet.pk),
        "starts_on": DAY.isoformat(),
        "ends_on": "2022-05-27",
        "sample_kind": "per_grid",
        "sample_number": "2",
        "inspectors": [str(work.persons.town_clerk.pk), str(work.persons.liaison_cadre.pk)],
        **more,
    }


def test_the_form_says_what_the_sample_tells_and_plans_nothing(work: Work, clerk: Client) -> None:
    asked = clerk.get(reverse("inspections:plan"), plan_of(work, title=""))
    looked = clerk.post(reverse("inspections:plan"), plan_of(work, look="1"))
    for page in (asked, looked):
        assert "±" in page.text
        assert "16 个里抽 8 个" in page.text
    assert not Round.objects.exists()


def test_what_is_entered_is_what_is_planned(work: Work, clerk: Client) -> None:
    more = {"purpose": "supervision", "announced": "no", "second_share": "50", "sample_among": "not_seen"}
    clerk.post(reverse("inspections:plan"), plan_of(work, **more, sample_days="30"))
    planned = Round.objects.get()
    assert (planned.purpose, planned.is_announced, planned.second_share) == ("supervision", False, 50)
    assert (planned.cross_share, planned.own_share, planned.recheck_share) == (20, 0, 0)
    assert (planned.sample_among, planned.sample_days) == ("not_seen", 30)


def test_a_sheet_that_the_town_has_retired_plans_nothing(work: Work) -> None:
    version = SheetVersion.objects.get(sheet="household_photo_60")
    retire_version(version, town=work.town.division.code, until=DAY, reason="换新版", by=work.clerk)
    with pytest.raises(SheetNotInForce):
        work.plan()


def test_a_day_list_shows_and_prints(work: Work, clerk: Client) -> None:
    opened = work.open(inspectors=(work.persons.town_clerk,))
    own = {"inspector": str(work.persons.town_clerk.pk), "day": "2022-05-23"}
    page = clerk.get(reverse("inspections:days", args=[opened.pk]), own)
    first = opened.visits.filter(planned_on=date(2022, 5, 23)).order_by("position")[0]
    assert first.place_name in page.text
    for name in ("days_paper", "days_forms"):
        paper = clerk.get(reverse(f"inspections:{name}", args=[opened.pk]), own)
        assert paper.content.startswith(b"%PDF")


def test_a_day_list_is_nobody_elses(work: Work, client_for: ClientFor) -> None:
    opened = work.open(inspectors=(work.persons.town_clerk, work.persons.liaison_cadre))
    cadre = client_for(work.persons.liaison_cadre)
    url = reverse("inspections:days", args=[opened.pk])
    assert cadre.get(url).status_code == 200
    assert cadre.get(url, {"inspector": str(work.persons.town_clerk.pk)}).status_code == 404
    assert cadre.get(url, {"inspector": "nobody"}).status_code == 404


def test_everybody_takes_the_frame_once_the_round_is_closed(work: Work, client_for: ClientFor) -> None:
    opened = work.open()
    url = reverse("inspections:frame", args=[opened.pk])
    secretary = client_for(work.persons.village_secretary)
    assert secretary.get(url).status_code == 404
    close_round(opened, by=work.clerk)
    assert secretary.get(url).content.decode() == frame_text(opened)


def test_visits_of_who_left_are_given_to_the_others(work: Work, clerk: Client) -> None:
    opened = work.open(inspectors=(work.persons.next_grid_leader, work.persons.town_clerk))
    Post.objects.filter(person=work.persons.next_grid_leader).update(until=DAY)
    url = reverse("inspections:round", args=[opened.pk])
    assert "没人去的检查" in clerk.get(url).text
    sent = {"of": str(work.persons.next_grid_leader.pk), "to": ""}
    page = clerk.post(reverse("inspections:reassign", args=[opened.pk]), sent, follow=True)
    assert "没人去的检查" not in page.text
    assert opened.visits.filter(inspector=work.persons.town_clerk).count() == 16
    again = clerk.post(reverse("inspections:reassign", args=[opened.pk]), sent, follow=True)
    assert "请选把谁的检查交给谁" in again.text


@pytest.mark.parametrize("name", ["days", "columns", "sample"])
def test_a_page_asks_few_questions(work: Work, clerk: Client, name: str) -> None:
    opened = work.open(inspectors=(work.persons.town_clerk, work.persons.liaison_cadre))
    for visit in opened.visits.select_related("round__sheet_version", "inspector")[:4]:
        entered(work, visit)
    close_round(opened, by=work.clerk)
    url = reverse(f"inspections:{name}", args=[] if name == "columns" else [opened.pk])
    clerk.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert clerk.get(url).status_code == 200
    assert len(queries) <= MOST_QUERIES


def test_the_columns_of_a_village_go_by_grid(work: Work, clerk: Client) -> None:
    opened = work.open(inspectors=(work.persons.town_clerk,))
    entered(work, work.visit(opened, work.town.household.ground.key))
    close_round(opened, by=work.clerk)
    page = clerk.get(reverse("inspections:columns"), {"village": work.town.lianhua.code})
    assert work.town.grid.name in page.text
    assert "100.0" in page.text
