"""Prints how large things are: lines by room, the built front end, the wheel."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = {".py", ".ts", ".html", ".scss"}


def lines(folder: Path) -> int:
    """Lines of code below a folder, migrations left out."""
    paths = [path for path in folder.rglob("*") if path.suffix in CODE and "migrations" not in path.parts]
    return sum(len(path.read_text("utf-8").splitlines()) for path in paths if "dist" not in path.parts)


def row(name: str, *columns: str) -> None:
    """Prints one row of a table."""
    print(f"{name:28}" + "".join(f"{column:>14}" for column in columns))


def main() -> int:
    """Prints all tables."""
    row("room", "lines", "of tests")
    for room in sorted(path.parent for path in ROOT.glob("src/tongxin/*/__init__.py")):
        row(room.name, f"{lines(room):,}", f"{lines(ROOT / 'tests' / room.name):,}")
    for folder in ("frontend", "demo", "tests", "scripts"):
        row(f"{folder}/", f"{lines(ROOT / folder):,}")

    row("\nfront end", "bytes", "compressed")
    for path in sorted((ROOT / "frontend/dist/assets").glob("*[!z]")):
        content = path.read_bytes()
        row(path.name, f"{len(content):,}", f"{len(gzip.compress(content)):,}")
    for wheel in (ROOT / "dist").glob("*.whl"):
        row(f"\n{wheel.name}", f"{wheel.stat().st_size:,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
