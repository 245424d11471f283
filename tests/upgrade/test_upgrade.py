"""A town's database of the first version is brought to the present shape with everything in it.

`first.sqlite3.xz` is the small demonstration town as the first version wrote it.
"""

from __future__ import annotations

import json
import lzma
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.sqlite, pytest.mark.xdist_group("upgrade")]  # what it sets up is made once

FIRST = Path(__file__).with_name("first.sqlite3.xz")
# Rows of these are still what they were.
KEPT = (
    "territory_division",
    "territory_villagergroup",
    "territory_grid",
    "territory_site",
    "people_person",
    "people_post",
    "people_account",
    "people_registerentry",
    "cases_case",
    "inspections_visit",
    "inspections_finding",
    "records_ledgerentry",
)


def tongxin(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TONGXIN_HOME": str(home)}
    environment.pop("TONGXIN_DATABASE_URL", None)
    command = [sys.executable, "-m", "tongxin", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def count(database: sqlite3.Connection, question: str) -> int:
    found = database.execute(f"SELECT COUNT(*) FROM {question}")  # noqa: S608 - our own words
    return int(found.fetchone()[0])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a town that ran the first version."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "tongxin.sqlite3").write_bytes(lzma.decompress(FIRST.read_bytes()))
    with sqlite3.connect(folder / "tongxin.sqlite3") as database:
        database.execute(
            "UPDATE inspections_finding SET photo_id = (SELECT MIN(digest) FROM records_storedfile)"
            " WHERE id = (SELECT MIN(id) FROM inspections_finding)"
        )
    return folder


@pytest.fixture(scope="module")
def before(home: Path) -> dict[str, int]:
    """How many rows each table held before."""
    with sqlite3.connect(home / "tongxin.sqlite3") as database:
        return {table: count(database, table) for table in KEPT}


@pytest.fixture(scope="module")
def upgraded(home: Path, before: dict[str, int]) -> Iterator[sqlite3.Connection]:
    """The database after `tongxin migrate`."""
    done = tongxin(home, "migrate")
    assert done.returncode == 0, done.stdout + done.stderr
    with sqlite3.connect(home / "tongxin.sqlite3") as database:
        yield database


def test_no_row_is_lost(upgraded: sqlite3.Connection, before: dict[str, int]) -> None:
    assert all(before.values())
    kept = {table: count(upgraded, table) for table in KEPT}
    assert kept == before


def test_each_site_lies_where_it_lay(upgraded: sqlite3.Connection) -> None:
    agreeing = """territory_placement AS placement JOIN territory_site AS site ON site.id = placement.site_id
        WHERE placement.until IS NULL AND placement.division_code = site.division_code
        AND placement.group_id IS site.group_id AND placement.grid_id IS site.grid_id"""
    assert count(upgraded, agreeing) == count(upgraded, "territory_site")


def test_each_grid_has_its_first_version(upgraded: sqlite3.Connection) -> None:
    first = "territory_gridversion WHERE number = 1 AND until IS NULL"
    assert count(upgraded, first) == count(upgraded, "territory_grid WHERE closed_on IS NULL")


def test_the_photo_of_a_finding_is_among_its_photos(upgraded: sqlite3.Connection) -> None:
    first = """inspections_findingphoto WHERE finding_id = (SELECT MIN(id) FROM inspections_finding)
        AND file_id = (SELECT MIN(digest) FROM records_storedfile)"""
    assert count(upgraded, first) == count(upgraded, "inspections_findingphoto") == 1


def test_the_ledger_is_whole_and_the_tables_are_up_to_date(home: Path, upgraded: sqlite3.Connection) -> None:
    checks = json.loads(tongxin(home, "doctor", "--json").stdout)["checks"]
    found = {check["name"]: check["ok"] for check in checks}
    assert found["ledger"]
    assert found["tables"]
    assert found["integrity"]
