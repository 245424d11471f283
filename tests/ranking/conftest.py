"""Real rounds for the tables that are drawn from visits."""

from __future__ import annotations

from tests.inspections.conftest import standards, work

__all__ = ["standards", "work"]
