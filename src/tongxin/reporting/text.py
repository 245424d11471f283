"""The text of a brief: one line is one paragraph; figures stand in it as `{cases.found}`. Pure.

A line that begins with a numbering sign (`一、`, `（一）`, `1.`) is a heading and is numbered anew. Alone on
a line stand `{table cases.found, cases.closed by village}`, `{list red}` and `{table of figures}`. In prose
stand a figure `{cases.found}`, the same for the period before `{cases.found previous}`, and the names
`{place}`, `{period}`, `{since}`, `{until}`. Nothing else may stand in braces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tongxin.reporting.rules import PLACE


class Name(StrEnum):
    """Names that a text may hold: they come from the brief, not from a keyboard."""

    PLACE = "place"
    PERIOD = "period"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True)
class Words:
    """Prose, as typed."""

    text: str


@dataclass(frozen=True)
class FigurePlace:
    """Where a figure stands; `previous` asks for the period before."""

    key: str
    previous: bool = False


@dataclass(frozen=True)
class NamePlace:
    """Where a name stands."""

    name: Name


Part = Words | FigurePlace | NamePlace


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (一、), 2 (（一）) or 3 (1.); `number` counts within the heading above, from 1."""

    line: int
    level: int
    number: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of prose."""

    line: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class VillageTable:
    """A table with one line a village and one column a figure."""

    line: int
    keys: tuple[str, ...]


@dataclass(frozen=True)
class ListPlace:
    """The last published list of this colour; only the red one may be named in a brief."""

    line: int
    colour: str


@dataclass(frozen=True)
class SourceTable:
    """The table of all figures of the brief, with source and date."""

    line: int


Block = Heading | Paragraph | VillageTable | ListPlace | SourceTable
Whole = VillageTable | ListPlace | SourceTable
_RED = "red"


class Fault(StrEnum):
    """What can be wrong with a placeholder."""

    BRACE = "brace"
    UNKNOWN = "unknown"
    NOT_ALONE = "not alone"


class FaultyPlace(Exception):
    """A placeholder that cannot be read: which line (from 1), what is written, what is wrong."""

    def __init__(self, line: int, written: str, fault: Fault) -> None:
        super().__init__(line, written, fault)
        self.line = line
        self.written = written
        self.fault = fault


@dataclass(frozen=True)
class Speech:
    """How placeholders are written in one language: titles of figures by key, and a few words."""

    titles: Mapping[str, str]
    names: Mapping[Name, str]
    previous: str = "previous"
    table: str = "table"
    by_village: str = "by village"
    between: str = ", "
    red_list: str = "list red"
    sources: str = "table of figures"


def plain_speech(keys: Sequence[str]) -> Speech:
    """The spelling in which texts are stored: keys and English words."""
    return Speech(titles={key: key for key in keys}, names={name: name.value for name in Name})


# ---- reading ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbering:
    """The signs of heading numbers: `ordinals` are words for 1, 2, 3; marks hold `{n}` (word) or `{i}`."""

    ordinals: Sequence[str]
    marks: Sequence[str]

    def mark(self, level: int, number: int) -> str:
        """The sign before a heading: level 1, number 2 gives 二、"""
        word = self.ordinals[number - 1] if number <= len(self.ordinals) else str(number)
        return self.marks[level - 1].format(n=word, i=number)

    def level_of(self, line: str) -> tuple[int, str] | None:
        """The level of a heading line and its words, or None for prose."""
        for level, mark in enumerate(self.marks, start=1):
            if found := re.match(self._pattern(mark), line):
                return level, line[found.end() :].strip()
        return None

    def _pattern(self, mark: str) -> str:
        longest_first = sorted(self.ordinals, key=len, reverse=True)
        shape = "".join(_either_width(sign) for sign in mark.replace("{n}", "\0").replace("{i}", "\1"))
        words = f"(?:{'|'.join(map(re.escape, longest_first))})"
        return shape.replace("\0", words).replace("\1", "[0-9]{1,2}") + "(?![0-9])"


def _either_width(sign: str) -> str:
    narrow = unicodedata.normalize("NFKC", sign)
    wide = chr(ord(narrow) + 0xFEE0) if len(narrow) == 1 and 0x21 <= ord(narrow) <= 0x7E else sign
    return f"(?:{re.escape(narrow)}|{re.escape(wide)}|{re.escape(sign)})"


def tidied(text: str) -> str:
    """A text as it is kept: no invisible signs, one blank for several, narrow braces, no empty lines."""
    visible = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    narrow = visible.replace("\uff5b", "{").replace("\uff5d", "}").replace(PLACE, "")
    lines = (" ".join(line.split()) for line in narrow.split("\n"))
    return "\n".join(line for line in lines if line)


def parse(text: str, numbering: Numbering, speech: Speech) -> tuple[Block, ...]:
    """The blocks of a text. Raises `FaultyPlace` for the first placeholder that cannot be read."""
    return tuple(_blocks(text, numbering, speech))


def _blocks(text: str, numbering: Numbering, speech: Speech) -> Iterator[Block]:
    counters = [0, 0, 0]
    for line_number, line in enumerate(text.split("\n"), start=1):
        heading = numbering.level_of(line)
        if heading is None:
            yield _prose(line_number, line, speech)
            continue
        level, words = heading
        counters[level - 1] += 1
        counters[level:] = [0] * (3 - level)
        yield Heading(line_number, level, counters[level - 1], _parts(line_number, words, speech))


def _prose(number: int, line: str, speech: Speech) -> Block:
    if re.fullmatch(r"\{[^{}]*\}", line):
        place = _place(number, line[1:-1], speech)
        if isinstance(place, Whole):
            return place
    return Paragraph(number, _parts(number, line, speech))


def _parts(number: int, line: str, speech: Speech) -> tuple[Part, ...]:
    parts: list[Part] = []
    for piece in re.split(r"(\{[^{}]*\})", line):
        if piece.startswith("{") and piece.endswith("}"):
            place = _place(number, piece[1:-1], speech)
            if isinstance(place, Whole):
                raise FaultyPlace(number, piece, Fault.NOT_ALONE)
            parts.append(place)
        elif "{" in piece or "}" in piece:
            raise FaultyPlace(number, piece[-20:], Fault.BRACE)
        elif piece:
            parts.append(Words(piece))
    return tuple(parts)


def _place(number: int, written: str, speech: Speech) -> FigurePlace | NamePlace | Whole:
    content = " ".join(written.split())
    keys = {title: key for key, title in speech.titles.items()} | {key: key for key in speech.titles}
    names = {word: name for name, word in speech.names.items()}
    if content in keys:
        return FigurePlace(keys[content])
    if content in names:
        return NamePlace(names[content])
    if content == speech.sources:
        return SourceTable(number)
    if content == speech.red_list:
        return ListPlace(number, _RED)
    before = content.removesuffix(speech.previous).rstrip()
    if before != content and before in keys:
        return FigurePlace(keys[before], previous=True)
    inner = content.removeprefix(speech.table).removesuffix(speech.by_village).strip()
    wanted = [title.strip() for title in re.split(f"[,{speech.between.strip()}]", inner)]
    if (
        content.startswith(speech.table)
        and content.endswith(speech.by_village)
        and all(t in keys for t in wanted)
    ):
        return VillageTable(number, tuple(keys[title] for title in wanted))
    raise FaultyPlace(number, "{" + content + "}", Fault.UNKNOWN)


# ---- writing ---------------------------------------------------------------------------------------


def respelled(text: str, numbering: Numbering, given: Speech, wanted: Speech) -> str:
    """The same text with its placeholders written in another speech. Raises `FaultyPlace`."""

    def spell(number: int) -> Callable[[re.Match[str]], str]:
        return lambda match: "{" + spelled(_place(number, match[1], given), wanted) + "}"

    parse(text, numbering, given)
    lines = text.split("\n")
    return "\n".join(
        re.sub(r"\{([^{}]*)\}", spell(number), line) for number, line in enumerate(lines, start=1)
    )


def spelled(place: FigurePlace | NamePlace | Whole, speech: Speech) -> str:
    """What stands between the braces for `place`."""
    match place:
        case FigurePlace(key, previous):
            title = speech.titles.get(key, key)
            return f"{title} {speech.previous}" if previous else title
        case NamePlace(name):
            return speech.names[name]
        case VillageTable(keys=keys):
            titles = speech.between.join(speech.titles.get(key, key) for key in keys)
            return f"{speech.table} {titles} {speech.by_village}"
        case ListPlace():
            return speech.red_list
        case SourceTable():
            return speech.sources


def prose_of(parts: Sequence[Part]) -> str:
    """The words of `parts`, one sign for each figure or name: what the rule on typed numbers reads."""
    return "".join(part.text if isinstance(part, Words) else PLACE for part in parts)


def figure_keys(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The keys of all figures that the blocks ask for, each once, in order."""
    keys: dict[str, None] = {}
    for block in blocks:
        if isinstance(block, VillageTable):
            keys.update(dict.fromkeys(block.keys))
        elif isinstance(block, Heading | Paragraph):
            keys.update((part.key, None) for part in block.parts if isinstance(part, FigurePlace))
    return tuple(keys)
