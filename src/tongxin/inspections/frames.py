"""The frame of a round: what was drawn from, with the chance of each unit, as a file that anybody can read. Pure.

A CSV of ASCII text, one unit a line, by stratum and key:

    unit,stratum,drawn,of
    site:0190…,grid:0190…,10,50

Each unit of a stratum had the chance drawn / of. It is kept compressed, under the digest of its content.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence

from tongxin.inspections.drawing import SampleRule, Stratum, sizes_of

HEADING = "unit,stratum,drawn,of"
MEDIA_TYPE = "application/gzip"
_LEVEL = 1  # a million units: 1 s and 27 MB; level 9 takes 7 s for 25 MB


def frame_csv(strata: Mapping[str, Sequence[str]], rule: SampleRule) -> str:
    """The frame as text; the same frame gives the same text, in whatever order it was read."""
    lines = [HEADING]
    for stratum in sizes_of(strata, rule):
        ending = f",{stratum.key},{stratum.drawn},{stratum.size}"
        lines += [key + ending for key in sorted(strata[stratum.key])]
    lines.append("")
    return "\n".join(lines)


def packed(text: str) -> bytes:
    """The text compressed; without a time, so that the same frame is the same file."""
    return gzip.compress(text.encode("ascii"), compresslevel=_LEVEL, mtime=0)


def unpacked(content: bytes) -> str:
    """The text of a kept frame."""
    return gzip.decompress(content).decode("ascii")


def read_frame(text: str) -> dict[str, list[str]]:
    """The keys of each stratum of a frame."""
    strata: dict[str, list[str]] = {}
    for key, stratum, _drawn, _of in _rows(text):
        strata.setdefault(stratum, []).append(key)
    return strata


def read_strata(text: str) -> list[Stratum]:
    """The strata that a frame states, each once."""
    found = {stratum: Stratum(stratum, int(of), int(drawn)) for _key, stratum, drawn, of in _rows(text)}
    return list(found.values())


def _rows(text: str) -> Iterator[list[str]]:
    lines = iter(text.splitlines())
    next(lines)
    return (line.split(",") for line in lines)
