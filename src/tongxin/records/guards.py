"""Triggers that keep the ledger append-only and ended history as it was, in the words of each database.

A model says by `KEEPS` what its table keeps. Migrations install the triggers (one that rebuilds a guarded table
installs them again, as SQLite loses the triggers of such a table); `tongxin doctor` looks whether all are
there. Raw SQL because no ORM can write a trigger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


class Keeps(StrEnum):
    """What a table keeps for good."""

    EVERYTHING = "everything"  # rows are added, never changed and never removed
    ENDED_ROWS = "ended rows"  # a row with a day in `until` never changes; no row's `since` ever does


REFUSAL = "the ledger is append-only"
ENDED_REFUSAL = "what has ended never changes"
_REFUSALS = {Keeps.EVERYTHING: REFUSAL, Keeps.ENDED_ROWS: ENDED_REFUSAL}
_ENDINGS = {"sqlite": ("no_update", "no_delete", "no_replace"), "postgresql": ("no_change", "no_truncate")}

# On SQLite, INSERT OR REPLACE deletes the old row without firing its delete trigger: hence the third one.
_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when_updated} "
    "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {when_deleted} "
    "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
    "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
)
_POSTGRESQL_FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$",
    # One function decides for both: a WHEN of a trigger on UPDATE OR DELETE may not name NEW.
    "CREATE OR REPLACE FUNCTION records_refuse_ended() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF OLD.until IS NOT NULL OR (TG_OP = 'UPDATE' AND NEW.since <> OLD.since) THEN "
    "RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END IF; "
    "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
)
_POSTGRESQL = (
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {function}('{refusal}')",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION records_refuse_change('{refusal}')",
)
_WHEN_UPDATED = {
    Keeps.EVERYTHING: "",
    Keeps.ENDED_ROWS: "WHEN OLD.until IS NOT NULL OR NEW.since <> OLD.since",
}
_WHEN_DELETED = {Keeps.EVERYTHING: "", Keeps.ENDED_ROWS: "WHEN OLD.until IS NOT NULL"}
_FUNCTIONS = {Keeps.EVERYTHING: "records_refuse_change", Keeps.ENDED_ROWS: "records_refuse_ended"}


@dataclass(frozen=True)
class Guarded:
    """A table, its primary key, and what it keeps."""

    table: str
    key: str
    keeps: Keeps


def guarded() -> list[Guarded]:
    """Every table whose model says `KEEPS`, by name."""
    found: list[Guarded] = []
    for model in apps.get_models():
        keeps = getattr(model, "KEEPS", None)
        if isinstance(keeps, Keeps):
            found.append(Guarded(model._meta.db_table, str(model._meta.pk.column), keeps))
    return sorted(found, key=lambda each: each.table)


def install(connection: BaseDatabaseWrapper) -> None:
    """Makes the triggers of the tables that are there, anew where they are there already."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        remove(connection)
        if connection.vendor == "postgresql":
            for function in _POSTGRESQL_FUNCTIONS:
                cursor.execute(function)
        for statement in _statements(connection):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drops the triggers: for taking the migration back, and for tests that empty all tables."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in expected(connection.vendor):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            if table in there:
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
    return [(f"{each.table}_{ending}", each.table) for each in guarded() for ending in _ENDINGS[vendor]]


def _statements(connection: BaseDatabaseWrapper) -> Iterator[str]:
    there = set(connection.introspection.table_names())
    templates = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    for each in guarded():
        if each.table not in there:
            continue
        for template in templates:
            yield template.format(
                table=each.table,
                key=each.key,
                refusal=_REFUSALS[each.keeps],
                when_updated=_WHEN_UPDATED[each.keeps],
                when_deleted=_WHEN_DELETED[each.keeps],
                function=_FUNCTIONS[each.keeps],
            )
