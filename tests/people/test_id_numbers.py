"""ID numbers: kept only where the town said why, masked everywhere, erased when it is switched off."""

from __future__ import annotations

import pytest
from django.test import Client
from stdnum.cn import ric

from tests.conftest import ClientFor
from tests.people.corpus.books import one
from tests.people.registers import look
from tests.persons import Persons
from tests.town import TOWN, Town
from tongxin.people.actions import apply_register, confirm_import, start_import, switch_id_numbers
from tongxin.people.import_errors import ReasonMissing
from tongxin.people.models import IdNumberSwitch, ImportedRow, RegisterEntry, RegisterImport, RegisterMember
from tongxin.people.register_cells import read_cell
from tongxin.people.register_layouts import layout
from tongxin.people.register_rules import Key, NoteKind
from tongxin.people.rules import mask_id_number
from tongxin.records.models import LedgerEntry, StoredFile
from tongxin.records.permission import SYSTEM, NotAllowed

HEAD, WIFE = "53230119600101008X", "532301196001010047"
HEADS = ("村", "组", "门牌", "姓名", "关系", "身份证号")
CONTENT = one(
    HEADS, ("莲华村", "上营组", 1, "毕家福", "户主", HEAD), ("莲华村", "上营组", 1, "罗春华", "妻", WIFE)
)


@pytest.fixture
def switched_on(town: Town) -> None:
    switch_id_numbers(town.division, on=True, reason="核对户籍", by=town.founder)


def test_they_are_not_kept_unless_it_was_switched_on(town: Town) -> None:
    assert [note.kind for note in look(CONTENT).notes] == [NoteKind.ID_IGNORED]
    apply_register(CONTENT, by=SYSTEM)
    assert RegisterEntry.objects.get(head="毕家福").id_number == ""
    assert RegisterMember.objects.get().id_number == ""


def test_switched_on_they_are_kept_for_head_and_members(town: Town, switched_on: None) -> None:
    apply_register(CONTENT, by=SYSTEM)
    assert RegisterEntry.objects.get(head="毕家福").id_number == HEAD
    assert RegisterMember.objects.get().id_number == WIFE


def test_who_was_born_before_the_county_has_a_good_number_though_the_library_refuses_it() -> None:
    """Numbers were given from 1984 on; somebody born in 1960 bears the code of the county of that time."""
    assert not ric.is_valid(HEAD)
    assert read_cell(Key.ID_NUMBER, HEAD, layout()) == HEAD


def test_screens_show_three_and_two_signs() -> None:
    assert mask_id_number(HEAD) == "532*************8X"
    assert mask_id_number("123") == "***"


def test_switching_off_erases_all_and_tells_the_ledger_how_many(town: Town, switched_on: None) -> None:
    apply_register(CONTENT, by=SYSTEM)
    switch = switch_id_numbers(town.division, on=False, reason="核完了", by=town.founder)
    assert switch.erased == 2
    assert not RegisterEntry.objects.exclude(id_number="").exists()
    assert LedgerEntry.objects.get(verb="id_numbers.off").detail == {"erased": 2}


def test_switching_off_forgets_uploads_and_memories_at_once(
    town: Town, persons: Persons, switched_on: None
) -> None:
    clerk = persons.viewer("town_clerk")
    run = start_import(CONTENT, name="户册.xlsx", by=clerk)
    confirm_import(run, seen=run.shown["seen"], gone=[], by=clerk)
    switch_id_numbers(town.division, on=False, reason="核完了", by=town.founder)
    assert not StoredFile.objects.exists()
    assert not ImportedRow.objects.exists()
    assert not RegisterImport.objects.exclude(shown={}).exists()


def test_a_reason_is_needed_and_the_same_twice_changes_nothing(town: Town, switched_on: None) -> None:
    with pytest.raises(ReasonMissing):
        switch_id_numbers(town.division, on=False, reason=" ", by=town.founder)
    switch_id_numbers(town.division, on=True, reason="再说一次", by=town.founder)
    assert IdNumberSwitch.objects.count() == 1


def test_only_clerk_and_administrator_may(town: Town, persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        switch_id_numbers(town.division, on=True, reason="…", by=persons.viewer("village_secretary"))


def test_no_number_stands_in_ledger_preview_or_plan(town: Town, persons: Persons, switched_on: None) -> None:
    clerk = persons.viewer("town_clerk")
    run = start_import(CONTENT, name="户册.xlsx", by=clerk)
    confirm_import(run, seen=run.shown["seen"], gone=[], by=clerk)
    run.refresh_from_db()
    seen = str([run.plan, run.shown, *LedgerEntry.objects.values_list("detail", flat=True)])
    assert HEAD not in seen
    assert WIFE not in seen


def test_the_page_switches_and_shows_the_history(town: Town, persons: Persons, client_for: ClientFor) -> None:
    client: Client = client_for(persons.town_clerk)
    assert "不登记" in client.get("/import/id-numbers/").content.decode()
    form = {"town": TOWN, "on": "yes", "reason": "核对户籍"}
    text = client.post("/import/id-numbers/", form, follow=True).content.decode()
    assert "在登记" in text
    assert "核对户籍" in text
    assert "请写理由" in client.post("/import/id-numbers/", {"town": TOWN}, follow=True).content.decode()


def test_another_town_is_not_found(persons: Persons, client_for: ClientFor) -> None:
    client: Client = client_for(persons.town_clerk)
    assert client.post("/import/id-numbers/", {"town": "532301106000", "on": "yes"}).status_code == 404
