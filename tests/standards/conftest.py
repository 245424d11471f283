"""A folder of standards to break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.architecture.tree import ROOT

Change = Callable[[str, Callable[[Any], None]], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the town's sheets, standards and lists."""
    for part in ("sheets", "standards"):
        shutil.copytree(ROOT / "data" / part, tmp_path / part)
    for name in ("matters.csv", "item_hints.csv"):
        shutil.copy(ROOT / "data" / name, tmp_path)
    return tmp_path


@pytest.fixture
def change(folder: Path) -> Change:
    """Changes the JSON of one file of the folder: `change("sheets/x.json", lambda sheet: sheet.pop("total"))`."""

    def apply(name: str, how: Callable[[Any], None]) -> Path:
        path = folder / name
        content = json.loads(path.read_text("utf-8"))
        how(content)
        path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return path

    return apply


@pytest.fixture
def chinese() -> Iterator[None]:
    """Messages in the town's language."""
    with translation.override("zh-hans"):
        yield
