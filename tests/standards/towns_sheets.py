"""Sheets as a town writes them: a small one that has no fault, and every sheet that Hypothesis can think of."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tongxin.standards import editing
from tongxin.standards.rules import Hint, Mode

Content = dict[str, Any]
FREE = ("其他", "其它", "other")


def item(
    item_id: str, zh: str, points: int, mode: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """An item that loses all its points where it is so, unless `mode` says otherwise."""
    usual = {"type": "yes_no", "points": points, "effect": "deduct_if_yes"}
    hint = more.pop("hint", Hint())
    return editing.new_item(item_id, zh=zh, en="", max_points=points, mode=mode or usual, hint=hint, **more)


def small() -> Content:
    """Two sections, four items of four modes, 20 points; nothing to be said about it."""
    made = editing.blank(zh="门前屋后评分细则", en="At the door", object_kind="household")
    levels = [{"label": {"zh": "好", "en": ""}, "points": 0}, {"label": {"zh": "差", "en": ""}, "points": 5}]
    made["total"] = 20
    made["sections"] = [
        {
            "id": "A",
            "zh": "门前",
            "en": "In front",
            "max": 10,
            "items": [
                item("A1", "门前有垃圾", 5, {"type": "deduct_per_finding", "points": 1, "unit": "place"}),
                item("A2", "水沟不通", 5),
            ],
        },
        {
            "id": "B",
            "zh": "屋后",
            "en": "",
            "max": 10,
            "items": [
                item("B1", "柴草堆放", 5, {"type": "levels", "effect": "deduct", "levels": levels}),
                item("B2", "其他", 5, hint=Hint(needs_reason=True)),
            ],
        },
    ]
    return made


def changed(how: Any) -> Content:
    """The small sheet after `how(content)`."""
    made = copy.deepcopy(small())
    how(made)
    return made


_POINTS = st.decimals(min_value=Decimal("0.01"), max_value=50, places=2)
# Words of the trade, and signs that a spreadsheet, a file of XML or a page could take for something else.
_SIGNS = "门前屋后垃圾水沟柴草其他abcXYZ0189=+-@'\"<>&%#{}[]()|\\/;:,.，。；：、～é𠮷 "
WORDING = st.text(_SIGNS, min_size=1, max_size=30).map(editing.plain_text).filter(bool)
ENGLISH = st.text(_SIGNS, max_size=30).map(editing.plain_text)


def _modes(held: Decimal) -> st.SearchStrategy[dict[str, Any]]:
    """Any way of scoring an item that holds so many points, of which nothing must be put right."""
    hundredths = int(held * 100)
    part: st.SearchStrategy[Any] = st.integers(0, hundredths).map(
        lambda n: editing.as_number(Decimal(n) / 100)
    )
    some = st.integers(1, hundredths).map(lambda n: editing.as_number(Decimal(n) / 100))
    label = st.fixed_dictionaries({"zh": WORDING, "en": ENGLISH})
    level: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({"label": label, "points": part})
    levels = st.lists(level, min_size=2, max_size=5, unique_by=lambda each: each["label"]["zh"])
    deduct_or_award = st.sampled_from(["deduct", "award"])
    yes_no = st.sampled_from(["deduct_if_yes", "deduct_if_no", "award_if_yes"])
    return st.one_of(
        st.fixed_dictionaries(
            {
                "type": st.just(Mode.DEDUCT_PER_FINDING.value),
                "points": some,
                "unit": st.sampled_from(["place", "household", "toilet", "bin_station", "item"]),
            }
        ),
        st.fixed_dictionaries({"type": st.just(Mode.YES_NO.value), "points": part, "effect": yes_no}),
        st.fixed_dictionaries(
            {"type": st.just(Mode.LEVELS.value), "effect": deduct_or_award, "levels": levels}
        ),
        st.tuples(deduct_or_award, part, part).map(
            lambda drawn: {
                "type": Mode.RANGE.value,
                "effect": drawn[0],
                "min": min(drawn[1:]),
                "max": max(drawn[1:]),
            }
        ),
        st.sampled_from(["zero_item", "zero_section", "zero_sheet", "fail"]).map(
            lambda effect: {"type": Mode.VETO.value, "effect": effect}
        ),
    )


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Any sheet of a town that can be adopted: sums agree, no two items say the same, free items ask for a reason."""
    made = editing.blank(zh=draw(WORDING), en=draw(ENGLISH), object_kind="household")
    made["scoring_start"] = draw(st.sampled_from(["max", "zero"]))
    made["sections"] = []
    for number in range(draw(st.integers(1, 3))):
        made["sections"].append(_section(draw, f"S{number}"))
    made["total"] = _total(part["max"] for part in made["sections"])
    made["floor"] = draw(st.sampled_from([{"item": 0, "section": 0, "sheet": 0}, dict.fromkeys(_FLOORS)]))
    return made


_FLOORS = ("item", "section", "sheet")


def _section(draw: st.DrawFn, section_id: str) -> dict[str, Any]:
    items = [_item(draw, f"{section_id}_{place}") for place in range(draw(st.integers(1, 3)))]
    return {
        "id": section_id,
        "zh": draw(WORDING),
        "en": draw(ENGLISH),
        "max": _total(each["max"] for each in items),
        "items": items,
    }


def _item(draw: st.DrawFn, item_id: str) -> dict[str, Any]:
    held = draw(_POINTS)
    veto = st.fixed_dictionaries(
        {
            "zh": WORDING,
            "en": ENGLISH,
            "effect": st.sampled_from(["zero_item", "zero_section", "zero_sheet", "fail"]),
        }
    )
    return editing.new_item(
        item_id,
        zh=f"{draw(WORDING)} {item_id}",  # no two items say the same
        en=draw(ENGLISH),
        max_points=editing.as_number(held),
        mode=draw(_modes(held)),
        hint=Hint(
            matter=draw(st.sampled_from(["", "RB-01"])),
            needs_reason=True,
            is_private=draw(st.booleans()),
        ),
        veto=draw(st.lists(veto, max_size=2)),
        note=draw(ENGLISH),
    )


def _total(values: Any) -> int | float | None:
    return editing.as_number(sum((Decimal(str(value)) for value in values), Decimal(0)))
