"""`tongxin import register FILE [--village CODE] [--apply]`: preview of a household register, or all of it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongxin.people.actions import apply_register
from tongxin.people.errors import FileUnreadable
from tongxin.people.register_import import Preview, layout, preview_of, read_register
from tongxin.people.register_matching import Changed
from tongxin.people.register_rules import Fault, RegisterRow
from tongxin.people.register_words import KEY_WORDS, words_of
from tongxin.people.rules import mask_name
from tongxin.records.commands import Command
from tongxin.records.permission import SYSTEM
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.models import Division

FAULTY = 2
SHOWN = 20  # households of each sort; the counts are always complete


def _arguments(parser: ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar=_("KIND"))
    register = kinds.add_parser("register", help=_("a household register in the form of the template"))
    register.add_argument("file", type=Path, metavar=_("FILE"), help=_(".xlsx, .xls or .csv"))
    register.add_argument("--village", metavar=_("CODE"), help=_("the one village that the file is about"))
    register.add_argument(
        "--apply",
        action="store_true",
        help=_("write it; without, the difference is shown and nothing written"),
    )


def _run(arguments: Namespace) -> int:
    village = _village(arguments.village)
    content = _content(arguments.file)
    preview = preview_of(read_register(content, village=village), by=SYSTEM, village=village)
    if preview.faults:
        for fault in preview.faults:
            print(_fault_line(fault), file=sys.stderr)
        print(_("Nothing was imported. Correct these places and try again."), file=sys.stderr)
        return FAULTY
    _print_preview(preview)
    if arguments.apply:
        apply_register(content, by=SYSTEM, village=village, seen=preview.seen)
        print(_("Imported."))
    else:
        print(_("Nothing was written yet; add --apply to write it."))
    return 0


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


def _fault_line(fault: Fault) -> str:
    row = "" if fault.row is None else _("row %(row)d") % {"row": fault.row}
    return " · ".join(part for part in (row, fault.heading, words_of(fault)) if part)


def _print_preview(preview: Preview) -> None:
    difference = preview.difference
    if preview.examples:
        passed = ngettext(
            "%(n)d example row was passed over.",
            "%(n)d example rows were passed over.",
            len(preview.examples),
        )
        print(passed % {"n": len(preview.examples)})
    for title, additions in ((_("New groups"), preview.groups), (_("New grids"), preview.grids)):
        if additions:
            print(f"{title}: " + ", ".join(each.name for each in additions))
    counts = _("%(rows)d households in the file: %(new)d new, %(changed)d changed, %(same)d as they are.")
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
        print(f"+ {_household(row)} {mask_name(row.head)}")
    for changed in difference.changed[:SHOWN]:
        print(f"~ {_household(changed.row)} {_changes(changed)}")
    if difference.missing:
        print(_("Not in the file, and left as they are: %(n)d households.") % {"n": len(difference.missing)})


def _household(row: RegisterRow) -> str:
    village = Division.objects.name_of(row.village)
    return f"{village} {row.group} {row.door}{layout().door_suffix}"


def _changes(changed: Changed) -> str:
    """The names of the fields that change; values stay out of a console's memory."""
    return ", ".join(str(KEY_WORDS[change.key]) for change in changed.changes)


COMMANDS = (
    Command("import", gettext_lazy("bring in a household register from a workbook"), _arguments, _run),
)
