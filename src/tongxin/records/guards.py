"""Triggers that keep the ledger append-only, in the words of each database.

Migration 0001 installs them; `tongxin doctor` looks whether they are still there (SQLite loses the triggers
of a table that a later migration rebuilds). Raw SQL because no ORM can write a trigger.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

GUARDED_TABLES = ("records_ledgerentry", "records_ledgerseal", "records_sealedentry")
_KEYS = {"records_ledgerentry": "id", "records_ledgerseal": "number", "records_sealedentry": "entry_id"}
_ENDINGS = {"sqlite": ("no_update", "no_delete", "no_replace"), "postgresql": ("no_change", "no_truncate")}
REFUSAL = "the ledger is append-only"

# On SQLite, INSERT OR REPLACE deletes the old row without firing its delete trigger: hence the third one.
_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
    "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
)
_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_POSTGRESQL = (
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION records_refuse_change()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_change()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Makes the triggers, anew where they are there already."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        remove(connection)
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION.format(refusal=REFUSAL))
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drops the triggers: for taking the migration back, and for tests that empty all tables."""
    with connection.cursor() as cursor:
        for name, table in expected(connection.vendor):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that are not there or, on PostgreSQL, are switched off."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [name for name, _table in expected(connection.vendor) if name not in present]


def expected(vendor: str) -> Sequence[tuple[str, str]]:
    """(trigger, table) for every trigger that must be there."""
    return [(f"{table}_{ending}", table) for table in GUARDED_TABLES for ending in _ENDINGS[vendor]]


def _statements(vendor: str) -> list[str]:
    templates = _POSTGRESQL if vendor == "postgresql" else _SQLITE
    return [
        template.format(table=table, key=_KEYS[table], refusal=REFUSAL)
        for table in GUARDED_TABLES
        for template in templates
    ]
