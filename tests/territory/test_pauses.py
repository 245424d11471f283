"""Pauses: who may, for which days, what they change, and who learns why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.conftest import ClientFor, On
from tests.inspections.conftest import DAY
from tests.persons import Persons
from tests.town import LIANHUA, Town
from tongxin.records import figures
from tongxin.records.figures import FigureScope
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed
from tongxin.territory.actions import close_doors, end_pause, mark_seen, pause_site
from tongxin.territory.errors import GroundGone, PauseDaysUnfit, PauseOver, PauseOverlaps
from tongxin.territory.models import Pause, Site
from tongxin.web.ground.coverage import count_sites

AWAY = Pause.Reason.AWAY
WEEK = timedelta(days=7)


def paused(town: Town, site: Site | None = None, since: date = DAY, until: date = DAY + WEEK) -> Pause:
    return pause_site(site or town.household, reason=AWAY, since=since, until=until, by=town.founder)


def value(key: str, day: date) -> object:
    return figures.get(key).value(FigureScope(LIANHUA, day, day))


def test_a_paused_household_stays_in_the_register_and_is_counted(town: Town, on: On) -> None:
    on(DAY)
    paused(town)
    assert value("ground.paused", DAY) == 1
    assert value("ground.households", DAY) == 8
    assert value("ground.paused", DAY + WEEK) == 0


def test_pauses_do_not_overlap(town: Town, on: On) -> None:
    on(DAY)
    paused(town)
    with pytest.raises(PauseOverlaps, match=DAY.isoformat()):
        paused(town, since=DAY + timedelta(days=6), until=DAY + 2 * WEEK)
    paused(town, since=DAY + WEEK, until=DAY + 2 * WEEK)
    assert Pause.objects.count() == 2


@pytest.mark.parametrize(
    ("since", "until"), [(DAY, DAY), (DAY - WEEK, DAY), (DAY + WEEK, DAY + timedelta(days=1))]
)
def test_a_pause_ends_after_it_begins_and_after_today(town: Town, on: On, since: date, until: date) -> None:
    on(DAY)
    with pytest.raises(PauseDaysUnfit):
        paused(town, since=since, until=until)


def test_a_pause_can_be_ended_early_once(town: Town, on: On) -> None:
    on(DAY)
    pause = paused(town, since=DAY - WEEK)
    end_pause(pause, by=town.founder)
    assert Pause.objects.get(pk=pause.pk).until == DAY
    with pytest.raises(PauseOver):
        end_pause(pause, by=town.founder)


def test_a_pause_that_began_today_is_taken_back(town: Town, on: On) -> None:
    on(DAY)
    end_pause(paused(town), by=town.founder)
    assert not Pause.objects.exists()
    assert LedgerEntry.objects.filter(verb="pause.end").count() == 1


def test_what_is_no_more_is_not_paused(town: Town, on: On) -> None:
    on(DAY)
    close_doors([town.household.pk], on=DAY)
    with pytest.raises(GroundGone):
        paused(town)


def test_leaders_pause_on_their_own_ground_only(town: Town, persons: Persons, on: On) -> None:
    on(DAY)
    leader, until = persons.viewer("grid_leader"), DAY + WEEK
    pause_site(town.household, reason=AWAY, since=DAY, until=until, by=leader)
    for viewer in (leader, persons.viewer("town_leader")):
        with pytest.raises(NotAllowed):
            pause_site(town.next_household, reason=AWAY, since=DAY, until=until, by=viewer)


def test_the_ledger_does_not_learn_why(town: Town, on: On) -> None:
    on(DAY)
    paused(town)
    assert "reason" not in LedgerEntry.objects.get(verb="pause.begin").detail


@pytest.mark.parametrize(
    ("person", "learns"),
    [("grid_leader", True), ("town_clerk", True), ("administrator", True), ("town_leader", False)],
)
def test_only_those_who_may_open_the_register_learn_why(
    town: Town, persons: Persons, client_for: ClientFor, on: On, person: str, learns: bool
) -> None:
    on(DAY)
    paused(town)
    page = client_for(persons.person(person)).get(f"/ground/site/{town.household.pk}/").content.decode()
    assert f"暂停，{DAY + WEEK}恢复" in page
    assert ("全家外出" in page) is learns


def test_the_clerk_pauses_on_the_page_of_the_household(
    town: Town, persons: Persons, client_for: ClientFor, on: On
) -> None:
    on(DAY)
    client = client_for(persons.town_clerk)
    address = f"/ground/site/{town.household.pk}/pause/"
    data = {"reason": "away", "since": DAY.isoformat(), "until": DAY.isoformat()}
    assert client.post(address, data).status_code == 422
    assert client.post(address, {**data, "until": (DAY + WEEK).isoformat()}).status_code == 302
    listed = client.get(f"/ground/{LIANHUA}/pauses/?ending=yes").content.decode()
    assert "小伍排组 1号" in listed
    pause = Pause.objects.get()
    assert client.post(f"/ground/pauses/{pause.pk}/end/").status_code == 302
    assert "没有暂停的" in client.get(f"/ground/{LIANHUA}/pauses/").content.decode()


def test_what_is_paused_is_neither_seen_nor_missing(town: Town, on: On) -> None:
    on(DAY)
    mark_seen(town.household.pk, DAY)
    mark_seen(town.next_household.pk, DAY)
    assert value("ground.seen_share_households", DAY) == 25
    paused(town)
    assert (value("ground.households_to_see", DAY), value("ground.seen_households", DAY)) == (7, 1)
    assert value("ground.seen_share_households", DAY) == Decimal("14.3")
    counts = count_sites(town.lianhua.ground, DAY)
    assert (sum(c.total for c in counts), sum(c.to_see for c in counts), sum(c.seen for c in counts)) == (
        10,
        9,
        1,
    )
