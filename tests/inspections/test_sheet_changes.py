"""A town changes its sheet while a round is under way: the round keeps the version that it began with."""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.conftest import ClientFor, On
from tests.inspections.conftest import ALL, ANYWHERE, DAY, Work, entered
from tests.standards.towns_sheets import Content, small
from tests.town import TOWN
from tongxin.inspections.actions import open_round, plan_round
from tongxin.inspections.errors import ReasonMissing
from tongxin.standards.actions import adopt_draft, begin_blank, begin_draft, change_draft, retire_version
from tongxin.standards.models import SheetDraft, SheetVersion

pytestmark = pytest.mark.django_db

WHY = "会议定的"


def adopted(work: Work, draft: SheetDraft, content: Content, *, days: int = 0) -> SheetVersion:
    """The version that the draft becomes with this content, so many days after the first."""
    changed = change_draft(draft, content=content, revision=draft.revision, by=work.clerk)
    since = DAY + timedelta(days=days)
    return adopt_draft(changed, since=since, reason=WHY, revision=changed.revision, by=work.clerk).version


@pytest.fixture
def first(work: Work, on: On) -> SheetVersion:
    """The small sheet of the town, in use from the first day of the round."""
    on(DAY)
    draft = begin_blank(town=TOWN, zh="门前屋后评分细则", en="", object_kind="household", by=work.clerk)
    return adopted(work, draft, small())


def stricter(work: Work, first: SheetVersion) -> SheetVersion:
    """The next version, from the next day on: a place costs three points, and item A2 asks for a reason."""
    draft = begin_draft(first, town=TOWN, by=work.clerk)
    content = copy.deepcopy(draft.content)
    items = content["sections"][0]["items"]
    items[0]["mode"]["points"] = 3
    items[1]["hint"] = {"needs_reason": True}
    return adopted(work, draft, content, days=1)


def test_visits_of_the_round_are_scored_by_the_version_that_it_began_with(
    work: Work, first: SheetVersion, on: On
) -> None:
    round_ = work.open(sheet=first.sheet_id)
    second = stricter(work, first)
    on(DAY + timedelta(days=1))
    visit = entered(work, work.visit(round_, work.town.household.ground.key), {"A1": {"count": 2}})
    assert visit.round.sheet_version == first
    assert visit.score == 18
    assert list(SheetVersion.objects.adopted(DAY + timedelta(days=1))) == [second]


def test_care_that_the_next_version_asks_for_is_not_asked_of_the_round(
    work: Work, first: SheetVersion, on: On
) -> None:
    round_ = work.open(sheet=first.sheet_id)
    second = stricter(work, first)
    on(DAY + timedelta(days=1))
    place = work.town.household.ground.key
    assert entered(work, work.visit(round_, place), {"A2": {"yes": True}}).score == 15
    later = open_round(
        plan_round(
            title="用新版的一轮",
            ground=work.town.division.ground,
            sheet_version=second,
            starts_on=DAY + timedelta(days=1),
            ends_on=DAY + timedelta(days=7),
            sample=ALL,
            inspectors=(work.persons.liaison_cadre,),
            sharing=ANYWHERE,
            by=work.clerk,
        ),
        by=work.clerk,
    )
    with pytest.raises(ReasonMissing):
        entered(work, work.visit(later, place), {"A2": {"yes": True}})


def test_a_round_goes_on_with_a_sheet_that_was_retired(
    work: Work, first: SheetVersion, client_for: ClientFor, on: On
) -> None:
    round_ = work.open(sheet=first.sheet_id)
    retire_version(first, town=TOWN, until=DAY + timedelta(days=1), reason=WHY, by=work.clerk)
    on(DAY + timedelta(days=2))
    visit = work.visit(round_, work.town.household.ground.key)
    assert entered(work, visit, {}).score == 20
    assert not SheetVersion.objects.in_force(DAY + timedelta(days=2), town=TOWN).filter(pk=first.pk).exists()
    page = client_for(work.persons.town_clerk).get(reverse("standards:sheet", args=[first.pk])).text
    assert "已停用" in page
