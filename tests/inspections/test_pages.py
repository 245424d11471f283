"""The pages of rounds and visits, as the persons of the town use them; without JavaScript."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from python_calamine import CalamineWorkbook

from tests.conftest import ClientFor
from tests.inspections.conftest import DAY, Work, entered, entry_for
from tongxin.cases.models import Case
from tongxin.inspections.actions import VisitEntry, close_round, correct_visit, enter_visit
from tongxin.inspections.models import Finding, FindingPhoto, Round, Visit
from tongxin.inspections.rules import VisitState
from tongxin.records.ids import new_id
from tongxin.standards.models import SheetVersion

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def clerk(work: Work, client_for: ClientFor) -> Client:
    """The town clerk's browser."""
    return client_for(work.persons.town_clerk)


@pytest.fixture
def cadre(work: Work, client_for: ClientFor) -> Client:
    """The liaison cadre's browser; all visits fall to this person."""
    return client_for(work.persons.liaison_cadre)


def form_of(visit: Visit, **more: Any) -> dict[str, Any]:
    """What the form of a visit sends, everything in order but what `more` says."""
    answers = {f"a-{key}": "good" for key in entry_for(visit).answers}
    head = {"outcome": "done", "visited_at": "", "note": "", "receipt": str(new_id()), "seen": visit.version}
    return {**head, **answers, **more}


def test_the_clerk_plans_a_round_and_opens_it(work: Work, clerk: Client) -> None:
    sent = {
        "title": "5月第三轮督导",
        "ground": work.town.division.code,
        "sheet": str(SheetVersion.objects.get(sheet="household_photo_60").pk),
        "starts_on": DAY.isoformat(),
        "ends_on": "2022-05-27",
        "sample_kind": "per_grid",
        "sample_number": "2",
        "own_share": "100",
        "inspectors": [str(work.persons.liaison_cadre.pk)],
    }
    page = clerk.post(reverse("inspections:plan"), sent, follow=True)
    planned = Round.objects.get()
    assert "这一轮还在计划中" in page.text
    opened = clerk.post(reverse("inspections:open", args=[planned.pk]), follow=True)
    assert planned.visits.count() == 8
    assert "名单已抽好并分派" in opened.text


def test_a_plan_that_makes_no_sense_is_told_on_the_form(work: Work, clerk: Client) -> None:
    sheet = SheetVersion.objects.get(sheet="village_general_2023")
    page = clerk.post(
        reverse("inspections:plan"),
        {
            "title": "试",
            "ground": work.town.division.code,
            "sheet": str(sheet.pk),
            "starts_on": DAY.isoformat(),
            "ends_on": DAY.isoformat(),
            "sample_kind": "all",
            "inspectors": [str(work.persons.liaison_cadre.pk)],
        },
    )
    assert "细则不完整" in page.text
    assert not Round.objects.exists()


def test_a_list_is_typed_as_people_write_it(work: Work, clerk: Client) -> None:
    sent = {
        "title": "点名检查",
        "ground": work.town.lianhua.code,
        "sheet": str(SheetVersion.objects.get(sheet="household_photo_60").pk),
        "starts_on": DAY.isoformat(),
        "ends_on": DAY.isoformat(),
        "sample_kind": "list",
        "sample_list": "小伍排组 1号\n莲华村 大村组，2\n没有这家",
        "inspectors": [str(work.persons.liaison_cadre.pk)],
    }
    assert "没有这家" in clerk.post(reverse("inspections:plan"), sent).text
    clerk.post(reverse("inspections:plan"), {**sent, "sample_list": "小伍排组 1号\n莲华村 大村组，2"})
    assert len(Round.objects.get().sample_keys) == 2


