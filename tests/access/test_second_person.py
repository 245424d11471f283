"""Large exports need a second person, and no way leads round that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.access.exporting import ALONE, DAY, HOUR, WHOLE_TOWN, agreed, ask, later
from tests.access.papers import sheets_of
from tests.persons import Persons
from tests.town import Town
from tongxin.access import actions
from tongxin.access.actions import exports as export_acts
from tongxin.access.errors import (
    ExportDecided,
    NoFile,
    OwnExport,
    ReasonMissing,
)
from tongxin.access.export_rules import ExportState, needs_second
from tongxin.access.models import Export, ExportedHousehold
from tongxin.people.models import Post, RegisterEntry, RegisterMember
from tongxin.records import clock, jobs
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import NotAllowed, Viewer


@pytest.fixture(autouse=True)
def few_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person may export 10 households alone."""
    monkeypatch.setattr(export_acts, "export_alone", lambda: ALONE)


@pytest.fixture(autouse=True)
def run_what_follows(django_capture_on_commit_callbacks: object) -> Iterator[None]:
    """Files are removed after the commit; the test's own transaction is never committed."""
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        yield


# ---- large ones


def test_a_large_export_waits_for_a_second_person(town: Town, persons: Persons) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    assert (waiting.state, waiting.asked_count, waiting.file) == (ExportState.WAITING, 16, None)
    with pytest.raises(NoFile):
        actions.download_export(waiting, by=persons.viewer("town_clerk"))


def test_after_another_agreed_the_worker_makes_it_once(town: Town, persons: Persons) -> None:
    made = agreed(persons)
    assert (made.state, made.rows, made.decided_by) == (ExportState.READY, 16, persons.town_leader)
    again = actions.make_export(made, by=persons.viewer("town_clerk"))
    assert again.file_id == made.file_id
    assert ExportedHousehold.objects.count() == 16
    assert LedgerEntry.objects.filter(verb="export.make").count() == 1


def test_nobody_agrees_to_an_export_of_the_own(town: Town, persons: Persons) -> None:
    with pytest.raises(OwnExport):
        actions.approve_export(ask(persons, WHOLE_TOWN), by=persons.viewer("town_clerk"))


def test_the_database_refuses_it_too(town: Town, persons: Persons) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    waiting.decided_by, waiting.decided_at = waiting.requested_by, clock.now()
    with pytest.raises(IntegrityError, match="export_decided_by_another"), transaction.atomic():
        waiting.save()


def test_were_the_act_to_forget_it_the_database_would_hold(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(export: Export, by: Viewer) -> Export:
        export.decided_by_id, export.decided_at = by.person_id, clock.now()
        return export

    waiting = ask(persons, WHOLE_TOWN)
    monkeypatch.setattr(export_acts, "_decided", forgetful)
    with pytest.raises(IntegrityError, match="export_decided_by_another"), transaction.atomic():
        actions.approve_export(waiting, by=persons.viewer("town_clerk"))


@pytest.mark.parametrize("state", [ExportState.MAKING, ExportState.READY])
def test_the_database_refuses_a_large_file_that_nobody_agreed_to(
    town: Town, persons: Persons, state: ExportState
) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    waiting.state, waiting.rows = state, 16
    waiting.made_at = waiting.file_until = clock.now()
    with pytest.raises(IntegrityError, match="large_export_was_agreed_to"), transaction.atomic():
        waiting.save()


@pytest.mark.parametrize("who", ["village_secretary", "grid_leader", "administrator"])
def test_only_the_town_agrees(town: Town, persons: Persons, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.approve_export(ask(persons, WHOLE_TOWN), by=persons.viewer(who))


def test_an_export_is_decided_once(town: Town, persons: Persons) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    actions.refuse_export(waiting, reason="用不着全镇", by=persons.viewer("town_leader"))
    with pytest.raises(ExportDecided):
        actions.approve_export(waiting, by=persons.viewer("town_leader"))


def test_a_refusal_says_why(town: Town, persons: Persons) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    with pytest.raises(ReasonMissing):
        actions.refuse_export(waiting, reason=" ", by=persons.viewer("town_leader"))
    refused = actions.refuse_export(waiting, reason="用不着全镇", by=persons.viewer("town_leader"))
    assert (refused.state, refused.decision_note) == (ExportState.REFUSED, "用不着全镇")


def test_after_seven_days_nobody_can_agree_any_more(town: Town, persons: Persons) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    with later(7 * DAY):
        with pytest.raises(ExportDecided):
            actions.approve_export(waiting, by=persons.viewer("town_leader"))
        assert actions.lapse_exports() == 1
    waiting.refresh_from_db()
    assert waiting.state == ExportState.LAPSED


def test_shortly_before_that_somebody_can(town: Town, persons: Persons) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    with later(7 * DAY - HOUR):
        assert actions.lapse_exports() == 0
        assert actions.approve_export(waiting, by=persons.viewer("town_leader")).is_making


# ---- the number that counts is that of the making


def grow(*, by: int) -> None:
    """So many households return to the register."""
    closed = RegisterEntry.objects.filter(site__closed_on__isnull=False)[:by]
    type(closed[0].site).objects.filter(pk__in=[entry.site_id for entry in closed]).update(closed_on=None)


def shrink(town: Town, *, by: int) -> None:
    """So many households are gone."""
    sites = type(town.household).objects.households()
    sites.filter(pk__in=list(sites.values_list("pk", flat=True)[:by])).update(closed_on=clock.today())


def test_an_agreement_covers_no_more_than_was_agreed_to(town: Town, persons: Persons) -> None:
    shrink(town, by=4)
    waiting = ask(persons, WHOLE_TOWN)
    actions.approve_export(waiting, by=persons.viewer("town_leader"))
    grow(by=4)
    jobs.work_off()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.asked_count, waiting.decided_by) == (ExportState.WAITING, 16, None)
    actions.approve_export(waiting, by=persons.viewer("town_leader"))
    jobs.work_off()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows) == (ExportState.READY, 16)


