"""Personal data by the person it is about: what is held, what forbids its erasure, and how it is erased.

Each room declares its part in its `subjects.py`; `access` answers a person's request with all of them
(PIPL 44–50). A model with personal fields is declared here or says why it is about nobody in particular.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from tongxin.records import clock, durable
from tongxin.records.figures import Column
from tongxin.records.models import ConflictingReceipt, StoredFile

ERASED = "∅"  # what stands in a field that cannot be empty once its content was erased
MOST_RECORDS = 1_000  # of one kind in a copy; nobody has more but by a fault


class SubjectKind(StrEnum):
    """Whom personal data is about."""

    PERSON = "person"
    HOUSEHOLD = "household"


Rows = Callable[[UUID], "QuerySet[Any]"]
Erase = Callable[["QuerySet[Any]"], int]


@dataclass(frozen=True)
class PersonalData:
    """One kind of record about a subject. `erase` is None where its records name nobody and stay."""

    key: str
    title: str | Promise
    of: SubjectKind
    model: type[Model]
    rows: Rows
    columns: tuple[Column, ...]
    erase: Erase | None


@dataclass(frozen=True)
class Hold:
    """A reason for which data may not be erased yet; `source` is the provision it rests on."""

    reason: str | Promise
    source: str


Holds = Callable[[UUID], Hold | None]

_declared: dict[str, PersonalData] = {}
_holds: dict[str, tuple[SubjectKind, Holds]] = {}
_exempt: dict[str, str] = {}


def personal_data(
    key: str,
    *,
    title: str | Promise,
    of: SubjectKind,
    model: type[Model],
    rows: Rows,
    columns: tuple[Column, ...],
    erase: Erase | None,
) -> None:
    """Declares what a room holds about a person or a household: `rows` gives it for an id.

    `erase` (see `blank`) replaces the personal fields of such rows and gives their number.
    Raises `ValueError` for a key declared twice, and for personal fields that no `erase` replaces.
    """
    if key in _declared:
        raise ValueError(f"the personal data {key} is declared twice")
    if erase is None and personal_fields(model):
        raise ValueError(f"{key} says nothing about the erasure of {personal_fields(model)}")
    _declared[key] = PersonalData(key, title, of, model, rows, columns, erase)


def legal_hold(key: str, *, of: SubjectKind) -> Callable[[Holds], Holds]:
    """Declares what forbids erasure: the function gives the hold that binds a subject, or None.

    Raises `ValueError` for a key declared twice.
    """

    def declare(function: Holds) -> Holds:
        if key in _holds:
            raise ValueError(f"the hold {key} is declared twice")
        _holds[key] = (of, function)
        return function

    return declare


def no_subject(model: type[Model], reason: str) -> None:
    """Says why the personal fields of a model belong to no subject that could ask for them."""
    _exempt[model._meta.label] = reason


def declared(of: SubjectKind | None = None) -> list[PersonalData]:
    """Every declaration, or those about one kind of subject, in the order of their keys."""
    return [each for _key, each in sorted(_declared.items()) if of in (None, each.of)]


def holds_on(of: SubjectKind, identity: UUID) -> list[Hold]:
    """Everything that forbids the erasure of this subject's data today."""
    found = (holds(identity) for _key, (kind, holds) in sorted(_holds.items()) if kind is of)
    return [hold for hold in found if hold is not None]


def hold_keys() -> Mapping[str, SubjectKind]:
    """Every declared hold and whom it is about."""
    return {key: kind for key, (kind, _function) in _holds.items()}


def personal_fields(model: type[Model]) -> tuple[str, ...]:
    """The personal fields that a model names."""
    return tuple(getattr(model, "PERSONAL_FIELDS", ()))


def uncovered(every: list[type[Model]]) -> list[str]:
    """Labels of models with personal fields that no room has declared or excused."""
    covered = {each.model for each in _declared.values() if each.erase is not None}
    return sorted(
        model._meta.label
        for model in every
        if personal_fields(model) and model not in covered and model._meta.label not in _exempt
    )


def exempt() -> Mapping[str, str]:
    """Label of a model → why nobody can ask for its personal fields."""
    return dict(_exempt)


def facts(data: PersonalData, identity: UUID) -> Iterator[tuple[tuple[str, str], ...]]:
    """For each record held: (heading, value) of what is filled, in words."""
    for row in data.rows(identity)[:MOST_RECORDS]:
        yield tuple(
            (str(column.title), text)
            for column in data.columns
            if (text := _text(column.value(row))) and text != ERASED
        )


def blank(*, also: Mapping[str, object] | None = None) -> Erase:
    """An `erase` that empties every personal field that is text; `also` sets further columns.

    A field that may not be empty, and one that a constraint wants filled, keeps the mark `ERASED` where it
    held something.
    """

    def erase(rows: QuerySet[Any]) -> int:
        values: dict[str, object] = {
            name: _emptied(field)
            for name in personal_fields(rows.model)
            if isinstance(field := rows.model._meta.get_field(name), models.CharField | models.TextField)
        }
        changed: int = rows.model._default_manager.filter(pk__in=_keys(rows)).update(**values, **(also or {}))
        return changed

    return erase


def mark(*names: str) -> Erase:
    """An `erase` that puts the mark `ERASED` into the filled ones of these texts and leaves empty ones."""

    def erase(rows: QuerySet[Any]) -> int:
        keys = _keys(rows)
        for name in names:
            held = rows.model._default_manager.filter(pk__in=keys).exclude(**{name: ""})
            held.update(**{name: ERASED})
        return len(keys)

    return erase


def drop_files(digests: set[str]) -> int:
    """Deletes stored files, content and all, that no row points at any more; gives how many."""
    gone = 0
    for digest in digests:
        try:
            StoredFile.objects.filter(pk=digest).delete()
        except models.ProtectedError:  # another record shows the same picture
            continue
        transaction.on_commit(partial(durable.path_of(digest).unlink, missing_ok=True))
        gone += 1
    return gone


def _keys(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.order_by().values_list("pk", flat=True))


def _emptied(field: models.Field[Any, Any]) -> str:
    return "" if field.blank else ERASED


def _text(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "astimezone"):
        return clock.local(value).strftime("%Y-%m-%d %H:%M")
    return str(value)


no_subject(StoredFile, "a file's cleaned name; the record that points at the file decides how long both stay")
no_subject(ConflictingReceipt, "a second upload under one id, kept for the administrator until it is settled")
