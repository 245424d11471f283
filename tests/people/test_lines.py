"""Lines of work that organisations answer for: dated, never overwritten, set by the office."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.cases.conftest import kind
from tests.conftest import ClientFor
from tests.persons import Persons
from tests.town import LIANHUA, Town
from tongxin.people.actions import (
    add_organisation,
    close_organisation,
    end_line,
    end_membership,
    join_organisation,
    take_line,
)
from tongxin.people.models import LineDuty, Organisation, Post
from tongxin.people.organisation_errors import (
    LineTakenAlready,
    NoSuchLine,
    OrganisationClosed,
    OverAlready,
    TooEarly,
)
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed

MAY, JUNE = date(2022, 5, 1), date(2022, 6, 1)
DAY = timedelta(days=1)


@pytest.fixture
def team(town: Town) -> Organisation:
    """A team of Lianhua, and kinds of problem of two lines."""
    kind("T-01", "暴露垃圾")
    kind("T-02", "杂物乱堆", household=True)
    return add_organisation(name="莲华保洁队", kind="team", division_code=LIANHUA, since=MAY, by=town.founder)


def holders(line: str, on: date | None = None) -> set[str]:
    """Sign-in names of those who answer for a line."""
    posts = list(Post.objects.select_related("person__account"))
    held = LineDuty.objects.holders(line, posts, on or clock.today())
    return {post.person.account.username for post in posts if post.pk in held}


def test_members_and_holders_of_posts_answer_for_the_line(
    team: Organisation, town: Town, persons: Persons
) -> None:
    take_line(team, line="sanitation", since=MAY, by=town.founder)
    assert holders("sanitation") == set()
    member = join_organisation(team, person=persons.grid_leader, duty="member", since=MAY, by=town.founder)
    assert holders("sanitation") == {"grid_leader"}
    assert holders("order") == set()
    end_membership(member, on=clock.today(), by=town.founder)
    assert holders("sanitation") == set()
    Post.objects.filter(person=persons.next_grid_leader).update(organisation=team)
    assert holders("sanitation") == {"next_grid_leader"}


def test_a_line_ends_on_a_day_and_stays_in_the_records(team: Organisation, town: Town) -> None:
    duty = take_line(team, line="order", since=MAY, by=town.founder)
    end_line(duty, on=JUNE, by=town.founder)
    assert LineDuty.objects.in_force(JUNE - DAY).count() == 1
    assert not LineDuty.objects.in_force(JUNE).exists()
    with pytest.raises(OverAlready):
        end_line(duty, on=JUNE + DAY, by=town.founder)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        LineDuty.objects.filter(pk=duty.pk).update(line="sanitation")
    verbs = LedgerEntry.objects.filter(subject_kind="people.lineduty").order_by("id")
    assert [entry.verb for entry in verbs] == ["line.take", "line.end"]


def test_what_makes_no_sense_is_refused(team: Organisation, town: Town) -> None:
    duty = take_line(team, line="order", since=MAY, by=town.founder)
    with pytest.raises(LineTakenAlready):
        take_line(team, line="order", since=JUNE, by=town.founder)
    with pytest.raises(NoSuchLine):
        take_line(team, line="witchcraft", since=JUNE, by=town.founder)
    with pytest.raises(TooEarly):
        end_line(duty, on=MAY, by=town.founder)
    with pytest.raises(IntegrityError, match=r"UNIQUE|line_once"), transaction.atomic():
        LineDuty.objects.create(organisation=team, line="order", since=JUNE)
    with pytest.raises(IntegrityError, match="line_duty_ends_after_start"), transaction.atomic():
        LineDuty.objects.create(organisation=team, line="greening", since=JUNE, until=JUNE)


def test_a_closed_organisation_answers_for_nothing(team: Organisation, town: Town) -> None:
    take_line(team, line="order", since=MAY, by=town.founder)
    close_organisation(team, on=JUNE, by=town.founder)
    assert not LineDuty.objects.in_force(JUNE).exists()
    with pytest.raises(OrganisationClosed):
        take_line(team, line="sanitation", since=JUNE, by=town.founder)


def test_only_the_office_sets_lines(team: Organisation, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        take_line(team, line="order", since=MAY, by=persons.viewer("village_secretary"))


def test_the_clerk_sets_a_line_on_the_organisations_page(
    team: Organisation, persons: Persons, client_for: ClientFor
) -> None:
    client, address = client_for(persons.town_clerk), f"/people/organisations/{team.pk}/"
    client.post(f"{address}line/", {"line": "sanitation", "since": "2022-05-01"})
    duty = LineDuty.objects.get(organisation=team)
    assert "负责的条线" in client.get(address).content.decode()
    client.post(f"/people/lines/{duty.pk}/end/", {"on": "2022-06-01"})
    assert LineDuty.objects.get(pk=duty.pk).until == JUNE
    assert client.post(f"{address}line/", {"line": "", "since": "2022-05-01"}).status_code == 422
