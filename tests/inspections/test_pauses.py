"""What is left in peace: not drawn, not due, not compared."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conftest import On
from tests.inspections.conftest import DAY, Work, entered
from tongxin.inspections import places
from tongxin.inspections.places import places_to_visit
from tongxin.inspections.queries import scores_for
from tongxin.inspections.visit_queries import visits_to_make
from tongxin.territory.actions import end_pause, pause_site
from tongxin.territory.models import Pause, Site

WEEK = timedelta(days=7)


def paused(work: Work, since: date = DAY) -> Pause:
    site = work.town.household
    return pause_site(site, reason=Pause.Reason.AWAY, since=since, until=DAY + WEEK, by=work.town.founder)


def test_a_paused_household_is_not_drawn(work: Work, on: On) -> None:
    on(DAY)
    before = {place.key for place in places_to_visit(work.plan())}
    paused(work)
    after = {place.key for place in places_to_visit(work.plan())}
    assert before - after == {work.town.household.ground.key}


def test_a_visit_to_a_paused_household_waits(work: Work, on: On) -> None:
    on(DAY)
    round_ = work.open()
    viewer = work.persons.viewer("liaison_cadre")
    due = visits_to_make(viewer, round_).count()
    pause = paused(work)
    assert visits_to_make(viewer, round_).count() == due - 1
    end_pause(pause, by=work.town.founder)
    assert visits_to_make(viewer, round_).count() == due


def test_a_visit_on_a_paused_day_is_not_compared(work: Work, on: On) -> None:
    on(DAY)
    round_ = work.open()
    entered(work, work.visit(round_, work.town.household.ground.key))
    ground = work.town.lianhua.ground
    assert sum(row.count for row in scores_for(ground, DAY, DAY)) == 1
    pause = paused(work, since=DAY - WEEK)
    assert sum(row.count for row in scores_for(ground, DAY, DAY)) == 0
    Pause.objects.filter(pk=pause.pk).update(until=DAY)  # the visit is on the first day that counts again
    assert sum(row.count for row in scores_for(ground, DAY, DAY)) == 1


def test_the_draw_would_notice_if_pauses_were_forgotten(
    work: Work, on: On, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(DAY)
    paused(work)
    monkeypatch.setattr(places, "paused_sites", lambda day: Site.objects.none().values("pk"))
    assert work.town.household.ground.key in {place.key for place in places_to_visit(work.plan())}