def test_an_inspector_fills_a_visit_and_goes_on_to_the_next(work: Work, cadre: Client) -> None:
    opened = work.open()
    first, second = opened.visits.select_related("round__sheet_version").order_by("position")[:2]
    answer = cadre.post(reverse("inspections:enter", args=[first.pk]), form_of(first, **{"a-B5": "amiss"}))
    assert answer.headers["Location"] == reverse("inspections:enter", args=[second.pk])
    first.refresh_from_db()
    assert first.score == 55
    assert first.entered_by == work.persons.liaison_cadre
    assert Case.objects.get().matter.code == "RB-09"


def test_a_double_tap_is_one_visit(work: Work, cadre: Client) -> None:
    visit = work.visit(work.open())
    sent = form_of(visit, **{"a-B5": "amiss"})
    answers = [cadre.post(reverse("inspections:enter", args=[visit.pk]), sent) for _tap in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Finding.objects.count() == 1


def test_a_button_fills_the_form_and_saves_nothing(work: Work, cadre: Client) -> None:
    visit = work.visit(work.open())
    page = cadre.post(reverse("inspections:enter", args=[visit.pk]), {"outcome": "done", "fill": "all"})
    assert page.text.count('value="good" checked') == 22  # all but the ten items of private rooms
    assert Visit.objects.get(pk=visit.pk).is_planned


def test_what_was_tapped_stays_when_something_is_wrong(work: Work, cadre: Client) -> None:
    visit = work.visit(work.open())
    sent = form_of(visit, **{"a-B11": "amiss", "a-B0": "amiss", "note": "下雨"})
    page = cadre.post(reverse("inspections:enter", args=[visit.pk]), sent)
    assert page.status_code == 422
    assert "扣这一项要写清原因" in page.text
    assert "下雨" in page.text
    assert page.context["inputs"].faulty.item.id == "B11"
    assert page.text.count('value="amiss" checked') == 2


def test_nobody_home_needs_one_tap(work: Work, cadre: Client) -> None:
    visit = work.visit(work.open())
    sent = {"outcome": "nobody_home", "receipt": str(new_id()), "seen": 1, "visited_at": "", "note": ""}
    assert cadre.post(reverse("inspections:enter", args=[visit.pk]), sent).status_code == 302
    assert "家里没人" in cadre.get(reverse("inspections:visit", args=[visit.pk])).text


def test_a_photo_is_optional_and_kept_without_its_metadata(work: Work, cadre: Client) -> None:
    picture = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (60, 40), "green").save(picture, "JPEG", exif=exif)
    upload = SimpleUploadedFile("<svg onload=x>.jpg", picture.getvalue(), "image/svg+xml")
    visit = work.visit(work.open())
    cadre.post(
        reverse("inspections:enter", args=[visit.pk]), form_of(visit, **{"a-B5": "amiss", "p-B5": upload})
    )
    kept = FindingPhoto.objects.get()
    answer = cadre.get(reverse("inspections:photo", args=[kept.finding_id, kept.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file answer has it
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert b"secret place" not in content


def test_something_that_is_no_photo_is_told(work: Work, cadre: Client) -> None:
    visit = work.visit(work.open())
    upload = SimpleUploadedFile("x.jpg", b"<svg/>", "image/jpeg")
    sent = form_of(visit, **{"a-B5": "amiss", "p-B5": upload})
    page = cadre.post(reverse("inspections:enter", args=[visit.pk]), sent)
    assert page.status_code == 422
    assert Visit.objects.get(pk=visit.pk).is_planned


def test_the_result_shows_what_was_lost_and_where_it_went(work: Work, cadre: Client) -> None:
    visit = entered(work, work.visit(work.open()), {"B5": {"yes": True}})
    page = cadre.get(reverse("inspections:visit", args=[visit.pk])).text
    assert "院内乱扔垃圾严重" in page
    assert Case.objects.get().number in page
    assert "车辆停放不整齐" not in page
    assert "车辆停放不整齐" in cadre.get(reverse("inspections:visit", args=[visit.pk]), {"all": "1"}).text


def test_a_visit_still_to_be_made_opens_its_form(work: Work, cadre: Client) -> None:
    visit = work.visit(work.open())
    answer = cadre.get(reverse("inspections:visit", args=[visit.pk]))
    assert answer.headers["Location"] == reverse("inspections:enter", args=[visit.pk])


def test_a_correction_shows_what_was_entered_and_keeps_it(work: Work, clerk: Client) -> None:
    visit = entered(work, work.visit(work.open()), {"B5": {"yes": True}})
    url = reverse("inspections:correct", args=[visit.pk])
    assert clerk.get(url).text.count('value="amiss" checked') == 1
    answer = clerk.post(url, form_of(visit, reason="看错了门牌"), follow=True)
    assert "看错了门牌" in answer.text
    assert visit.versions.get().score == 55


def test_a_finding_opens_at_its_item(work: Work, cadre: Client) -> None:
    visit = entered(work, work.visit(work.open()), {"B5": {"yes": True}})
    answer = cadre.get(reverse("inspections:finding", args=[visit.findings.get().pk]))
    assert answer.headers["Location"] == reverse("inspections:visit", args=[visit.pk]) + "#item-B5"


def test_the_workbook_is_the_filtered_screen(work: Work, clerk: Client) -> None:
    opened = work.open()
    entered(work, work.visit(opened, work.town.household.ground.key))
    url = reverse("inspections:export", args=[opened.pk])
    everything = sheet_of(clerk.get(url).content)
    done = sheet_of(clerk.get(url, {"state": "done"}).content)
    assert len(everything) == 17
    assert [row[1] for row in done[1:]] == ["已查"]
    assert done[1][3:6] == [60.0, 60.0, 100.0]


def sheet_of(content: bytes) -> list[list[Any]]:
    """The rows of a workbook."""
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_drawing_can_be_looked_at_by_everybody_concerned(work: Work, client_for: ClientFor) -> None:
    opened = work.open()
    page = client_for(work.persons.village_secretary).get(reverse("inspections:sample", args=[opened.pk]))
    assert opened.seed_hash in page.text
    assert "蒙蒙细雨" not in page.text
    close_round(opened, by=work.clerk)
    page = client_for(work.persons.village_secretary).get(reverse("inspections:sample", args=[opened.pk]))
    assert "蒙蒙细雨" in page.text
    assert "名单一样" in page.text


@pytest.mark.parametrize("name", ["visit", "enter", "correct"])
def test_a_visit_elsewhere_is_not_found(work: Work, client_for: ClientFor, name: str) -> None:
    visit = work.visit(work.open(ground=work.town.bendong.ground))
    stranger = client_for(work.persons.grid_leader)
    assert stranger.get(reverse(f"inspections:{name}", args=[visit.pk])).status_code == 404


def test_a_leader_looks_at_visits_of_the_own_grid_and_enters_none(work: Work, client_for: ClientFor) -> None:
    visit = work.visit(work.open(), work.town.household.ground.key)
    leader = client_for(work.persons.grid_leader)
    assert leader.get(reverse("inspections:visit", args=[visit.pk])).status_code == 200
    assert leader.get(reverse("inspections:enter", args=[visit.pk])).status_code == 403


def test_a_secretary_sees_the_part_of_the_own_village(work: Work, client_for: ClientFor) -> None:
    opened = work.open()
    page = client_for(work.persons.village_secretary).get(reverse("inspections:round", args=[opened.pk])).text
    assert "莲华村" in page
    assert "本东村" not in page


def test_my_visits_are_mine(work: Work, cadre: Client, clerk: Client) -> None:
    opened = work.open()
    assert opened.title in cadre.get(reverse("inspections:mine")).text
    assert opened.title not in clerk.get(reverse("inspections:mine")).text


@pytest.mark.parametrize("name", ["rounds", "mine", "plan"])
def test_a_list_page_asks_few_questions(work: Work, clerk: Client, name: str) -> None:
    work.open()
    clerk.get(reverse(f"inspections:{name}"))
    with CaptureQueriesContext(connection) as queries:
        clerk.get(reverse(f"inspections:{name}"))
    assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize("name", ["round", "findings", "sample", "visit", "enter"])
def test_a_page_asks_no_more_questions_as_rows_grow(work: Work, clerk: Client, name: str) -> None:
    opened = work.open()
    visits = list(opened.visits.select_related("round__sheet_version", "inspector").order_by("position"))
    target = visits[-1] if name == "enter" else visits[0]
    url = reverse(f"inspections:{name}", args=[target.pk if name in ("visit", "enter") else opened.pk])
    entered(work, visits[0], {"B5": {"yes": True}})
    clerk.get(url)
    with CaptureQueriesContext(connection) as few:
        clerk.get(url)
    for visit in visits[1:12]:
        entered(work, visit, {"B5": {"yes": True}})
    correct_visit(visits[0], entry=entry_for(visits[0]), reason="错", by=work.clerk)
    with CaptureQueriesContext(connection) as many:
        clerk.get(url)
    assert len(many) <= len(few) <= MOST_QUERIES + 2 * (name == "enter")


NARROWED = [
    ({"village": "532301105204"}, 8),
    ({"state": "done"}, 1),
    ({"state": "not_met"}, 1),
    ({"village": "532301105203", "state": "planned"}, 6),
    ({"inspector": "me"}, 16),
    ({"inspector": "me", "village": "532301105203"}, 8),
    ({"grid": "grid"}, 4),
]


@pytest.mark.parametrize(("narrow", "count"), NARROWED, ids=[str(row[0]) for row in NARROWED])
def test_visits_of_a_round_are_narrowed(
    work: Work, clerk: Client, narrow: dict[str, str], count: int
) -> None:
    opened = work.open()
    first, second = work.town.households(work.town.grid)[:2]
    entered(work, work.visit(opened, first.ground.key))
    absent = work.visit(opened, second.ground.key)
    enter_visit(absent, entry=VisitEntry(VisitState.NOBODY_HOME), by=work.clerk)
    words = {"me": str(work.persons.liaison_cadre.pk), "grid": str(work.town.grid.pk)}
    asked = {key: words.get(value, value) for key, value in narrow.items()}
    page = clerk.get(reverse("inspections:round", args=[opened.pk]), asked)
    assert page.context["page"].count == count


def test_an_inspector_without_ground_of_the_round_sees_what_falls_to_the_inspector(
    work: Work, client_for: ClientFor
) -> None:
    people = (work.persons.grid_leader, work.persons.town_clerk)
    opened = work.open(ground=work.town.bendong.ground, inspectors=people)
    page = client_for(work.persons.grid_leader).get(reverse("inspections:round", args=[opened.pk]))
    assert page.context["page"].count == 4


def test_the_findings_of_a_round_are_listed_with_where_they_went(work: Work, clerk: Client) -> None:
    visit = entered(work, work.visit(work.open()), {"B5": {"yes": True}})
    page = clerk.get(reverse("inspections:findings", args=[visit.round_id])).text
    assert "院内乱扔垃圾严重" in page
    assert Case.objects.get().number in page


def test_what_is_to_be_tried_again_stands_on_my_list(work: Work, cadre: Client) -> None:
    opened = work.open()
    absent = work.visit(opened)
    enter_visit(absent, entry=VisitEntry(VisitState.NOBODY_HOME), by=work.clerk)
    page = cadre.get(reverse("inspections:mine"))
    assert [visit.pk for visit in page.context["again"]] == [absent.pk]
    assert page.context["page"].count == 15


def test_two_rounds_are_two_lists(work: Work, cadre: Client) -> None:
    first, second = work.open(), work.open(sheet="household_4_clean_2_norm", ends_on=DAY)
    assert cadre.get(reverse("inspections:mine")).context["round"] == second
    assert cadre.get(reverse("inspections:mine"), {"round": str(first.pk)}).context["round"] == first
