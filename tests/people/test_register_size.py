"""A town's register of 5,400 households from one workbook; seconds and memory: `bench/register.py`."""

from __future__ import annotations

from typing import Any

from tests.people.registers import HEADINGS, household, look, workbook
from tests.town import Town
from tongxin.people.actions import apply_register
from tongxin.people.models import RegisterEntry
from tongxin.records.permission import SYSTEM
from tongxin.territory.models import Placement

HOUSEHOLDS = 5400
PER_GROUP = 45
LOOKING = 10  # questions, as for one household


def test_a_towns_register_is_looked_at_with_ten_questions_and_written_whole(
    town: Town, django_assert_num_queries: Any
) -> None:
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
    before = RegisterEntry.objects.count(), Placement.objects.count()
    with django_assert_num_queries(LOOKING):
        seen = look(content).seen
    applied = apply_register(content, by=SYSTEM, seen=seen)
    assert (applied.new, applied.groups, applied.grids) == (HOUSEHOLDS, 120, 120)
    after = RegisterEntry.objects.count(), Placement.objects.count()
    assert [now - then for now, then in zip(after, before, strict=True)] == [HOUSEHOLDS, HOUSEHOLDS]
