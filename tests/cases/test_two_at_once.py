"""Two people at the same case: the second is told who did what and when, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.cases.conftest import kind
from tests.cases.life import Life
from tests.conftest import On, found_everything
from tests.persons import Persons
from tests.town import Town
from tongxin.cases import actions
from tongxin.cases.errors import CaseMovedOn
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.rules import State
from tongxin.records.errors import Stale


def test_the_second_is_told_who_was_first(life: Life, on: On) -> None:
    on("2022-09-05")
    case = life.in_state(State.FIXED)
    other = Case.objects.get(pk=case.pk)
    on("2022-09-06", "10:15")
    actions.verify_case(case, by=life.secretary)
    with pytest.raises(CaseMovedOn, match=r"李\*明.*10:15") as told:
        actions.return_case(other, reason="没改好", by=life.persons.viewer("town_clerk"))
    assert isinstance(told.value, Stale)
    assert Case.objects.get(pk=case.pk).state == State.VERIFIED


def test_a_step_decided_on_an_older_version_is_refused(life: Life) -> None:
    case = life.in_state(State.ASSIGNED)
    again = actions.assign_case(case, to=life.persons.village_secretary, by=life.secretary)
    with pytest.raises(CaseMovedOn):
        actions.fix_case(again, by=life.leader, seen=case.version)


def at_once(*acts: Callable[[], object]) -> list[type[Exception] | None]:
    """Runs the acts in threads of their own, started together; gives what each raised."""
    start, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:
            raised[number] = type(error)  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(raised)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_wins() -> None:
    found_everything()
    life = Life(Town(), Persons(), kind("T-01", "暴露垃圾"))
    case = life.in_state(State.FIXED)
    clerk, secretary = life.persons.viewer("town_clerk"), life.secretary
    raised = at_once(
        lambda: actions.verify_case(Case.objects.get(pk=case.pk), by=secretary, seen=case.version),
        lambda: actions.return_case(Case.objects.get(pk=case.pk), reason="再改", by=clerk, seen=case.version),
    )
    assert sorted(raised, key=str) == sorted([None, CaseMovedOn], key=str)
    assert CaseEvent.objects.filter(case=case).count() == case.version + 1


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_the_same_moment_differ() -> None:
    found_everything()
    life = Life(Town(), Persons(), kind("T-01", "暴露垃圾"))
    assert at_once(*[life.found] * 6) == [None] * 6
    assert Case.objects.values("number").distinct().count() == 6
