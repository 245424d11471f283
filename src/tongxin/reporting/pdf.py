"""A brief as a PDF: typst with the free Chinese fonts of the wheel, nothing from the machine.

The official fonts are not free; the PDF uses Noto Serif SC and Noto Sans SC (OFL) instead, and links every
figure to its records.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tongxin.records import paper
from tongxin.reporting.data import layout
from tongxin.reporting.document import (
    Block,
    Document,
    HeadingBlock,
    ListBlock,
    ParagraphBlock,
    Piece,
    SourcesBlock,
    TableBlock,
    source_row,
)
from tongxin.reporting.links import RecordLinks

_TEMPLATE = Path(__file__).parent / "brief.typ"
_POINTS_A_MM = 72 / 25.4


def pdf_of(document: Document, links: RecordLinks) -> bytes:
    """The PDF (PDF/A-2b) of `document`; `links` knows the page of records of each figure."""
    return paper.pdf(_TEMPLATE, _inputs(document, links))


def _inputs(document: Document, links: RecordLinks) -> dict[str, Any]:
    page = layout().page
    room = (page["width"] - page["left"] - page["right"]) * _POINTS_A_MM
    most = layout().fonts["masthead"].points
    return {
        "layout": {
            "page": dict(page),
            "line_twips": layout().line_twips,
            "character_points": layout().character_points,
            "page_number": layout().page_number,
            "masthead_red": layout().masthead_red,
        },
        "masthead": document.masthead,
        "masthead_points": min(most, int(room / max(len(document.masthead), 1))),
        "issue": document.issue,
        "issuer": document.issuer,
        "dated": document.dated,
        "title": document.title,
        "blocks": [_block(block, document, links) for block in document.blocks],
        "distribution": list(document.distribution),
        "taken": document.taken,
        "said": links.said,
        "ledger": document.ledger,
    }


def _block(block: Block, document: Document, links: RecordLinks) -> dict[str, Any]:
    match block:
        case HeadingBlock(level=level, mark=mark, pieces=pieces):
            return {"kind": "heading", "level": level, "mark": mark, "pieces": _pieces(pieces, links)}
        case ParagraphBlock(pieces=pieces):
            return {"kind": "paragraph", "pieces": _pieces(pieces, links)}
        case TableBlock(heads=heads, rows=rows):
            return {"kind": "table", "heads": heads, "rows": [_pieces(row, links) for row in rows]}
        case ListBlock(caption=caption, entries=entries):
            return {"kind": "list", "caption": caption, "entries": entries}
        case SourcesBlock(caption=caption, heads=heads):
            listed = [_pieces(source_row(source), links) for source in document.listed]
            return {"kind": "sources", "caption": caption, "heads": heads, "rows": listed}


def _pieces(pieces: Sequence[Piece], links: RecordLinks) -> list[dict[str, str | None]]:
    return [
        {"text": piece.text, "url": None if piece.position is None else links.to(piece.position)}
        for piece in pieces
    ]
