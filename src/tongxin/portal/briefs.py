"""Published briefs as the public reads them. Nothing but published rows is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongxin.records import publication
from tongxin.records.models import PublishedRow

KIND = "brief"


@dataclass(frozen=True)
class PublicBlock:
    """A heading, a paragraph, a table, or the table of figures: its words joined, its cells as texts."""

    kind: str
    text: str = ""
    level: int = 1
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class PublicBrief:
    """A brief in force, its figures as they were frozen."""

    key: str
    title: str
    masthead: str
    issue: str
    issuer: str
    dated: str
    taken: str
    digest: str
    published_at: datetime
    blocks: tuple[PublicBlock, ...]


def published_briefs(most: int) -> list[PublicBrief]:
    """The briefs in force, newest first: one query."""
    return [_read(row) for row in publication.current(KIND)[:most]]


def published_brief(key: str) -> PublicBrief | None:
    """One brief, or None where none of that key is in force."""
    row = publication.current(KIND).filter(key=key).first()
    return _read(row) if row else None


def _read(row: PublishedRow) -> PublicBrief:
    body: Mapping[str, Any] = row.body
    document: Mapping[str, Any] = body["document"]
    return PublicBrief(
        key=row.key,
        title=document["title"],
        masthead=document["masthead"],
        issue=document["issue"],
        issuer=document["issuer"],
        dated=document["dated"],
        taken=document["taken"],
        digest=body["digest"],
        published_at=row.published_at,
        blocks=tuple(_block(block, document["sources"]) for block in document["blocks"]),
    )


def _block(block: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]) -> PublicBlock:
    kind = block["kind"]
    if kind == "heading":
        return PublicBlock(kind, block["mark"] + _words(block["pieces"]), level=block["level"])
    if kind == "paragraph":
        return PublicBlock(kind, _words(block["pieces"]))
    if kind == "table":
        rows = tuple(tuple(cell["text"] for cell in row) for row in block["rows"])
        return PublicBlock(kind, heads=tuple(block["heads"]), rows=rows)
    listed = tuple(
        (
            str(source["position"]),
            source["title"],
            source["shown"],
            source["definition"],
            f"{source['place']} {source['since']} – {source['until']}",
        )
        for source in sources
        if source["listed"]
    )
    return PublicBlock(kind, block["caption"], heads=tuple(block["heads"]), rows=listed)


def _words(pieces: Sequence[Mapping[str, Any]]) -> str:
    return "".join(piece["text"] for piece in pieces)
