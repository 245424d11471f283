"""Classes of ground and their goals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import ClientFor, On
from tests.persons import Persons
from tests.town import TOWN, Town
from tongxin.records.figures import UnknownFigure
from tongxin.records.permission import NotAllowed
from tongxin.territory.actions import add_class, end_goal, give_class, set_goal
from tongxin.territory.class_view import class_of, classes_of, goals_before, suggestions
from tongxin.territory.errors import ClassNameTaken, DayToCome, GoalChangedLater, OtherTown
from tongxin.territory.models import Division, GroundClass, GroundGoal

JULY, AUGUST = date(2022, 7, 1), date(2022, 8, 1)
FIGURE = "ground.households"


def mountain(town: Town) -> GroundClass:
    return add_class(town.division, name="山区", by=town.founder)


def goal(town: Town, of: GroundClass, value: int, *, at_most: bool = False, since: date = JULY) -> GroundGoal:
    return set_goal(of, figure=FIGURE, value=Decimal(value), is_ceiling=at_most, since=since, by=town.founder)


def test_a_village_stands_against_the_goals_of_its_class(town: Town, on: On) -> None:
    on(AUGUST)
    made = mountain(town)
    give_class(town.lianhua, ground_class=made, by=town.founder)
    goal(town, made, 9)
    line = classes_of(town.division, town.founder).lines[0]
    assert [(str(s.village), s.value, s.is_reached) for s in line.goals[0].standings] == [
        ("莲华村", 8, False)
    ]
    goal(town, made, 9, at_most=True, since=AUGUST)
    line = classes_of(town.division, town.founder).lines[0]
    assert line.goals[0].reached == 1


def test_a_share_that_was_not_measured_is_neither_reached_nor_missed(town: Town, on: On) -> None:
    on(AUGUST)
    made = mountain(town)
    give_class(town.lianhua, ground_class=made, by=town.founder)
    key = "visits.points_share"
    set_goal(made, figure=key, value=Decimal(60), is_ceiling=False, by=town.founder)
    standing = classes_of(town.division, town.founder).lines[0].goals[0].standings[0]
    assert (standing.value, standing.is_reached) == (None, None)


def test_a_group_of_another_nature_has_its_own_class(town: Town) -> None:
    made = mountain(town)
    give_class(town.group, ground_class=made, by=town.founder)
    assert class_of(town.lianhua, town.group) == made
    assert class_of(town.lianhua, town.next_group) is None


def test_a_goal_that_is_changed_is_kept_with_its_days(town: Town, on: On) -> None:
    on(AUGUST)
    made = mountain(town)
    goal(town, made, 9)
    goal(town, made, 10, since=AUGUST)
    goal(town, made, 12, since=AUGUST)
    assert [(int(g.value), g.since, g.until) for g in goals_before(made)] == [(9, JULY, AUGUST)]
    assert GroundGoal.objects.get(until=None).value == 12
    with pytest.raises(GoalChangedLater):
        goal(town, made, 8)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroundGoal.objects.filter(until=AUGUST).update(value=1)


def test_a_goal_can_be_ended(town: Town, on: On) -> None:
    on(AUGUST)
    made = mountain(town)
    first = goal(town, made, 9)
    end_goal(first, by=town.founder)
    assert GroundGoal.objects.get().until == AUGUST
    with pytest.raises(GoalChangedLater):
        end_goal(first, by=town.founder)
    end_goal(goal(town, made, 9, since=AUGUST), by=town.founder)
    assert GroundGoal.objects.count() == 1


def test_nonsense_is_refused(town: Town, persons: Persons, on: On) -> None:
    on(AUGUST)
    made = mountain(town)
    with pytest.raises(ClassNameTaken):
        mountain(town)
    with pytest.raises(UnknownFigure):
        set_goal(made, figure="ground.gold", value=Decimal(1), is_ceiling=False, by=town.founder)
    with pytest.raises(DayToCome):
        goal(town, made, 9, since=date(2022, 8, 2))
    with pytest.raises(NotAllowed):
        add_class(town.division, name="坝区", by=persons.viewer("village_secretary"))
    other = GroundClass.objects.create(division_code="532301106000", name="山区")
    with pytest.raises(OtherTown):
        give_class(town.lianhua, ground_class=other, by=town.founder)


def test_suggestions_are_those_that_the_town_does_not_have(town: Town) -> None:
    before = {each.name for each in suggestions(town.division)}
    mountain(town)
    assert before - {each.name for each in suggestions(town.division)} == {"山区"}


def test_the_clerk_takes_a_suggestion_over_and_sets_a_goal(
    town: Town, persons: Persons, client_for: ClientFor, on: On
) -> None:
    on(AUGUST)
    client = client_for(persons.town_clerk)
    assert "坝区" in client.get(f"/ground/{TOWN}/classes/").content.decode()
    client.post(f"/ground/{TOWN}/classes/add/", {"name": "坝区", "note": ""})
    made = GroundClass.objects.get(name="坝区")
    client.post(f"/ground/classes/{made.pk}/", {"villages": [town.lianhua.pk]})
    assert Division.objects.get(pk=town.lianhua.pk).ground_class == made
    data = {"figure": FIGURE, "bound": "least", "value": "5", "since": AUGUST.isoformat()}
    assert client.post(f"/ground/classes/{made.pk}/goal/", data).status_code == 302
    page = client.get(f"/ground/{TOWN}/classes/").content.decode()
    assert "不低于 5" in page
    assert "达到" in page
    assert client.post(f"/ground/{TOWN}/classes/add/", {"name": "坝区"}).status_code == 422
