"""`tongxin load-standards`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.records.commands import Command
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import Tally, load_standards


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        default=settings.TONGXIN_DATA,
        help=str(_("folder with sheets/, standards/ and the CSV files; default: what came along")),
    )


def _run(arguments: Namespace) -> int:
    loaded = load_standards(arguments.data, by=SYSTEM)
    for name, tally in (
        (gettext("kinds of problem"), loaded.matters),
        (gettext("score sheets"), loaded.sheets),
        (gettext("hints for items"), loaded.hints),
        (gettext("standards"), loaded.editions),
    ):
        print(f"{name}: {told(tally)}")
    return 0


def told(tally: Tally) -> str:
    """A tally in words: "3 new, 70 unchanged"; changed ones are named only where there are any."""
    parts = [gettext("%(n)d new") % {"n": tally.new}]
    if tally.changed:
        parts.append(gettext("%(n)d changed") % {"n": tally.changed})
    parts.append(gettext("%(n)d unchanged") % {"n": tally.unchanged})
    return ", ".join(parts)


COMMANDS = (
    Command("load-standards", _("load score sheets, kinds of problem and standards"), _arguments, _run),
)
