"""What inspectors wrote on paper is typed by somebody else; the visit names both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.conftest import ClientFor
from tests.inspections.conftest import DAY, Work, entered, entry_for
from tongxin.access.viewer import viewer_for
from tongxin.inspections.actions import (
    VisitEntry,
    correct_visit,
    drop_typist,
    enter_visit,
    name_typist,
)
from tongxin.inspections.errors import CannotType, MakerMissing, MakerUnknown
from tongxin.inspections.models import Round, Visit
from tongxin.inspections.rules import VisitState
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.records.permission import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(work: Work, client_for: ClientFor) -> Client:
    """The town clerk's browser, before a stack of forms."""
    return client_for(work.persons.town_clerk)


def sheet_of_paper(work: Work, visit: Visit, **more: Any) -> dict[str, Any]:
    """What the page of a form sends: nothing but who, when, and what `more` says."""
    head = {"made_by": str(work.persons.liaison_cadre.pk), "day": DAY.isoformat(), "at": "", "rest": "good"}
    rest = {"outcome": "done", "marks": "", "note": "", "receipt": str(new_id()), "seen": visit.version}
    return {**head, **rest, **more}


def test_whoever_types_anothers_visit_is_named_beside_who_was_there(work: Work) -> None:
    visit = work.visit(work.open())
    typed = enter_visit(visit, entry=entry_for(visit), by=work.clerk)
    assert (typed.made_by, typed.entered_by) == (work.persons.liaison_cadre, work.persons.town_clerk)
    assert typed.from_paper


def test_the_inspector_who_enters_the_own_visit_was_there(work: Work) -> None:
    own = entered(work, work.visit(work.open()))
    assert (own.made_by, own.from_paper) == (work.persons.liaison_cadre, False)


def test_the_paper_may_name_another_inspector_of_the_round_and_nobody_else(work: Work) -> None:
    people = (work.persons.liaison_cadre, work.persons.grid_leader)
    visit = work.visit(work.open(inspectors=people))
    other = next(person for person in people if person != visit.inspector)
    entry = entry_for(visit, from_paper=True, made_by=work.persons.town_leader)
    with pytest.raises(MakerUnknown):
        enter_visit(visit, entry=entry, by=work.clerk)
    typed = enter_visit(visit, entry=entry_for(visit, made_by=other), by=work.clerk)
    assert typed.made_by == other


def test_a_visit_that_falls_to_nobody_needs_the_name_on_the_paper(work: Work) -> None:
    visit = work.visit(work.open())
    Visit.objects.filter(pk=visit.pk).update(inspector=None)
    with pytest.raises(MakerMissing):
        enter_visit(visit, entry=entry_for(visit), by=work.clerk)
    entry = entry_for(visit, made_by=work.persons.liaison_cadre)
    assert enter_visit(visit, entry=entry, by=work.clerk).made_by == work.persons.liaison_cadre


def test_a_correction_leaves_who_was_there(work: Work) -> None:
    visit = entered(work, work.visit(work.open()))
    corrected = correct_visit(visit, entry=entry_for(visit), reason="补录", by=work.clerk)
    assert (corrected.made_by, corrected.from_paper) == (work.persons.liaison_cadre, False)
    typed = replace(entry_for(visit), from_paper=True)
    again = correct_visit(corrected, entry=typed, reason="按纸质表", by=work.clerk)
    assert (again.from_paper, again.versions.order_by("-version")[0].from_paper) == (True, False)


