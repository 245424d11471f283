"""The faulty rows of an uploaded file as a workbook: what is wrong stands beside each, personal cells masked."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tongxin.people.models import ImportFault, RegisterImport
from tongxin.people.register_columns import SheetPlan, masked
from tongxin.people.register_rules import Cell, text_of_cell
from tongxin.people.register_view import fault_line
from tongxin.people.workbook import read_sheets
from tongxin.records import export

WIDEST = 30  # columns of a file that are shown


def faults_workbook(run: RegisterImport) -> bytes:
    """A row for each faulty row of the file, in order, with its cells and everything that is wrong with it.

    Names, phones and ID numbers are masked as on the screen: the numbers of sheet and row lead to the file.
    """
    plans = {each["name"]: SheetPlan.of_json(each) for each in run.plan if each["is_taken"]}
    rows = {}
    if run.file is not None:
        with run.file.open() as stream:
            rows = {sheet.name: sheet.rows for sheet in read_sheets(stream.read())}
    single = next(iter(plans)) if len(plans) == 1 else ""
    shown = next(iter(plans.values())).columns[:WIDEST] if plans else ()
    headings = [
        _("Sheet"),
        _("Row"),
        _("What is wrong, and what to do"),
        *(column.heading for column in shown),
    ]
    lines = (
        [sheet, row, words, *_cells(plans.get(sheet or single), rows.get(sheet or single, []), row)]
        for (sheet, row), words in _by_row(run)
    )
    return export.xlsx(_("Faults"), headings, lines)


def _by_row(run: RegisterImport) -> Iterator[tuple[tuple[str, int | None], str]]:
    """Everything that is wrong with each row, in one text; the faults of a file come sorted by row."""
    where: tuple[str, int | None] | None = None
    words: list[str] = []
    for kept in ImportFault.objects.filter(run=run, is_warning=False).iterator(chunk_size=2000):
        line = fault_line(kept)
        if where is not None and where != (line.sheet, line.row):
            yield where, "\n".join(words)
            words = []
        where = (line.sheet, line.row)
        words.append(f"{line.heading}: {line.words}" if line.heading else line.words)
    if where is not None:
        yield where, "\n".join(words)


def _cells(plan: SheetPlan | None, rows: list[list[Cell]], row: int | None) -> list[str]:
    if plan is None or row is None or row > len(rows):
        return []
    cells = rows[row - 1]
    return [
        masked(column.key, text_of_cell(cells[column.place])) if column.place < len(cells) else ""
        for column in plan.columns[:WIDEST]
    ]
