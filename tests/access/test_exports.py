"""Exports of personal data: what fits, what is in the file, who gets it, how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.exporting import ALONE, DAY, VILLAGE, WHOLE_TOWN, agreed, ask, later
from tests.access.papers import sheets_of
from tests.cases.test_two_at_once import at_once
from tests.conftest import found_everything
from tests.persons import Persons
from tests.town import Town
from tongxin.access import actions
from tongxin.access.actions import exports as export_acts
from tongxin.access.errors import (
    NoFile,
    NothingToExport,
    PurposeMissing,
    ReasonMissing,
    UnfitExport,
)
from tongxin.access.export_rules import ExportState
from tongxin.access.models import Export, ExportDownload
from tongxin.access.purposes import limits
from tongxin.people.actions import end_post
from tongxin.people.models import Post, RegisterEntry
from tongxin.people.roles import Role
from tongxin.records import clock, durable, jobs
from tongxin.records.models import LedgerEntry, StoredFile
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.records.personal import PersonalDataInText


@pytest.fixture(autouse=True)
def few_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person may export 10 households alone."""
    monkeypatch.setattr(export_acts, "export_alone", lambda: ALONE)


@pytest.fixture(autouse=True)
def run_what_follows(django_capture_on_commit_callbacks: object) -> Iterator[None]:
    """Files are removed after the commit; the test's own transaction is never committed."""
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        yield


# ---- small ones


def test_a_small_export_is_made_at_once(town: Town, persons: Persons) -> None:
    made = ask(persons)
    assert (made.state, made.rows, made.needs_second) == (ExportState.READY, 8, False)
    assert made.households.count() == 8


def test_the_file_holds_the_chosen_columns_and_says_who_has_it(town: Town, persons: Persons) -> None:
    content = actions.download_export(ask(persons), by=persons.viewer("town_clerk"))
    rows, about = sheets_of(content).values()
    assert rows[0] == ["村", "村民小组", "门牌", "网格", "户主", "电话"]
    assert rows[1] == ["莲华村", "小伍排组", "1", "小伍排网格", "李小明", "13912030001"]
    said = {str(name): value for name, value in about}
    assert (said["申请人"], said["用途"], said["户数"]) == ("王芬", "印入户走访名册", 8.0)


def test_a_csv_says_so_below_its_rows(town: Town, persons: Persons) -> None:
    made = ask(persons, file_format="csv")
    text = actions.download_export(made, by=persons.viewer("town_clerk")).decode("utf-8-sig")
    assert "李小明" in text
    assert "申请人,王芬" in text


def test_a_name_that_a_spreadsheet_would_run_is_harmless(town: Town, persons: Persons) -> None:
    RegisterEntry.objects.filter(site=town.household).update(head="=1+1")
    content = actions.download_export(ask(persons), by=persons.viewer("town_clerk"))
    assert sheets_of(content)["农户"][1][4] == "'=1+1"


def test_households_that_are_gone_are_not_in_it(town: Town, persons: Persons) -> None:
    type(town.household).objects.filter(pk=town.household.pk).update(closed_on=clock.today())
    assert ask(persons).rows == 7


def test_the_ledger_knows_numbers_and_no_names(town: Town, persons: Persons) -> None:
    actions.download_export(ask(persons), by=persons.viewer("town_clerk"))
    entries = LedgerEntry.objects.filter(verb__startswith="export.").order_by("id")
    assert [entry.verb for entry in entries] == ["export.ask", "export.make", "export.download"]
    assert "李小明" not in str([entry.detail for entry in entries])


