"""Rows that somebody may not see yet although they lie on the own ground, declared by the room that knows why.

A room's `figures.py` declares one sieve a model; whoever lists rows of any model behind a figure asks here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from tongxin.records.permission import Viewer

Sieve = Callable[[Viewer, Any], Any]

_sieves: dict[type[Model], Sieve] = {}


def declare(model: type[Model], sieve: Sieve) -> None:
    """Passes the model's rows through `sieve`, which leaves out what the viewer may not see; again replaces it."""
    _sieves[model] = sieve


def has_sieve(model: type[Model]) -> bool:
    """Is anything of the model held back from anybody?"""
    return model in _sieves


def sieved(viewer: Viewer, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows without those that are held back from the viewer."""
    sieve = _sieves.get(rows.model)
    found: QuerySet[Any] = rows if sieve is None else sieve(viewer, rows)
    return found
