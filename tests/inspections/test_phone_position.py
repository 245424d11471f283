"""A visit may bring the phone's position along, and never must."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import ClientFor
from tests.inspections.conftest import Work
from tests.persons import Persons
from tests.town import Town
from tongxin.inspections.actions import enter_visit
from tongxin.inspections.entry import PhonePosition, VisitEntry
from tongxin.inspections.forms import VisitForm
from tongxin.inspections.models import Visit
from tongxin.inspections.rules import VisitState
from tongxin.records import clock
from tongxin.records.models import LedgerEntry
from tongxin.territory.models import Sighting

HERE = PhonePosition(24.98, 101.47, 8)


def entry(position: PhonePosition | None = None, **more: object) -> VisitEntry:
    return VisitEntry(outcome=VisitState.DONE, answers={"B5": {"yes": False}}, position=position, **more)  # type: ignore[arg-type]


def door(work: Work, town: Town) -> Visit:
    return work.visit(work.open(), town.household.ground.key)


def test_a_visit_without_a_position_is_complete(work: Work, town: Town) -> None:
    visit = door(work, town)
    assert enter_visit(visit, entry=entry(), by=work.inspector(visit)).is_done
    assert not Sighting.objects.exists()


def test_the_position_goes_to_the_place_and_nowhere_else(work: Work, town: Town) -> None:
    visit = door(work, town)
    entered = enter_visit(visit, entry=entry(HERE), by=work.inspector(visit))
    sighting = Sighting.objects.get()
    assert (sighting.site_id, sighting.latitude, sighting.accuracy_m) == (town.household.pk, 24.98, 8)
    told = [str(row.detail) for row in LedgerEntry.objects.filter(verb="visit.enter")]
    assert not [text for text in (*told, str(vars(entered))) if "24.98" in text]


def test_what_was_typed_from_paper_says_nothing_of_where_the_place_is(work: Work, town: Town) -> None:
    visit = door(work, town)
    typed = entry(HERE, visited_at=clock.now() - timedelta(minutes=5))
    enter_visit(visit, entry=typed, by=work.inspector(visit))
    assert not Sighting.objects.exists()


@pytest.mark.parametrize(
    ("sent", "position"),
    [
        ("24.98,101.47,8", HERE),
        ("24.98,101.47,", PhonePosition(24.98, 101.47)),
        ("", None),
        ("nonsense", None),
        ("24.98", None),
        ("nan,101.47,8", None),
        ("0,0,5", None),
        ("101.47,24.98,5", None),
        ("24.98,101.47,inf", None),
    ],
)
def test_nonsense_from_a_phone_is_no_position_and_no_error(sent: str, position: PhonePosition | None) -> None:
    form = VisitForm({"outcome": "done", "receipt": "0" * 32, "seen": "0", "position": sent})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["position"] == position


def test_the_form_offers_it_and_does_not_ask_for_it(
    work: Work, town: Town, persons: Persons, client_for: ClientFor
) -> None:
    visit = door(work, town)
    page = client_for(persons.liaison_cadre).get(f"/rounds/visits/{visit.pk}/enter/").content.decode()
    assert "data-phone-position hidden" in page
    assert "可以不加" in page
