"""Whether a text may stand in a brief: placeholders that can be read, and no number typed by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tongxin.records import figures
from tongxin.reporting.data import layout, number_words
from tongxin.reporting.errors import FigureAlone, PlaceNotRead, Slip, TypedNumbers
from tongxin.reporting.rules import typed_numbers
from tongxin.reporting.text import (
    FaultyPlace,
    Heading,
    Paragraph,
    Speech,
    figure_keys,
    parse,
    prose_of,
    respelled,
    tidied,
)
from tongxin.reporting.wording import stored_speech
from tongxin.territory.ground import Ground
from tongxin.territory.models import Division, Grid, Site, VillagerGroup


def accepted_title(title: str, names: Collection[str] = ()) -> str:
    """The title as it is stored. Raises `TypedNumbers`."""
    tidy = " ".join(tidied(title).split())
    slips = [Slip(0, found.written, found.around) for found in typed_numbers(tidy, number_words(), names)]
    if slips:
        raise TypedNumbers(slips)
    return tidy


def accepted_text(text: str, speech: Speech, names: Collection[str] = ()) -> str:
    """The text as it is stored, its placeholders respelled from `speech` to keys.

    `names` are names of places, which may hold a number. Raises `PlaceNotRead`, `TypedNumbers`, `FigureAlone`.
    """
    try:
        stored = respelled(tidied(text), layout().numbering, speech, stored_speech())
    except FaultyPlace as faulty:
        raise PlaceNotRead(faulty) from faulty
    if slips := list(_slips(stored, names)):
        raise TypedNumbers(slips)
    _refuse_alone(stored)
    return stored


def _refuse_alone(stored: str) -> None:
    """Each paragraph and table that shows a figure shows what must be read with it (`Figure.beside`)."""
    for block in parse(stored, layout().numbering, stored_speech()):
        for key, missing in figures.unaccompanied(figure_keys([block])).items():
            raise FigureAlone(block.line, key, missing)


def _slips(stored: str, names: Collection[str]) -> Iterator[Slip]:
    for block in parse(stored, layout().numbering, stored_speech()):
        if isinstance(block, Heading | Paragraph):
            for found in typed_numbers(prose_of(block.parts), number_words(), names):
                yield Slip(block.line, found.written, found.around)


def place_names(ground: Ground) -> frozenset[str]:
    """Names of places within `ground` that may hold a number, as people write them."""
    villages = Division.objects.villages().within(ground).values_list("code", "short_name", "name")
    called = {code: {short, full, short.removesuffix(full[-1:])} for code, short, full in villages}
    inner = [*_named(VillagerGroup.objects.within(ground)), *_named(Grid.objects.in_use().within(ground))]
    groups = {village + name for code, name in inner for village in called.get(code, ())}
    sites = Site.objects.public().within(ground).values_list("name", flat=True)
    names = {name for names in called.values() for name in names} | groups | set(sites)
    return frozenset(name for name in names if is_name(name))


def is_name(words: str) -> bool:
    """Are there at least two signs that are no numbers? Else a place called "12" would excuse every 12."""
    return sum(sign.isalpha() and sign not in number_words().numerals for sign in words) >= 2


def _named(rows: object) -> list[tuple[str, str]]:
    return list(rows.values_list("division_code", "name"))  # type: ignore[attr-defined]
