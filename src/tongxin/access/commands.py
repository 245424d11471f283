"""`tongxin access-table [FILE]`: the table of rights as a document in Chinese."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.access.table import markdown
from tongxin.records.commands import Command


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", help=_("where to write it; without, it is printed"))


def _run(arguments: Namespace) -> int:
    if arguments.file is None:
        sys.stdout.write(markdown())
    else:
        arguments.file.write_text(markdown(), encoding="utf-8")
    return 0


COMMANDS = (Command("access-table", gettext_lazy("write the table of rights in Chinese"), _arguments, _run),)
