"""Who knows the list of an unannounced round before the visits: who plans it, and each inspector the own day's part."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.conftest import ClientFor, On
from tests.inspections.conftest import Work, entered
from tongxin.inspections import querysets
from tongxin.inspections.checks import visit_at_closed_place, visit_without_inspector
from tongxin.inspections.columns import lines_by_village
from tongxin.inspections.day_lists import own_list
from tongxin.inspections.listeners import visits_there
from tongxin.inspections.models import Round, Visit
from tongxin.inspections.purposes import Purpose
from tongxin.inspections.queries import progress_by_village, rounds_for, visits_of, visits_of_post
from tongxin.inspections.visit_queries import rounds_to_make
from tongxin.people.models import Post
from tongxin.records.checks import CheckScope
from tongxin.records.subjects import SubjectKind, declared
from tongxin.territory.models import Site

pytestmark = pytest.mark.django_db

TITLE = "夜查一轮"
MONDAY = date(2022, 5, 23)
OTHERS = ("village_secretary", "grid_leader", "town_leader", "liaison_cadre", "administrator")


@pytest.fixture
def secret(work: Work) -> Round:
    """An unannounced round of the town, drawn on a Saturday, walked from Monday on by the next grid's leader."""
    opened = work.open(purpose=Purpose.UNANNOUNCED, inspectors=(work.persons.next_grid_leader,))
    Round.objects.filter(pk=opened.pk).update(title=TITLE)
    opened.refresh_from_db()
    return opened


def pages_of(secret: Round, visit: Visit) -> list[str]:
    """Every address at which the list could show."""
    of_round = ("round", "sample", "findings", "export", "frame", "days", "days_paper", "days_forms")
    of_visit = ("visit", "enter", "correct")
    return [
        *(reverse(f"inspections:{name}") for name in ("rounds", "mine", "columns")),
        *(reverse(f"inspections:{name}", args=[secret.pk]) for name in of_round),
        *(reverse(f"inspections:{name}", args=[visit.pk]) for name in of_visit),
        *(reverse(f"web:{name}") for name in ("home", "today", "overview", "checks", "calendar")),
        reverse("web:search") + f"?q={TITLE[:2]}",
        reverse("web:village", args=[visit.division_code]),
        reverse("web:group", args=[visit.group_id]),
        reverse("web:grid", args=[visit.grid_id]),
        reverse("web:site", args=[visit.site_id]),
    ]


@pytest.mark.parametrize("name", OTHERS)
def test_no_page_tells_of_it_before_the_visit(
    work: Work, secret: Round, client_for: ClientFor, name: str
) -> None:
    client = client_for(getattr(work.persons, name))
    visit = work.visit(secret, work.town.household.ground.key)
    for url in pages_of(secret, visit):
        answer = client.get(url, follow=True)
        assert answer.status_code in (200, 403, 404)
        assert TITLE not in answer.content.decode("utf-8", "replace"), url


def test_its_inspector_knows_that_it_is_and_not_where(
    work: Work, secret: Round, client_for: ClientFor
) -> None:
    client = client_for(work.persons.next_grid_leader)
    for url in pages_of(secret, work.visit(secret)):
        text = client.get(url, follow=True).content.decode("utf-8", "replace")
        assert 'href="/rounds/visits/' not in text, url
    assert TITLE in client.get(reverse("inspections:round", args=[secret.pk])).text


@pytest.mark.parametrize("name", OTHERS)
def test_no_question_tells_of_it_before_the_visit(work: Work, secret: Round, name: str) -> None:
    viewer = work.persons.viewer(name)
    assert secret not in rounds_for(viewer)
    assert not visits_of(viewer, secret).exists()
    assert progress_by_village(viewer, secret) == []


def test_who_plans_it_sees_the_whole_list(work: Work, secret: Round) -> None:
    assert visits_of(work.clerk, secret).count() == 16
    assert own_list(work.clerk, secret, work.persons.next_grid_leader.pk).count() == 16


def test_an_inspector_sees_the_own_list_from_its_day_on(work: Work, secret: Round, on: On) -> None:
    viewer = work.persons.viewer("next_grid_leader")
    mine = work.persons.next_grid_leader.pk
    assert not own_list(viewer, secret, mine).exists()
    assert not rounds_to_make(viewer).exists()
    on(MONDAY)
    assert {visit.planned_on for visit in own_list(viewer, secret, mine)} == {MONDAY}
    assert rounds_to_make(viewer).get() == secret


def test_once_a_visit_was_made_the_ground_sees_that_one(work: Work, secret: Round, on: On) -> None:
    on(MONDAY, "10:00")
    visit = secret.visits.filter(planned_on=MONDAY, grid=work.town.grid).select_related(
        "round__sheet_version"
    )[0]
    entered(work, visit)
    leader = work.persons.viewer("grid_leader")
    assert secret in rounds_for(leader)
    assert list(visits_of(leader, secret)) == [visit]
    assert [part.made for part in progress_by_village(leader, secret)] == [1]
    assert not lines_by_village(leader, [work.town.lianhua])[0].cells


def test_the_list_of_rounds_does_not_tell_what_is_left(
    work: Work, secret: Round, client_for: ClientFor, on: On
) -> None:
    on(MONDAY, "10:00")
    entered(work, secret.visits.filter(planned_on=MONDAY).select_related("round__sheet_version")[0])
    url = reverse("inspections:round", args=[secret.pk])
    assert "/ 16" in client_for(work.persons.town_clerk).get(url).text
    page = client_for(work.persons.town_leader).get(url)
    assert TITLE in page.text
    assert "16" not in page.text.split("<main", 1)[1].split("</main", 1)[0]


def test_neither_checks_nor_copies_nor_hand_overs_tell_of_it(work: Work, secret: Round) -> None:
    secret.visits.update(inspector=None)
    Site.objects.filter(pk=work.town.household.pk).update(closed_on=date(2022, 5, 22))
    for scope in (CheckScope(), CheckScope((work.town.lianhua.ground,))):
        assert visit_without_inspector(scope).count == visit_at_closed_place(scope).count == 0
    held = {kind.key: kind for kind in declared(SubjectKind.HOUSEHOLD)}["inspections.visits"]
    assert not held.rows(work.town.household.pk).exists()
    assert visits_there([work.town.lianhua.ground], MONDAY) == 0
    assert not visits_of_post(Post.objects.get(person=work.persons.next_grid_leader)).exists()


def test_the_tests_would_notice_a_leak(work: Work, secret: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querysets.RoundQuerySet, "secret_from", lambda rounds, viewer: rounds.none())
    assert visits_of(work.persons.viewer("grid_leader"), secret).exists()


def test_an_announced_round_is_told_where_it_is_held(work: Work) -> None:
    opened = work.open(inspectors=(work.persons.next_grid_leader,))
    leader = work.persons.viewer("grid_leader")
    assert opened in rounds_for(leader)
    assert visits_of(leader, opened).count() == 4
