"""Which rows of a sheet hold households or places, and which are titles of groups, totals, footers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tongxin.people.register_columns import SheetPlan, is_title, plain_heading
from tongxin.people.register_rules import Cell, Key, Layout, Marks, Note, NoteKind, text_of_cell
from tongxin.people.workbook import Merged, Sheet

FOOTER_CELLS = 4  # a footer is a line of one to four cells (filled in by …, checked by …, on …)
ROWS_NAMED = 10
_FILLED_DOWN = (Key.VILLAGE, Key.GROUP)


@dataclass
class SortedRows:
    """The rows of a sheet by what they are, counted from 0."""

    data: list[int] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    examples: list[int] = field(default_factory=list)
    passed: dict[NoteKind, list[int]] = field(default_factory=dict)

    def notes(self, sheet: str) -> list[Note]:
        """What was passed over, with the numbers of the first rows."""
        found = [
            Note(kind, {"count": len(rows), "rows": rows_text(rows)}, sheet)
            for kind, rows in self.passed.items()
        ]
        if self.sections:
            named = ", ".join(dict.fromkeys(self.sections.values()))
            found.append(Note(NoteKind.SECTIONS, {"count": len(self.sections), "names": named[:200]}, sheet))
        return found


def rows_text(rows: Sequence[int]) -> str:
    """Numbers of rows as the spreadsheet counts them; the first ones."""
    numbers = ", ".join(str(row + 1) for row in rows[:ROWS_NAMED])
    return f"{numbers} …" if len(rows) > ROWS_NAMED else numbers


def spread_down(sheet: Sheet) -> None:
    """Writes the value of each merged range into every row of its first column, in place: it counts for each."""
    for area in sheet.merged:
        if area.bottom > area.top and area.top < len(sheet.rows):
            _spread(sheet.rows, area)


def _spread(rows: list[list[Cell]], area: Merged) -> None:
    top = rows[area.top]
    if area.left >= len(top):
        return
    for row in rows[area.top + 1 : area.bottom + 1]:
        row.extend([None] * (area.left + 1 - len(row)))
        row[area.left] = top[area.left]


def sort_rows(sheet: Sheet, plan: SheetPlan, layout: Layout) -> SortedRows:
    """Sorts the rows below the headings; empty ones are left out."""
    found = SortedRows()
    may_head = Key.GROUP not in plan.places
    headings = {column.place: plain_heading(column.heading) for column in plan.columns if column.heading}
    for number in range(plan.start, len(sheet.rows)):
        row = sheet.rows[number]
        filled = [place for place, cell in enumerate(row) if cell is not None and cell != ""]
        first = text_of_cell(row[filled[0]]).replace(" ", "") if filled else ""
        if not first and not any(text_of_cell(row[place]) for place in filled):
            continue
        if _is_example(row, layout.marks):
            found.examples.append(number)
        elif kind := _passed_over(first, row, filled, headings, layout.marks):
            found.passed.setdefault(kind, []).append(number)
        elif may_head and len(filled) == 1 and is_title(row, layout):
            found.sections[number] = first
        else:
            found.data.append(number)
    return found


def _is_example(row: Sequence[Cell], marks: Marks) -> bool:
    return any(
        type(cell) is str and marks.example in cell and cell.strip().startswith(marks.example) for cell in row
    )


def _passed_over(
    first: str, row: Sequence[Cell], filled: Sequence[int], headings: Mapping[int, str], marks: Marks
) -> NoteKind | None:
    """Totals, footers and repeated headings; None for a row that may hold a household."""
    if first.startswith(marks.totals) or any(
        type(cell) is str and len(cell) < 12 and cell.replace(" ", "").rstrip(":：") in marks.totals
        for cell in row
    ):
        return NoteKind.TOTALS
    if len(filled) <= FOOTER_CELLS and first.startswith(marks.footers):
        for word in marks.footers:
            if first.startswith(word) and first[len(word) :][:1] in ("", ":", "："):
                return NoteKind.FOOTERS
    if plain_heading(first) == headings.get(filled[0]):
        same = sum(plain_heading(text_of_cell(row[place])) == headings.get(place) for place in filled)
        if same > 1:
            return NoteKind.HEADINGS_AGAIN
    return None


def filled_down(
    sheet: Sheet, plan: SheetPlan, data: Sequence[int], opener: Key, required: Collection[Key]
) -> dict[Key, list[int]]:
    """The columns that are written in the first row of each block only, with the rows that stand for others.

    Only where that is evident: the first row has a value, every value is written once, and at least half of
    the rows have none; and only where an empty cell cannot mean "none" (`required`). Rows without `opener`
    (further persons of a household) are not counted.
    """
    places = plan.places
    opens = places.get(opener)
    rows = [number for number in data if opens is None or _text_at(sheet.rows[number], opens)]
    found: dict[Key, list[int]] = {}
    for key in _FILLED_DOWN:
        if key not in places or key not in required or not rows:
            continue
        texts = [_text_at(sheet.rows[number], places[key]) for number in rows]
        written = [text for text in texts if text]
        is_evident = bool(texts[0]) and len(set(written)) == len(written) and 2 * len(written) <= len(texts)
        if is_evident:
            found[key] = [number for number, text in zip(rows, texts, strict=True) if not text]
    return found


def _text_at(row: Sequence[Cell], place: int) -> str:
    return text_of_cell(row[place]) if place < len(row) else ""