def test_what_outgrew_the_limit_since_needs_a_second_person(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    shrink(town, by=8)
    monkeypatch.setattr(export_acts, "make_export", lambda export, by: export)  # somebody slow
    small = ask(persons, WHOLE_TOWN)
    monkeypatch.undo()
    monkeypatch.setattr(export_acts, "export_alone", lambda: ALONE)
    assert not small.needs_second
    grow(by=8)
    made = actions.make_export(small, by=persons.viewer("town_clerk"))
    assert (made.state, made.needs_second, made.asked_count) == (ExportState.WAITING, True, 16)


def test_without_a_look_at_the_number_it_would_be_made(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the two tests above."""
    shrink(town, by=4)
    waiting = ask(persons, WHOLE_TOWN)
    actions.approve_export(waiting, by=persons.viewer("town_leader"))
    grow(by=4)
    monkeypatch.setattr(export_acts, "is_covered", lambda count, agreed: True)
    jobs.work_off()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows) == (ExportState.READY, 16)


def test_whoever_lost_the_post_meanwhile_gets_no_file(town: Town, persons: Persons) -> None:
    waiting = ask(persons, WHOLE_TOWN)
    actions.approve_export(waiting, by=persons.viewer("town_leader"))
    Post.objects.filter(person=persons.town_clerk).update(until=clock.today())
    jobs.work_off()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.file) == (ExportState.REFUSED, None)


# ---- many small ones


def test_small_exports_of_one_day_count_together(town: Town, persons: Persons) -> None:
    assert ask(persons).is_ready
    assert ask(persons, town.bendong.ground).is_waiting  # 8 + 8 > 10


def test_other_persons_and_other_days_do_not_count(town: Town, persons: Persons) -> None:
    ask(persons, who="village_secretary")
    assert ask(persons).is_ready
    with later(DAY - HOUR):
        assert ask(persons).is_waiting
    with later(DAY + HOUR):
        assert ask(persons).is_ready


def test_what_another_agreed_to_does_not_count(town: Town, persons: Persons) -> None:
    agreed(persons)
    assert ask(persons).is_ready


def test_without_the_sum_of_the_day_splitting_would_be_a_way_round(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(export_acts, "needs_second", lambda count, **limit: count > limit["alone"])
    ask(persons)
    assert ask(persons, town.bendong.ground).is_ready


@given(
    counts=st.lists(st.integers(1, 400), max_size=12),
    alone=st.integers(1, 400),
)
def test_however_they_are_split_no_more_than_the_limit_leaves_alone(counts: list[int], alone: int) -> None:
    taken = 0
    for count in counts:
        if not needs_second(count, earlier=taken, with_identity=False, alone=alone):
            taken += count
    assert taken <= alone


@given(count=st.integers(1, 400), earlier=st.integers(0, 400), alone=st.integers(1, 400))
def test_id_numbers_always_need_a_second_person(count: int, earlier: int, alone: int) -> None:
    assert needs_second(count, earlier=earlier, with_identity=True, alone=alone)


def test_id_numbers_of_one_household_wait_for_another_person(town: Town, persons: Persons) -> None:
    RegisterEntry.objects.filter(site=town.household).update(id_number="532301196003150015")
    asked: dict[str, Any] = {"columns": ["head", "id_numbers"], "purpose": "report", "with_identity": True}
    waiting = ask(persons, town.household.ground, **asked)
    assert (waiting.state, waiting.asked_count) == (ExportState.WAITING, 1)
    actions.approve_export(waiting, by=persons.viewer("town_leader"))
    jobs.work_off()
    made = Export.objects.get(pk=waiting.pk)
    content = actions.download_export(made, by=persons.viewer("town_clerk"))
    assert sheets_of(content)["农户"][1][-1] == "李小明 532301196003150015"


def test_members_stand_behind_the_head(town: Town, persons: Persons) -> None:
    entry = RegisterEntry.objects.get(site=town.household)
    for name, relation in (("李秀兰", "妻子"), ("李小宝", "")):
        RegisterMember.objects.create(entry=entry, name=name, relation=relation)
    made = ask(persons, town.household.ground, columns=["head", "members"])
    content = actions.download_export(made, by=persons.viewer("town_clerk"))
    assert sheets_of(content)["农户"][1][-2:] == ["李小明", "李秀兰 妻子; 李小宝"]


def test_the_database_refuses_id_numbers_without_a_second(town: Town, persons: Persons) -> None:
    made = ask(persons)
    made.with_identity = True
    with pytest.raises(IntegrityError, match="id_numbers_need_a_second"), transaction.atomic():
        made.save()
