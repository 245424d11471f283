"""Statements that are made once a process: for rows that every entry writes, where building the SQL anew each
time was most of the work (measured in `bench/visits.py`).

They do what `save` and `update` do, field by field through the same conversions, and no more: no signals (none
are used), no defaults of the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, router
from django.db.models import Field, Model

_STATEMENTS = 256  # kept at hand; there are a dozen
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Select:
    """A statement that reads a row, and how each column becomes a value."""

    sql: str
    names: list[str]
    converters: list[tuple[int, Any, list[Any]]]


def read(model: type[M], key: Any, *, lock: bool = False) -> M:
    """The row as it is now; with `lock` nobody else changes it before the transaction ends.

    Raises `DoesNotExist`.
    """
    select = _select(model, lock, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(select.sql, [model._meta.pk.get_db_prep_value(key, connection)])
        found = cursor.fetchone()
    if found is None:
        raise model.DoesNotExist  # type: ignore[attr-defined]  # every model has it
    values = list(found)
    for place, expression, converters in select.converters:
        for convert in converters:
            values[place] = convert(values[place], expression, connection)
    return model.from_db(router.db_for_write(model), select.names, values)


def insert(row: Model) -> None:
    """Inserts a new row; the database's own errors come through."""
    _run(_insert(type(row), connection.vendor), _values(row, _columns(type(row)), is_new=True))
    _is_there(row)


def insert_once(row: Model) -> bool:
    """Inserts a new row unless one with its key is there: was it? Waits for another transaction that is at it."""
    sql = f"{_insert(type(row), connection.vendor)} ON CONFLICT DO NOTHING"
    count = _run(sql, _values(row, _columns(type(row)), is_new=True))
    _is_there(row)
    return count == 1


def update(row: Model, names: Sequence[str]) -> None:
    """Writes these fields of a row that is there. Raises `DoesNotExist` where it is gone."""
    model = type(row)
    sql, fields = _update(model, tuple(names), connection.vendor)
    if _run(sql, [*_values(row, fields, is_new=False), _key(row)]) != 1:
        raise model.DoesNotExist  # type: ignore[attr-defined]  # every model has it


def add(model: type[Model], where: Mapping[str, Any], changes: Mapping[str, int]) -> int:
    """Adds to number columns of the rows that fit; gives how many there were. A condition None means: is empty."""
    filled = tuple(name for name, value in where.items() if value is not None)
    empty = tuple(name for name, value in where.items() if value is None)
    sql = _add(model, tuple(changes), filled, empty, connection.vendor)
    prepared = [_field(model, name).get_db_prep_value(where[name], connection) for name in filled]
    return _run(sql, [*changes.values(), *prepared])


def raise_to(model: type[Model], key: Any, name: str, value: Any) -> None:
    """Sets a column where it is empty or less; it never goes back."""
    prepared = _field(model, name).get_db_prep_save(value, connection)
    pk = model._meta.pk.get_db_prep_value(key, connection)
    _run(_raise_to(model, name, connection.vendor), [prepared, pk, prepared])


def _run(sql: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _columns(model: type[Model]) -> Sequence[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _values(row: Model, fields: Sequence[Field[Any, Any]], *, is_new: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, is_new), connection) for field in fields]


def _key(row: Model) -> Any:
    return row._meta.pk.get_db_prep_value(row.pk, connection)


def _is_there(row: Model) -> None:
    row._state.adding = False
    row._state.db = router.db_for_write(type(row))


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101 - columns only
    return field


def _quoted(model: type[Model], name: str) -> str:
    return connection.ops.quote_name(str(_field(model, name).column))


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@lru_cache(maxsize=_STATEMENTS)
def _select(model: type[Model], lock: bool, vendor: str) -> _Select:
    fields = _columns(model)
    table = _table(model)
    columns = ", ".join(f"{table}.{connection.ops.quote_name(str(field.column))}" for field in fields)
    sql = f"SELECT {columns} FROM {table} WHERE {_quoted(model, model._meta.pk.name)} = %s"  # noqa: S608 - names of columns only
    if lock and connection.features.has_select_for_update:
        sql += " FOR UPDATE"
    converters = []
    for place, field in enumerate(fields):
        expression = field.get_col(model._meta.db_table)
        found = [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]
        if found:
            converters.append((place, expression, found))
    return _Select(sql, [field.attname for field in fields], converters)


@lru_cache(maxsize=_STATEMENTS)
def _insert(model: type[Model], vendor: str) -> str:
    fields = _columns(model)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    return f"INSERT INTO {_table(model)} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - names of columns only


@lru_cache(maxsize=_STATEMENTS)
def _update(
    model: type[Model], names: tuple[str, ...], vendor: str
) -> tuple[str, tuple[Field[Any, Any], ...]]:
    sets = ", ".join(f"{_quoted(model, name)} = %s" for name in names)
    key = _quoted(model, model._meta.pk.name)
    return f"UPDATE {_table(model)} SET {sets} WHERE {key} = %s", tuple(_field(model, name) for name in names)  # noqa: S608 - names of columns only


@lru_cache(maxsize=_STATEMENTS)
def _add(
    model: type[Model], names: tuple[str, ...], filled: tuple[str, ...], empty: tuple[str, ...], vendor: str
) -> str:
    sets = ", ".join(f"{_quoted(model, name)} = {_quoted(model, name)} + %s" for name in names)
    fits = [f"{_quoted(model, name)} = %s" for name in filled]
    fits += [f"{_quoted(model, name)} IS NULL" for name in empty]
    return f"UPDATE {_table(model)} SET {sets} WHERE {' AND '.join(fits)}"  # noqa: S608 - names of columns only


@lru_cache(maxsize=_STATEMENTS)
def _raise_to(model: type[Model], name: str, vendor: str) -> str:
    column, key = _quoted(model, name), _quoted(model, model._meta.pk.name)
    return (
        f"UPDATE {_table(model)} SET {column} = %s WHERE {key} = %s AND ({column} IS NULL OR {column} < %s)"  # noqa: S608 - names of columns only
    )
