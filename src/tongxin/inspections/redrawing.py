"""A round's sample drawn a second time from its kept frame, to show that nobody chose by hand."""

from __future__ import annotations

from dataclasses import dataclass

from tongxin.inspections.drawing import draw_strata, frame_digest, strata_of
from tongxin.inspections.frames import frame_csv, read_frame, unpacked
from tongxin.inspections.models import Round, RoundStratum
from tongxin.inspections.places import listed_keys, places_to_visit, stratum_names


@dataclass(frozen=True)
class DrawnAgain:
    """What the second drawing found.

    `is_same_frame`: the frame is the one that was drawn from; False where a round has kept none and the register
    has changed since.
    """

    frame_size: int
    is_same_frame: bool
    is_same_list: bool
    drawn: int


def frame_text(round_: Round) -> str:
    """The round's frame as CSV, as it was kept; of a round that kept none, from today's register."""
    if round_.frame_file is None:
        return frame_csv(strata_of(places_to_visit(round_), round_.sample), round_.sample)
    with round_.frame_file.open() as kept:
        return unpacked(kept.read())


def draw_again(round_: Round) -> DrawnAgain:
    """Draws the opened round again with its seed, and looks whether that is its list."""
    strata = read_frame(frame_text(round_))
    keys = [key for members in strata.values() for key in members]
    drawn = draw_strata(strata, round_.sample, round_.seed)
    return DrawnAgain(
        frame_size=len(keys),
        is_same_frame=frame_digest(keys) == round_.frame_digest,
        is_same_list=drawn == listed_keys(round_),
        drawn=len(drawn),
    )


@dataclass(frozen=True)
class NamedStratum:
    """A stratum for screens."""

    name: str
    stratum: RoundStratum


def strata_shown(round_: Round, rows: list[RoundStratum]) -> list[NamedStratum]:
    """The strata with the names of their grids; a part of the whole has the round's name of it."""
    names = stratum_names([row.key for row in rows])
    return [NamedStratum(names.get(row.key, round_.place_name), row) for row in rows]