# ---- what is asked must fit


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"purpose": ""}, PurposeMissing),
        ({"purpose": "visit"}, PurposeMissing),  # for one household, on its page
        ({"reason": "  "}, ReasonMissing),
        ({"reason": "给13912030001打电话"}, PersonalDataInText),
        ({"columns": []}, UnfitExport),
        ({"columns": ["head", "note"]}, UnfitExport),
        ({"columns": ["phone"], "purpose": "report"}, UnfitExport),
        ({"with_identity": True}, UnfitExport),
    ],
)
def test_an_export_that_does_not_fit_is_refused(
    town: Town, persons: Persons, wrong: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(persons, **wrong)
    assert not Export.objects.exists()


def test_a_place_without_households_gives_nothing(town: Town, persons: Persons) -> None:
    with pytest.raises(NothingToExport):
        ask(persons, town.public_place.ground)


@pytest.mark.parametrize("who", ["grid_leader", "liaison_cadre", "town_leader", "administrator", "villager"])
def test_whoever_may_not_export_gets_nothing(town: Town, persons: Persons, who: str) -> None:
    with pytest.raises(NotAllowed):
        ask(persons, who=who)


def test_a_secretary_exports_the_own_village_only(town: Town, persons: Persons) -> None:
    assert ask(persons, who="village_secretary").rows == 8
    with pytest.raises(NotAllowed):
        ask(persons, WHOLE_TOWN, who="village_secretary")


def test_the_machine_exports_nobody(town: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.request_export(VILLAGE, columns=["head"], purpose="round", reason="走访", by=SYSTEM)


# ---- the file


def test_only_the_one_who_asked_downloads_it(town: Town, persons: Persons) -> None:
    made = agreed(persons)
    for other in ("town_leader", "village_secretary"):
        with pytest.raises(NotAllowed):
            actions.download_export(made, by=persons.viewer(other))
    assert not ExportDownload.objects.exists()


def test_every_download_is_recorded(town: Town, persons: Persons) -> None:
    made = ask(persons)
    for _ in range(2):
        actions.download_export(made, by=persons.viewer("town_clerk"))
    assert list(made.downloads.values_list("person", flat=True)) == [persons.town_clerk.pk] * 2


def test_whoever_lost_the_post_downloads_nothing(town: Town, persons: Persons) -> None:
    made = ask(persons)
    post = Post.objects.get(person=persons.town_clerk, role=Role.TOWN_CLERK)
    end_post(post, on=clock.today(), by=persons.viewer("administrator"))
    with pytest.raises(NotAllowed):
        actions.download_export(made, by=persons.viewer("town_clerk"))


def test_after_seven_days_the_file_is_gone_and_the_record_stays(
    town: Town, persons: Persons, django_capture_on_commit_callbacks: object
) -> None:
    made = ask(persons)
    digest = made.file_id
    assert digest is not None
    with later(7 * DAY):
        with pytest.raises(NoFile):  # not even before the worker came by
            actions.download_export(made, by=persons.viewer("town_clerk"))
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            assert actions.delete_files() == 1
        assert actions.delete_files() == 0
    assert not durable.path_of(digest).exists()
    assert not StoredFile.objects.filter(pk=digest).exists()
    made.refresh_from_db()
    assert (made.state, made.rows, made.households.count()) == (ExportState.DELETED, 8, 8)


def test_the_worker_tidies_by_itself() -> None:
    assert jobs.kinds()["access.tidy_exports"].every is not None


def test_the_limits_say_where_they_come_from() -> None:
    assert {code: limit.value for code, limit in limits().items()} == {
        "export_alone": 200,
        "export_window": 24,
        "approval": 7,
        "file": 7,
        "answer": 15,
        "past_post": 3,
    }
    assert all(limit.source and limit.mark in {"suggested", "unverified"} for limit in limits().values())


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_cannot_both_be_the_first() -> None:
    found_everything()
    persons, town = Persons(), Town()
    viewer, grounds = persons.viewer("town_clerk"), (VILLAGE, town.bendong.ground)
    at_once(
        *(
            lambda ground=ground: actions.request_export(
                ground, columns=["head"], purpose="round", reason="走访", by=viewer
            )
            for ground in grounds
        )
    )
    states = sorted(Export.objects.values_list("state", flat=True))
    assert states == [ExportState.READY, ExportState.WAITING]
