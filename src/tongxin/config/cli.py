"""The console command: `tongxin --help` lists what there is; each room's commands stand in the room."""

from __future__ import annotations

import argparse
import locale
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

import django
from django.utils import translation
from django.utils.translation import gettext as _

from tongxin.config.environment import SettingError
from tongxin.records.commands import Command
from tongxin.records.errors import RuleBroken

ROOMS_WITH_COMMANDS = ("config", "records", "territory", "standards", "people", "access", "ranking")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Gives its exit code; 2 for bad input, with a message on stderr."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    try:
        django.setup()
    except SettingError as error:
        print(f"tongxin: {error}", file=sys.stderr)
        return 2
    with translation.override(console_language()):
        parser = _parser(all_commands())
        chosen = parser.parse_args(arguments)
        if not hasattr(chosen, "run"):
            parser.print_help()
            return 0
        try:
            code: int = chosen.run(chosen)
        except RuleBroken as error:
            print(f"tongxin: {error}", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            return 130
        return code


def console_language() -> str:
    """`TONGXIN_LANGUAGE`, else English where the machine is said to speak it, else Chinese.

    The environment is read before `locale`, which calls the speechless C.UTF-8 English.
    """
    names = ("TONGXIN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next((os.environ[name] for name in names if os.environ.get(name)), None)
    if wanted is None and os.name == "nt":
        wanted = locale.getlocale()[0]
    return "en" if (wanted or "").lower().startswith("en") else "zh-hans"


def all_commands() -> list[Command]:
    """The commands of every room, by name."""
    commands: list[Command] = []
    for room in ROOMS_WITH_COMMANDS:
        name = f"tongxin.{room}.commands"
        if find_spec(name) is not None:
            commands += import_module(name).COMMANDS
    return sorted(commands, key=lambda command: command.name)


def _parser(commands: Sequence[Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tongxin", description=_("Software for a town's living-environment work.")
    )
    subparsers = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"))
    for command in commands:
        subparser = subparsers.add_parser(command.name, help=str(command.help), description=str(command.help))
        command.arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser
