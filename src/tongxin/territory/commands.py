"""`tongxin load-divisions [FILE]`: the national table of divisions, as far as this house needs it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.records.commands import Command
from tongxin.records.permission import SYSTEM
from tongxin.territory.actions import load_divisions


def _arguments(parser: ArgumentParser) -> None:
    standard = Path(settings.TONGXIN_DATA) / "divisions" / "donghua.csv"
    parser.add_argument(
        "file", type=Path, nargs="?", default=standard, help=_("CSV of divisions; without, Donghua")
    )


def _run(arguments: Namespace) -> int:
    loaded = load_divisions(arguments.file, by=SYSTEM)
    text = _("Divisions: %(new)d new, %(changed)d changed, %(same)d as they were.")
    print(text % {"new": loaded.new, "changed": loaded.changed, "same": loaded.same})
    return 0


COMMANDS = (
    Command("load-divisions", gettext_lazy("load villages and what lies above them"), _arguments, _run),
)
