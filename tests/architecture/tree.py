"""What the tests of the house look through: the files of the checkout."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tongxin"


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be checked in."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(path for name in sorted(set(listed.split("\0"))) if name and (path := ROOT / name).is_file())


def under(*folders: str, suffix: str = "") -> list[Path]:
    """Those files below one of the folders whose names end with `suffix`."""
    roots = [ROOT / folder for folder in folders]
    return [path for path in files() if path.name.endswith(suffix) and any(r in path.parents for r in roots)]


def product_python() -> list[Path]:
    """The product's own Python: no migrations, no tests, no demonstration town."""
    return [path for path in under("src", suffix=".py") if "migrations" not in path.parts]


def templates() -> list[Path]:
    """The product's HTML templates."""
    return [path for path in under("src", suffix=".html") if "templates" in path.parts]


def rooms() -> list[Path]:
    """The folders of the rooms."""
    return sorted(path.parent for path in SOURCE.glob("*/__init__.py"))


def place(path: Path, line: int | None = None) -> str:
    """How a test names a place: src/tongxin/cases/rules.py:12."""
    name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
    return name if line is None else f"{name}:{line}"
