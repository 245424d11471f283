"""What the columns of a case share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Q

from tongxin.people.models import Person


def choices(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """Choices of a column from a table of words."""
    return [(str(value), word) for value, word in words.items()]


def values(members: Iterable[StrEnum]) -> list[str]:
    """The values of an enumeration, in order, for constraints."""
    return sorted(member.value for member in members)


def paired(*names: str) -> Q:
    """All of these columns are filled, or none."""
    return Q(**{f"{name}__isnull": True for name in names}) | Q(
        **{f"{name}__isnull": False for name in names}
    )


def person_column(verb: str) -> Any:
    """Who took a step; None where nobody has yet."""
    return models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name=f"{verb}_cases+", db_index=False
    )


def ground_column(model: type[models.Model]) -> Any:
    """A part of the case's ground, without an index of its own."""
    return models.ForeignKey(
        model, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