def test_the_database_wants_both_names_of_what_came_from_paper(work: Work) -> None:
    visit = entered(work, work.visit(work.open()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(from_paper=True, made_by=None)


def test_the_office_names_who_else_may_type(work: Work) -> None:
    opened = work.open()
    visit, leader = work.visit(opened), work.persons.next_grid_leader
    with pytest.raises(NotAllowed):
        enter_visit(visit, entry=entry_for(visit), by=viewer_for(leader))
    with pytest.raises(CannotType):
        name_typist(opened, person=work.persons.villager, by=work.clerk)
    name_typist(opened, person=leader, by=work.clerk)
    assert enter_visit(visit, entry=entry_for(visit), by=viewer_for(leader)).entered_by == leader
    drop_typist(opened, person=leader, by=work.clerk)
    other = opened.visits.planned()[0]
    with pytest.raises(NotAllowed):
        enter_visit(other, entry=VisitEntry(VisitState.NOBODY_HOME), by=viewer_for(leader))


def test_a_stack_is_typed_by_number_form_after_form(work: Work, clerk: Client) -> None:
    opened = work.open()
    first, second = opened.visits.order_by("position")[:2]
    stack = reverse("inspections:key_in", args=[opened.pk])
    form = clerk.get(stack, {"number": "1"})
    assert form.headers["Location"] == reverse("inspections:key_in_visit", args=[first.pk])
    saved = clerk.post(form.headers["Location"], sheet_of_paper(work, first), follow=True)
    assert f'value="{second.position}"' in saved.text
    first.refresh_from_db()
    assert (first.score, first.from_paper, first.entered_by) == (
        60 - rooms(first),
        True,
        work.persons.town_clerk,
    )
    assert clock.local(first.visited_at).date() == DAY  # type: ignore[arg-type]  # it was made


def rooms(visit: Visit) -> Any:
    """The points of private rooms, which nobody on paper has crossed or ticked."""
    return 60 - visit.max_score  # type: ignore[operator]  # it was made


def test_the_code_on_a_form_leads_to_its_visit(work: Work, clerk: Client) -> None:
    visit = work.visit(work.open())
    stack = reverse("inspections:key_in", args=[visit.round_id])
    code = f"https://tongxin.example{reverse('inspections:enter', args=[visit.pk])}"
    answer = clerk.get(stack, {"number": code, "day": DAY.isoformat()})
    assert answer.headers["Location"].startswith(reverse("inspections:key_in_visit", args=[visit.pk]))
    assert "day=2022-05-21" in answer.headers["Location"]


@pytest.mark.parametrize("number", ["99", "abc", "-1"])
def test_a_number_of_no_form_is_told(work: Work, clerk: Client, number: str) -> None:
    opened = work.open()
    page = clerk.get(reverse("inspections:key_in", args=[opened.pk]), {"number": number})
    assert number in page.text
    assert "没有编号" in page.text


def test_a_form_typed_twice_is_told(work: Work, clerk: Client) -> None:
    visit = work.visit(work.open())
    enter_visit(visit, entry=entry_for(visit), by=work.clerk)
    page = clerk.get(reverse("inspections:key_in", args=[visit.round_id]), {"number": str(visit.position)})
    assert "已经录过了" in page.text


def test_names_of_items_are_crosses_without_a_script(work: Work, clerk: Client) -> None:
    visit = work.visit(work.open())
    address = reverse("inspections:key_in_visit", args=[visit.pk])
    page = clerk.post(address, sheet_of_paper(work, visit, marks="b5 Z9"))
    assert page.status_code == 200
    assert "没有 Z9" in page.text
    assert Visit.objects.get(pk=visit.pk).is_planned
    clerk.post(address, sheet_of_paper(work, visit, **{"a-B5": "amiss", "t-B5": "院门口"}))
    finding = visit.findings.get()
    assert (finding.item_id, finding.note) == ("B5", "院门口")


def test_what_was_not_looked_at_on_paper_counts_neither_way(work: Work, clerk: Client) -> None:
    visit = work.visit(work.open())
    sent = sheet_of_paper(work, visit, rest="unseen", **{"a-B5": "amiss"})
    clerk.post(reverse("inspections:key_in_visit", args=[visit.pk]), sent)
    visit.refresh_from_db()
    assert (visit.score, visit.max_score) == (Decimal(0), Decimal(5))


def test_a_day_still_to_come_is_refused(work: Work, clerk: Client) -> None:
    visit = work.visit(work.open())
    sent = sheet_of_paper(work, visit, day=(DAY + timedelta(days=1)).isoformat())
    page = clerk.post(reverse("inspections:key_in_visit", args=[visit.pk]), sent)
    assert page.status_code == 422
    assert Visit.objects.get(pk=visit.pk).is_planned


def test_the_page_of_the_visit_names_both(work: Work, clerk: Client) -> None:
    visit = work.visit(work.open())
    enter_visit(visit, entry=entry_for(visit), by=work.clerk)
    page = clerk.get(reverse("inspections:visit", args=[visit.pk])).text
    assert "纸质补录" in page
    assert "赵*到场检查，王*按纸质表录入" in page


def test_versions_stand_side_by_side_with_who_and_why(work: Work, clerk: Client) -> None:
    visit = entered(work, work.visit(work.open()), {"B5": {"yes": True}})
    correct_visit(visit, entry=entry_for(visit), reason="看错了门牌", by=work.clerk)
    page = clerk.get(reverse("inspections:visit", args=[visit.pk])).text
    table = page.partition('id="versions"')[2]
    assert "看错了门牌" in table
    assert "55 / 60" in table
    assert "院内乱扔垃圾严重" in table
    assert "A0" not in table  # only what differs


def test_only_the_office_names_typists_on_the_page(work: Work, clerk: Client, client_for: ClientFor) -> None:
    opened: Round = work.open()
    leader = work.persons.grid_leader
    address = reverse("inspections:typists", args=[opened.pk])
    assert client_for(work.persons.liaison_cadre).post(address, {"person": leader.pk}).status_code == 403
    clerk.post(address, {"person": leader.pk})
    stack = reverse("inspections:key_in", args=[opened.pk])
    assert client_for(leader).get(stack).status_code == 200
    clerk.post(address, {"person": leader.pk, "drop": "1"})
    assert client_for(leader).get(stack).status_code == 404
    assert "请选一个人" in clerk.post(address, {"person": "nobody"}, follow=True).text
