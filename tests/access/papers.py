"""What papers and workbooks say, for tests that look for a name in them."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook


def pdf_text(content: bytes, folder: Path) -> str:
    """The text of a PDF."""
    path = folder / "paper.pdf"
    path.write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def sheets_of(content: bytes) -> dict[str, list[list[object]]]:
    """Name of a sheet → its rows."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names
    }
