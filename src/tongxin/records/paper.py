"""Papers to print: a typst page filled with data, with the free Chinese fonts of the wheel, nothing from the machine.

The page (`*.typ`) takes its words and figures as JSON from the input `paper`; no text of anyone becomes markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import segno
import typst


def pdf(page: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF (PDF/A-2b) of `page` filled with `data` (anything that is JSON)."""
    made: bytes = typst.compile(
        page,
        font_paths=[fonts.serif_path().parent],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2b"],
    )
    return made


def qr(text: str) -> str:
    """A QR code as SVG text, without the XML heading, for a page on the screen or a paper.

    In typst: `image(bytes(paper.qr), format: "svg")`.
    """
    drawn: str = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2)
    return drawn
