"""A database that could lose acknowledged records is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper

from tongxin.records import database
from tongxin.records.database import DatabaseUnsafe

SAFE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


@pytest.fixture
def opened(tmp_path: Path, django_db_blocker: object) -> Iterator[list[BaseDatabaseWrapper]]:
    made: list[BaseDatabaseWrapper] = []
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield made
        for each in made:
            each.close()


def sqlite(tmp_path: Path, opened: list[BaseDatabaseWrapper], init_command: str) -> BaseDatabaseWrapper:
    options = {"init_command": init_command, "transaction_mode": "IMMEDIATE"}
    settings = connections.configure_settings(
        {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": tmp_path / "x.sqlite3",
                "OPTIONS": options,
            }
        }
    )
    wrapper = DatabaseWrapper(settings["default"], alias="other")
    opened.append(wrapper)
    return wrapper


def test_the_settings_in_force_are_safe(db: None) -> None:
    database.check_database()
    assert database.unsafe_settings(connection) == []


def test_a_safe_sqlite_database_is_accepted(tmp_path: Path, opened: list[BaseDatabaseWrapper]) -> None:
    wrapper = sqlite(tmp_path, opened, SAFE)
    wrapper.connect()
    assert database.read_back(wrapper) == {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}


def test_more_than_full_is_accepted(tmp_path: Path, opened: list[BaseDatabaseWrapper]) -> None:
    sqlite(tmp_path, opened, SAFE.replace("FULL", "EXTRA")).connect()


UNSAFE = {
    "synchronous = 1": SAFE.replace("FULL", "NORMAL"),
    "synchronous = 0": SAFE.replace("FULL", "OFF"),
    "journal_mode = delete": SAFE.replace("WAL", "DELETE"),
    "foreign_keys = 0": SAFE.replace("ON", "OFF"),
}


@pytest.mark.parametrize(("named", "init_command"), UNSAFE.items())
def test_an_unsafe_sqlite_database_is_refused_and_named(
    tmp_path: Path, opened: list[BaseDatabaseWrapper], named: str, init_command: str
) -> None:
    with pytest.raises(DatabaseUnsafe, match=named):
        sqlite(tmp_path, opened, init_command).connect()


def test_the_message_says_what_to_write_instead(tmp_path: Path, opened: list[BaseDatabaseWrapper]) -> None:
    with pytest.raises(DatabaseUnsafe, match="PRAGMA synchronous=FULL"):
        sqlite(tmp_path, opened, UNSAFE["synchronous = 1"]).connect()


def test_a_refused_connection_cannot_be_used_afterwards(
    tmp_path: Path, opened: list[BaseDatabaseWrapper]
) -> None:
    wrapper = sqlite(tmp_path, opened, UNSAFE["synchronous = 1"])
    for _ in range(2):
        with pytest.raises(DatabaseUnsafe):
            wrapper.cursor()


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a setting of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_a_postgresql_that_answers_before_it_has_written_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            with pytest.raises(DatabaseUnsafe, match="synchronous_commit = off"):
                database.refuse_unsafe(connection)
        finally:
            cursor.execute("RESET synchronous_commit")
