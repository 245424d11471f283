"""An upload from preview to result: at once, by the worker, twice at once, and forgotten in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people.registers import household, look, register_csv
from tests.persons import Persons
from tests.town import LIANHUA, Town
from tongxin.people.actions import confirm_import, forget_files, start_import
from tongxin.people.actions.register import JOB, steps
from tongxin.people.errors import NoSpreadsheet, RegisterDone
from tongxin.people.models import RegisterEntry, RegisterImport
from tongxin.records import clock, jobs
from tongxin.records.durable import path_of
from tongxin.records.models import Job, LedgerEntry, StoredFile
from tongxin.records.permission import SYSTEM, NotAllowed, Viewer
from tongxin.territory.models import Division, Site

CONTENT = register_csv(household("90", "毕家福"))


@pytest.fixture
def clerk(persons: Persons) -> Viewer:
    return persons.viewer("town_clerk")


@pytest.fixture
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row is as many as 500: everything goes to the worker."""
    monkeypatch.setattr(steps, "BACKGROUND_OVER", 0)


def confirm(run: RegisterImport, by: Viewer) -> RegisterImport:
    jobs.work_off()  # a large one is looked at by the worker
    seen = look(CONTENT, by=by).seen
    return confirm_import(run, seen=seen, gone=[], by=by)


def test_a_small_register_is_written_at_once(town: Town, clerk: Viewer) -> None:
    run = confirm(start_import(CONTENT, name="户册.csv", by=clerk), clerk)
    assert run.state == RegisterImport.State.DONE
    assert run.counts == {"new": 1, "changed": 0, "same": 0, "gone": 0, "groups": 0, "grids": 0}


def test_a_large_register_is_written_by_the_worker_in_the_clerks_name(
    town: Town, all_are_large: None, clerk: Viewer
) -> None:
    run = confirm(start_import(CONTENT, name="户册.csv", by=clerk), clerk)
    assert run.state == RegisterImport.State.WAITING
    assert not Site.objects.filter(door="90").exists()
    jobs.work_off()
    run.refresh_from_db()
    assert run.state == RegisterImport.State.DONE
    assert LedgerEntry.objects.filter(verb="register.apply").latest("id").person_id == clerk.person_id


def test_the_worker_does_a_confirmed_register_once_only(
    town: Town, all_are_large: None, clerk: Viewer
) -> None:
    run = confirm(start_import(CONTENT, name="户册.csv", by=clerk), clerk)
    jobs.work_off()
    jobs.enqueue(JOB, {"import": str(run.pk)})
    jobs.work_off()
    assert (
        LedgerEntry.objects.filter(verb="register.apply", division_code=LIANHUA).count() == 2
    )  # the town's, this


def test_what_the_worker_cannot_write_is_told_on_the_import(
    town: Town, all_are_large: None, clerk: Viewer
) -> None:
    run = confirm(start_import(CONTENT, name="户册.csv", by=clerk), clerk)
    RegisterEntry.objects.filter(site=town.household).delete()
    Site.objects.filter(pk=town.household.pk).update(door="90")
    jobs.work_off()
    run.refresh_from_db()
    assert run.state == RegisterImport.State.REFUSED
    assert run.fault
    assert Job.objects.get(kind=JOB).state == "done"


def test_a_refused_import_can_be_confirmed_again(town: Town, clerk: Viewer) -> None:
    run = start_import(CONTENT, name="户册.csv", by=clerk)
    RegisterImport.objects.update(state="refused", fault="…")
    assert confirm(run, clerk).state == RegisterImport.State.DONE


def test_a_second_confirmation_is_refused(town: Town, all_are_large: None, clerk: Viewer) -> None:
    run = start_import(CONTENT, name="户册.csv", by=clerk)
    confirm(run, clerk)
    with pytest.raises(RegisterDone):
        confirm(run, clerk)


def test_a_clerk_who_has_lost_the_post_imports_nothing(
    town: Town, all_are_large: None, persons: Persons, clerk: Viewer
) -> None:
    run = confirm(start_import(CONTENT, name="户册.csv", by=clerk), clerk)
    persons.town_clerk.posts.update(until=clock.today())
    jobs.work_off()
    run.refresh_from_db()
    assert run.state == RegisterImport.State.REFUSED
    assert not Site.objects.filter(door="90").exists()


def test_what_is_no_spreadsheet_is_not_kept(town: Town, clerk: Viewer) -> None:
    with pytest.raises(NoSpreadsheet):
        start_import(b"words", name="a.xlsx", by=clerk)
    assert not StoredFile.objects.exists()


def test_a_village_outside_ones_ground_and_the_machine_are_refused(persons: Persons, town: Town) -> None:
    with pytest.raises(NotAllowed):
        start_import(
            CONTENT,
            name="a",
            by=persons.viewer("village_secretary"),
            village=Division.objects.get(pk=LIANHUA),
        )
    with pytest.raises(NotAllowed):
        start_import(CONTENT, name="a", by=SYSTEM)


def test_uploads_are_forgotten_after_a_week(town: Town, clerk: Viewer) -> None:
    run = start_import(CONTENT, name="户册.csv", by=clerk)
    digest = run.file_id or ""
    assert forget_files() == 0
    with clock.travel(to=clock.now() + timedelta(days=8)):
        assert forget_files() == 1
    run.refresh_from_db()
    assert run.file is None
    assert not path_of(digest).exists()


def test_an_upload_that_came_again_lately_is_kept(town: Town, clerk: Viewer) -> None:
    start_import(CONTENT, name="户册.csv", by=clerk)
    with clock.travel(to=clock.now() + timedelta(days=8)):
        start_import(CONTENT, name="户册.csv", by=clerk)
        assert forget_files() == 0
