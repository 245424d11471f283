"""A whole town's register: 5,400 households from a workbook, looked at and written, in at most ten seconds."""

from __future__ import annotations

import time

from tests.people.registers import HEADINGS, household, workbook
from tests.town import Town
from tongxin.people.actions import apply_register
from tongxin.people.register_import import preview_of, read_register
from tongxin.records.permission import SYSTEM

HOUSEHOLDS = 5400
PER_GROUP = 45
SECONDS = 10.0


def test_a_towns_register_is_previewed_and_written_in_ten_seconds(town: Town) -> None:
    rows = [
        household(
            str(number),
            "毕家福",
            group=f"{number // PER_GROUP}组",
            grid=f"{number // PER_GROUP}网格",
            people=3,
        )
        for number in range(HOUSEHOLDS)
    ]
    content = workbook(("户册", [HEADINGS, *rows]))
    begun = time.perf_counter()
    preview = preview_of(read_register(content), by=SYSTEM)
    applied = apply_register(content, by=SYSTEM, seen=preview.seen)
    seconds = time.perf_counter() - begun
    assert (applied.new, applied.groups, applied.grids) == (HOUSEHOLDS, 120, 120)
    assert seconds < SECONDS
