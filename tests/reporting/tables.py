"""Reads the tables of worked examples from docs/rules."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs" / "rules"


def rows_of(page: str, first_head: str) -> list[dict[str, str]]:
    """The rows of the table whose first heading is `first_head`, by heading; code marks are taken off."""
    lines = iter((DOCS / page).read_text("utf-8").splitlines())
    heads: list[str] = []
    rows: list[dict[str, str]] = []
    for line in lines:
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            if rows:
                return rows
            heads = []
        elif not heads:
            heads = cells if cells[0] == first_head else ["-"]
        elif heads != ["-"] and not line.startswith("|---"):
            rows.append(dict(zip(heads, cells, strict=True)))
    return rows
