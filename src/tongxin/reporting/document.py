"""A brief as it is printed: blocks of words and figures, the same for screen, Word and PDF. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Piece:
    """A run of words; with `position` it is the figure of that number in the brief."""

    text: str
    position: int | None = None


@dataclass(frozen=True)
class HeadingBlock:
    """A heading with its sign (一、)."""

    level: int
    mark: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ParagraphBlock:
    """A paragraph."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class TableBlock:
    """A table: heads, and rows of one piece a cell; the first cell of a row is its name."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class ListBlock:
    """A published list: what it is called and who stands on it, in no order of merit."""

    caption: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class SourcesBlock:
    """The table of figures: its rows are the document's listed sources."""

    caption: str
    heads: tuple[str, ...]


Block = HeadingBlock | ParagraphBlock | TableBlock | ListBlock | SourcesBlock


@dataclass(frozen=True)
class Source:
    """What stands behind a figure: its number in the brief, what it counts, where and when.

    `value` is its plain spelling ("98.5"), None where nothing was measured; `shown` is how it is printed.
    `listed` figures stand in the table of figures; cells of village tables do not.
    """

    position: int
    key: str
    title: str
    definition: str
    unit: str
    ground_key: str
    place: str
    since: str
    until: str
    value: str | None
    shown: str
    listed: bool = True


@dataclass(frozen=True)
class Document:
    """All that is printed of a brief. `taken` says when figures were taken; `ledger` is the printed head."""

    language: str
    masthead: str
    issue: str
    issuer: str
    dated: str
    title: str
    blocks: tuple[Block, ...]
    sources: tuple[Source, ...]
    distribution: tuple[str, ...]
    taken: str
    ledger: str

    @property
    def listed(self) -> tuple[Source, ...]:
        """The rows of the table of figures."""
        return tuple(source for source in self.sources if source.listed)

    def source(self, position: int) -> Source | None:
        """The source of the figure with that number."""
        return next((source for source in self.sources if source.position == position), None)

    def shown_positions(self) -> Iterator[int]:
        """The number of every figure that stands in words or tables, in order, repeats included."""
        for block in self.blocks:
            rows: Sequence[Sequence[Piece]] = ()
            if isinstance(block, HeadingBlock | ParagraphBlock):
                rows = (block.pieces,)
            elif isinstance(block, TableBlock):
                rows = block.rows
            yield from (piece.position for row in rows for piece in row if piece.position is not None)


def source_row(source: Source) -> tuple[Piece, ...]:
    """A row of the table of figures: number, name, value, what is counted, where and when."""
    when = f"{source.place} {source.since} – {source.until}"
    value = Piece(source.shown, source.position)
    return (Piece(str(source.position)), Piece(source.title), value, Piece(source.definition), Piece(when))


_KINDS: Mapping[str, type[Block]] = {
    "heading": HeadingBlock,
    "paragraph": ParagraphBlock,
    "table": TableBlock,
    "list": ListBlock,
    "sources": SourcesBlock,
}
_KIND_OF = {block: kind for kind, block in _KINDS.items()}


def kind_of(block: Block) -> str:
    """The word for a kind of block: "heading", "paragraph", "table", "list", "sources"."""
    return _KIND_OF[type(block)]


def to_json(document: Document) -> dict[str, Any]:
    """The document as JSON values."""
    found = asdict(document)
    found["blocks"] = [{"kind": kind_of(block), **_lists(asdict(block))} for block in document.blocks]
    found["sources"] = [asdict(source) for source in document.sources]
    found["distribution"] = list(document.distribution)
    return found


def from_json(value: Mapping[str, Any]) -> Document:
    """The document that `to_json` wrote."""
    return Document(
        **{
            **value,
            "blocks": tuple(_block(block) for block in value["blocks"]),
            "sources": tuple(Source(**source) for source in value["sources"]),
            "distribution": tuple(value["distribution"]),
        }
    )


def _lists(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _lists(inner) for key, inner in value.items()}
    return [_lists(inner) for inner in value] if isinstance(value, tuple | list) else value


def _block(value: Mapping[str, Any]) -> Block:
    fields = {key: inner for key, inner in value.items() if key != "kind"}
    match value["kind"]:
        case "heading" | "paragraph":
            fields["pieces"] = _pieces(fields["pieces"])
        case "table":
            fields["rows"] = tuple(_pieces(row) for row in fields["rows"])
            fields["heads"] = tuple(fields["heads"])
        case "list":
            fields["entries"] = tuple(fields["entries"])
        case "sources":
            fields["heads"] = tuple(fields["heads"])
    return _KINDS[value["kind"]](**fields)


def _pieces(values: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    return tuple(Piece(**value) for value in values)
