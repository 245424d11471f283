"""Loading standards: what is there, again, next to each other, and all or none."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.persons import Persons
from tests.standards.conftest import Change
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.standards.actions import load_standards
from tongxin.standards.errors import DataFaulty, DataFolderMissing, LoadedVersionsStay, NothingToLoad
from tongxin.standards.models import Criterion, ItemHint, MatterType, SheetVersion, StandardEdition

pytestmark = pytest.mark.django_db
FOUR_CLEAN = "sheets/household_4_clean_2_norm.json"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_everything_that_came_along_is_loaded() -> None:
    loaded = load_standards(ROOT / "data", by=SYSTEM)
    assert (loaded.sheets.new, loaded.matters.new, loaded.editions.new) == (8, 73, 9)
    assert SheetVersion.objects.filter(completeness="complete").count() == 3
    assert Criterion.objects.count() == 66


def test_a_sheet_is_kept_whole_with_its_digest() -> None:
    load_standards(ROOT / "data", by=SYSTEM)
    version = SheetVersion.objects.get(sheet="household_photo_60")
    assert version.content == json.loads((ROOT / "data/sheets/household_photo_60.json").read_text("utf-8"))
    assert len(version.digest) == 64
    assert version.parts.total == 60


def test_loading_twice_changes_nothing(folder: Path) -> None:
    load_standards(folder, by=SYSTEM)
    entries = LedgerEntry.objects.count()
    again = load_standards(folder, by=SYSTEM)
    assert (again.new, again.changed) == (0, 0)
    assert again.unchanged == 8 + 73 + 9 + ItemHint.objects.count()
    assert LedgerEntry.objects.count() == entries


def test_a_new_version_stands_beside_the_old_one(folder: Path, change: Change) -> None:
    load_standards(folder, by=SYSTEM)
    change(FOUR_CLEAN, lambda sheet: sheet.update(version="2"))
    assert load_standards(folder, by=SYSTEM).sheets.new == 1
    versions = SheetVersion.objects.filter(sheet="household_4_clean_2_norm")
    assert sorted(versions.values_list("version", flat=True)) == ["1", "2"]
    assert versions.newest().get().version == "2"


def test_other_content_under_a_loaded_version_asks_for_a_new_version(folder: Path, change: Change) -> None:
    load_standards(folder, by=SYSTEM)
    change(FOUR_CLEAN, lambda sheet: sheet["title"].update(en="Another title"))
    with pytest.raises(DataFaulty, match="household_4_clean_2_norm"):
        load_standards(folder, by=SYSTEM)
    assert SheetVersion.objects.get(sheet="household_4_clean_2_norm").title_en != "Another title"


def test_a_loaded_version_cannot_be_saved_again() -> None:
    load_standards(ROOT / "data", by=SYSTEM)
    for row in (SheetVersion.objects.first(), StandardEdition.objects.first(), Criterion.objects.first()):
        assert row is not None
        with pytest.raises(LoadedVersionsStay):
            row.save()


def test_one_fault_keeps_everything_out(folder: Path, change: Change) -> None:
    change(FOUR_CLEAN, lambda sheet: sheet.pop("floor"))
    with pytest.raises(DataFaulty):
        load_standards(folder, by=SYSTEM)
    assert not SheetVersion.objects.exists()
    assert not MatterType.objects.exists()


def test_a_limit_keeps_its_mark_and_its_source() -> None:
    load_standards(ROOT / "data", by=SYSTEM)
    sourced, suggested = MatterType.objects.get(code="RB-01"), MatterType.objects.get(code="RB-06")
    assert sourced.is_limit_sourced
    assert sourced.limit_source.startswith("city A: 4 working_hours")
    assert not suggested.is_limit_sourced
    assert MatterType.objects.filter(limit_basis="source").count() == 8


def test_an_unknown_threshold_stays_unknown() -> None:
    load_standards(ROOT / "data", by=SYSTEM)
    unknown = Criterion.objects.get(edition__standard_id="national_sanitary_township_2021", criterion_id="TH")
    assert unknown.threshold is None
    assert not unknown.is_threshold_known
    assert not unknown.is_verified


def test_a_changed_kind_of_problem_needs_a_later_first_day(folder: Path) -> None:
    load_standards(folder, by=SYSTEM)
    replace(folder / "matters.csv", "RB-01,2022-01-01,,暴露垃圾", "RB-01,2022-01-01,,露天垃圾")
    with pytest.raises(DataFaulty, match=r"RB-01.*valid_from"):
        load_standards(folder, by=SYSTEM)


def test_the_next_version_of_a_kind_retires_the_one_before(folder: Path) -> None:
    load_standards(folder, by=SYSTEM)
    path = folder / "matters.csv"
    line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("RB-01"))
    with path.open("a", encoding="utf-8") as stream:
        stream.write(line.replace("2022-01-01", "2026-07-01").replace(",4,working_hours", ",2,working_hours"))
    loaded = load_standards(folder, by=SYSTEM)
    assert loaded.matters.new == 1
    in_force = MatterType.objects.filter(code="RB-01").in_force
    assert in_force(date(2026, 6, 30)).get().limit_value == 4
    assert in_force(date(2026, 7, 1)).get().limit_value == 2
    assert load_standards(folder, by=SYSTEM).changed == 0


def test_a_kind_can_be_retired_by_a_date(folder: Path) -> None:
    load_standards(folder, by=SYSTEM)
    replace(folder / "matters.csv", "RB-01,2022-01-01,,", "RB-01,2022-01-01,2027-01-01,")
    assert load_standards(folder, by=SYSTEM).matters.changed == 1
    assert not MatterType.objects.in_force(date(2027, 1, 1)).filter(code="RB-01").exists()
    assert MatterType.objects.in_force(date(2026, 12, 31)).filter(code="RB-01").exists()


def test_hints_are_ours_and_may_change(folder: Path) -> None:
    load_standards(folder, by=SYSTEM)
    replace(folder / "item_hints.csv", "household_photo_60,B0,OR-01", "household_photo_60,B0,RD-05")
    assert load_standards(folder, by=SYSTEM).hints.changed == 1
    assert ItemHint.objects.get(sheet="household_photo_60", item_id="B0").matter_code == "RD-05"


def test_each_new_sheet_and_standard_is_in_the_ledger() -> None:
    load_standards(ROOT / "data", by=SYSTEM)
    assert LedgerEntry.objects.filter(verb="standard.sheet").count() == 8
    assert LedgerEntry.objects.filter(verb="standard.edition").count() == 9


def test_a_grid_leader_loads_nothing(persons: Persons) -> None:
    with pytest.raises(NotAllowed):
        load_standards(ROOT / "data", by=persons.viewer("grid_leader"))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFolderMissing, match="nowhere"):
        load_standards(tmp_path / "nowhere", by=SYSTEM)


def test_a_folder_without_standards_is_told(tmp_path: Path) -> None:
    with pytest.raises(NothingToLoad):
        load_standards(tmp_path, by=SYSTEM)


def test_a_folder_may_hold_only_some_of_the_files(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        path.unlink()
    loaded = load_standards(folder, by=SYSTEM)
    assert (loaded.sheets.new, loaded.matters.new) == (8, 0)
