"""The page of the working calendar, and work that is tried again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import ClientFor, On
from tests.persons import Persons
from tongxin.records.calendar import day_kind, town_calendar
from tongxin.records.days_off import enter_day
from tongxin.records.models import CalendarDay, Job, JobState
from tongxin.web.pages.calendar import special_days

PAGE = "/calendar/"
TORCH = date(2026, 8, 6)  # a Thursday


def test_the_clerk_enters_a_local_day_off(client_for: ClientFor, persons: Persons) -> None:
    client_for(persons.town_clerk).post(PAGE, {"day": TORCH, "working": "no", "name": "火把节"})
    assert not day_kind(TORCH).working


def test_a_day_without_a_name_is_refused_and_the_entry_stays_in_the_form(
    client_for: ClientFor, persons: Persons
) -> None:
    answer = client_for(persons.town_clerk).post(PAGE, {"day": TORCH, "working": "no", "name": " "})
    assert answer.status_code == 422
    assert str(TORCH) in answer.content.decode()
    assert not CalendarDay.objects.exists()


def test_half_a_day_is_entered_with_its_hours(client_for: ClientFor, persons: Persons) -> None:
    client = client_for(persons.town_clerk)
    client.post(PAGE, {"day": TORCH, "working": "yes", "name": "火把节", "hours": "8:30-12:00"})
    assert str(day_kind(TORCH).hours) == "08:30–12:00"
    assert "上班 08:30–12:00" in client.get(PAGE, {"year": "2026"}).content.decode()


@pytest.mark.parametrize(("working", "hours"), [("yes", "上午"), ("no", "8:30-12:00"), ("yes", "12:00-8:30")])
def test_hours_that_cannot_be_read_are_refused(
    client_for: ClientFor, persons: Persons, working: str, hours: str
) -> None:
    values = {"day": TORCH, "working": working, "name": "火把节", "hours": hours}
    assert client_for(persons.town_clerk).post(PAGE, values).status_code == 422
    assert not CalendarDay.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_hours_of_a_day_off() -> None:
    with pytest.raises(IntegrityError, match="hours_of_worked_day"), transaction.atomic():
        CalendarDay.objects.create(day=TORCH, working=False, name="火把节", hours="8:30-12:00")


def test_a_day_is_taken_back(client_for: ClientFor, persons: Persons) -> None:
    enter_day(TORCH, working=False, name="火把节", by=persons.viewer("town_clerk"))
    client_for(persons.town_clerk).post(f"{PAGE}{TORCH}/remove/")
    assert day_kind(TORCH).working


def test_the_page_names_what_differs_from_the_weekday(client_for: ClientFor, persons: Persons) -> None:
    page = client_for(persons.town_clerk).get(PAGE, {"year": "2026"}).content.decode()
    assert "国庆节" in page
    assert date(2026, 10, 1) in {special.day for special in special_days(2026)}
    assert date(2026, 11, 24) not in {special.day for special in special_days(2026)}


def test_a_year_entered_whole_is_no_longer_provisional(client_for: ClientFor, persons: Persons) -> None:
    client = client_for(persons.town_clerk)
    assert "还未公布" in client.get(PAGE, {"year": "2031"}).content.decode()
    client.post(f"{PAGE}year/", {"year": "2031", "source": "国办发明电〔2030〕1号"})
    assert town_calendar().knows(2031)
    assert "还未公布" not in client.get(PAGE, {"year": "2031"}).content.decode()


def test_a_year_that_is_no_year_shows_this_one(client_for: ClientFor, persons: Persons, on: On) -> None:
    on("2026-11-24")
    page = client_for(persons.town_clerk).get(PAGE, {"year": "二〇"}).content.decode()
    assert "2026 年的特殊日子" in page


def test_work_that_was_given_up_is_tried_again(client_for: ClientFor, persons: Persons) -> None:
    job = Job.objects.create(kind="letters.print", state=JobState.FAILED, tries=5, fault="no paper")
    client_for(persons.administrator).post(f"/administration/jobs/{job.pk}/again/")
    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.WAITING, 0)


def test_work_is_not_begun_twice(client_for: ClientFor, persons: Persons) -> None:
    job = Job.objects.create(kind="letters.print", state=JobState.FAILED, unique_key="letters:1")
    Job.objects.create(kind="letters.print", unique_key="letters:1")
    answer = client_for(persons.administrator).post(f"/administration/jobs/{job.pk}/again/", follow=True)
    assert "已经在做" in answer.content.decode()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
