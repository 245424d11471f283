"""Nobody sees a colleague's score before the own visits are in."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.conftest import ClientFor, On
from tests.inspections.conftest import DAY, Work, entered, entry_for
from tongxin.access.viewer import viewer_for
from tongxin.inspections import peers
from tongxin.inspections.actions import VisitEntry, close_round, enter_visit
from tongxin.inspections.models import Finding, PeerLook, Round, Visit
from tongxin.inspections.peers import held_back, rounds_held_back, seen_findings, seen_visits
from tongxin.inspections.rules import VisitState
from tongxin.people.models import Person

pytestmark = pytest.mark.django_db

LITTER: dict[str, Any] = {"B5": {"yes": True}}


@pytest.fixture
def opened(work: Work) -> Round:
    """A round of one grid that the cadre and the secretary, both of the whole village, share."""
    people = (work.persons.liaison_cadre, work.persons.village_secretary)
    return work.open(ground=work.town.grid.ground, inspectors=people)


def of(round_: Round, person: Person) -> list[Visit]:
    """The person's visits on the round."""
    rows = round_.visits.filter(inspector=person).select_related("round__sheet_version")
    return list(rows.order_by("position"))


@pytest.fixture
def seen(work: Work, opened: Round) -> Visit:
    """A visit of the cadre, who found litter."""
    return entered(work, of(opened, work.persons.liaison_cadre)[0], LITTER)


def finish(work: Work, opened: Round, person: Person) -> None:
    """Enters everything that is left to the person."""
    for visit in of(opened, person):
        if visit.is_planned:
            entered(work, visit)


def pages(seen: Visit) -> dict[str, str]:
    """Every address at which a score or a finding of the visit could be read, and a sign that it is there."""
    finding = seen.findings.get()
    return {
        reverse("inspections:visit", args=[seen.pk]): "55",
        reverse("inspections:round", args=[seen.round_id]): "55",
        reverse("inspections:findings", args=[seen.round_id]): f"/rounds/findings/{finding.pk}/",
    }


def test_until_the_own_list_is_done_no_page_tells(
    work: Work, opened: Round, seen: Visit, client_for: ClientFor
) -> None:
    secretary = client_for(work.persons.village_secretary)
    for address, sign in pages(seen).items():
        assert sign not in told(secretary, address), address
    assert secretary.get(reverse("inspections:finding", args=[seen.findings.get().pk])).status_code == 404
    assert scores_in(secretary, opened) == {None}
    finish(work, opened, work.persons.village_secretary)
    for address, sign in pages(seen).items():
        assert sign in told(secretary, address), address
    assert 55 in scores_in(secretary, opened)


def told(client: Client, address: str) -> str:
    """What the page says, without its head and the numbers of its styles."""
    page = client.get(address)
    assert page.status_code == 200
    return page.text.partition("<main")[2]


def scores_in(client: Client, opened: Round) -> set[Any]:
    """The scores in the downloaded workbook."""
    content = client.get(reverse("inspections:export", args=[opened.pk])).content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    return {None if row[3] == "" else row[3] for row in rows}


def test_the_office_and_those_who_do_not_inspect_see_all(work: Work, seen: Visit) -> None:
    for person in (work.persons.town_clerk, work.persons.grid_leader, work.persons.town_leader):
        assert not held_back(viewer_for(person), seen.round).hides(seen)


def test_the_own_visits_are_never_held_back(work: Work, opened: Round, seen: Visit) -> None:
    held = held_back(viewer_for(work.persons.liaison_cadre), opened)
    assert held.everything
    assert not held.hides(seen)


def test_a_place_to_try_again_stays_held_back_though_the_list_is_done(
    work: Work, opened: Round, seen: Visit
) -> None:
    secretary = work.persons.village_secretary
    second = Visit.objects.create(
        round=opened,
        unit_key=seen.unit_key,
        role="second",
        position=99,
        inspector=secretary,
        ground_kind=seen.ground_kind,
        division_code=seen.division_code,
        group=seen.group,
        grid=seen.grid,
        site=seen.site,
    )
    finish_but(work, opened, secretary, second)
    enter_visit(second, entry=VisitEntry(VisitState.NOBODY_HOME), by=viewer_for(secretary))
    held = held_back(viewer_for(secretary), opened)
    assert (held.everything, held.hides(seen)) == (False, True)
    second.refresh_from_db()
    enter_visit(second, entry=entry_for(second), by=viewer_for(secretary))
    assert not held_back(viewer_for(secretary), opened).hides(seen)


def finish_but(work: Work, opened: Round, person: Person, left: Visit) -> None:
    for visit in of(opened, person):
        if visit.pk != left.pk and visit.is_planned:
            entered(work, visit)


def test_after_the_round_everything_shows(work: Work, opened: Round, seen: Visit) -> None:
    close_round(opened, by=work.clerk)
    opened.refresh_from_db()
    assert not held_back(viewer_for(work.persons.village_secretary), opened).hides(seen)


def test_rows_of_any_rounds_are_sieved_alike(work: Work, opened: Round, seen: Visit) -> None:
    secretary = viewer_for(work.persons.village_secretary)
    assert rounds_held_back(secretary) == {opened.pk}
    assert seen not in seen_visits(secretary, Visit.objects.done())
    assert not seen_findings(secretary, Finding.objects.all()).exists()
    finish(work, opened, work.persons.village_secretary)
    assert seen in seen_visits(secretary, Visit.objects.done())
    assert seen_findings(secretary, Finding.objects.all()).exists()


def test_a_rule_that_holds_nothing_back_is_noticed(
    work: Work, opened: Round, seen: Visit, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "_own_left", lambda mine: Visit.objects.none())
    with pytest.raises(AssertionError):
        test_until_the_own_list_is_done_no_page_tells(work, opened, seen, client_for)


def test_a_look_at_a_colleagues_result_is_kept_once_a_day(
    work: Work, opened: Round, seen: Visit, client_for: ClientFor, on: On
) -> None:
    secretary = client_for(work.persons.village_secretary)
    address = reverse("inspections:visit", args=[seen.pk])
    secretary.get(address)
    assert not PeerLook.objects.exists()  # nothing was shown
    finish(work, opened, work.persons.village_secretary)
    for _time in range(2):
        secretary.get(address)
    look = PeerLook.objects.get()
    assert (look.visit, look.person) == (seen, work.persons.village_secretary)
    on(DAY + timedelta(days=1))
    secretary.get(address)
    secretary.get(reverse("inspections:round", args=[opened.pk]))
    assert PeerLook.objects.count() == 3
    assert PeerLook.objects.filter(visit=None).count() == 1


def test_looks_of_others_and_at_own_visits_are_not_kept(
    work: Work, opened: Round, seen: Visit, client_for: ClientFor
) -> None:
    for person in (work.persons.liaison_cadre, work.persons.grid_leader, work.persons.town_clerk):
        client_for(person).get(reverse("inspections:visit", args=[seen.pk]))
    assert not PeerLook.objects.exists()


def test_the_database_keeps_looks_as_they_are(work: Work, opened: Round, seen: Visit) -> None:
    finish(work, opened, work.persons.village_secretary)
    peers.note_look(viewer_for(work.persons.village_secretary), opened, seen)
    with pytest.raises(DatabaseError), transaction.atomic():
        PeerLook.objects.update(visit=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        PeerLook.objects.all()._raw_delete("default")
