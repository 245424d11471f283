"""`tongxin import register FILE` and `tongxin import places FILE`: a preview on the console, or all of it written."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongxin.people.actions.register import apply_preview
from tongxin.people.errors import FileUnreadable
from tongxin.people.import_errors import ColumnsUnsure, ColumnUnknown
from tongxin.people.register_columns import Plan, plain_heading
from tongxin.people.register_import import (
    Preview,
    Task,
    is_sure,
    plan_for,
    preview_of,
    table_of,
    unsure_headings,
)
from tongxin.people.register_matching import Changed
from tongxin.people.register_rules import Fault, ImportKind, Key, PlaceRow, Row, Table
from tongxin.people.register_view import kept_faults, place_words, suspect_line
from tongxin.people.register_words import KEY_WORDS, note_words, words_of
from tongxin.people.rules import mask_name
from tongxin.people.workbook import read_sheets
from tongxin.records.commands import Command
from tongxin.records.permission import SYSTEM
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division

FAULTY = 2
SHOWN = 20  # of each sort; the counts are always complete
KINDS = {"register": ImportKind.HOUSEHOLDS, "places": ImportKind.PLACES}
IGNORE = "ignore"


def _arguments(parser: ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar=_("KIND"))
    for name, words in (("register", _("a household register")), ("places", _("public places"))):
        part = kinds.add_parser(name, help=words)
        part.add_argument("file", type=Path, metavar=_("FILE"), help=_(".xlsx, .xls, .ods or .csv"))
        part.add_argument("--village", metavar=_("CODE"), help=_("the one village that the file is about"))
        part.add_argument(
            "--column",
            action="append",
            default=[],
            metavar=_("HEADING=KEY"),
            help=_("what a column is (%(keys)s), where its heading is not known for sure")
            % {"keys": ", ".join([*(key.value for key in Key), IGNORE])},
        )
        part.add_argument(
            "--apply",
            action="store_true",
            help=_("write it; without, the difference is shown and nothing written"),
        )


def _run(arguments: Namespace) -> int:
    task = Task(SYSTEM, KINDS[arguments.kind], _village(arguments.village))
    content = _content(arguments.file)
    preview = preview_of(_table(content, task, arguments.column), task)
    if preview.faults:
        for fault in preview.faults:
            print(_fault_line(fault), file=sys.stderr)
        print(_("Nothing was imported. Correct these places and try again."), file=sys.stderr)
        return FAULTY
    _print_preview(preview)
    if arguments.apply:
        apply_preview(preview, content, by=SYSTEM)
        print(_("Imported."))
    else:
        print(_("Nothing was written yet; add --apply to write it."))
    return 0


def _table(content: bytes, task: Task, said: list[str]) -> Table:
    """The rows of the file, after what its columns were taken for was printed. Raises `ColumnsUnsure`."""
    sheets = read_sheets(content)
    plan = _chosen(plan_for(sheets, task), said)
    _print_plan(plan)
    if not is_sure(plan):
        raise ColumnsUnsure(unsure_headings(plan))
    return table_of(sheets, plan, task)


def _village(code: str | None) -> Division | None:
    if code is None:
        return None
    village = Division.objects.villages().filter(pk=code).first()
    if village is None:
        raise NoSuchGround(code)
    return village


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(str(path)) from error


def _chosen(plan: Plan, said: list[str]) -> Plan:
    """The plan with the columns as said on the command line. Raises `ColumnUnknown`."""
    keys: dict[str, Key | None] = {}
    known = {key.value: key for key in Key}
    for each in said:
        heading, _equals, key = each.rpartition("=")
        if not heading or (key != IGNORE and key not in known):
            raise ColumnUnknown(each)
        keys[plain_heading(heading)] = known.get(key)
    return tuple(
        replace(
            sheet,
            columns=tuple(
                replace(column, key=keys[plain_heading(column.heading)], is_sure=True)
                if plain_heading(column.heading) in keys
                else column
                for column in sheet.columns
            ),
        )
        for sheet in plan
    )


def _print_plan(plan: Plan) -> None:
    """What each column was taken for; those that are not sure with a question mark."""
    for sheet in plan:
        if not sheet.is_taken:
            print(_("Sheet “%(name)s” is not read.") % {"name": sheet.name})
            continue
        columns = ", ".join(
            f"{column.heading or '—'} = {column.key or IGNORE}{'' if column.is_sure else ' ?'}"
            for column in sheet.columns
        )
        print(f"{sheet.name}: {columns}" if sheet.name else columns)


def _fault_line(fault: Fault) -> str:
    row = "" if fault.row is None else _("row %(row)d") % {"row": fault.row}
    return " · ".join(part for part in (fault.sheet, row, fault.heading, words_of(fault)) if part)


def _print_preview(preview: Preview) -> None:
    difference = preview.difference
    if preview.examples:
        passed = ngettext(
            "%(n)d example row was passed over.",
            "%(n)d example rows were passed over.",
            len(preview.examples),
        )
        print(passed % {"n": len(preview.examples)})
    for note in preview.notes:
        print(note_words(note))
    for title, additions in ((_("New groups"), preview.groups), (_("New grids"), preview.grids)):
        if additions:
            print(f"{title}: " + ", ".join(each.name for each in additions))
    counts = _("%(rows)d in the file: %(new)d new, %(changed)d changed, %(same)d as they are.")
    print(
        counts
        % {
            "rows": preview.rows,
            "new": len(difference.new),
            "changed": len(difference.changed),
            "same": difference.same,
        }
    )
    for row in difference.new[:SHOWN]:
        print(f"+ {_place(row)} {_what(row)}")
    for changed in difference.changed[:SHOWN]:
        print(f"~ {_place(changed.row)} {_changes(changed)}")
    for kept in list(kept_faults(preview))[:SHOWN]:
        print(f"? {suspect_line(kept)}")
    if difference.missing:
        print(_("Not in the file, and left as they are: %(n)d.") % {"n": len(difference.missing)})


def _place(row: Row) -> str:
    return place_words(*row.place, is_place=isinstance(row, PlaceRow))


def _what(row: Row) -> str:
    return str(SiteKind(row.kind).label) if isinstance(row, PlaceRow) else mask_name(row.head)


def _changes(changed: Changed) -> str:
    """The names of the fields that change; values stay out of a console's memory."""
    return ", ".join(str(KEY_WORDS[change.key]) for change in changed.changes)


COMMANDS = (
    Command(
        "import",
        gettext_lazy("bring in a household register or public places from a workbook"),
        _arguments,
        _run,
    ),
)
