"""Commands that concern the whole house: serve, set up, the demonstration town."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from importlib import import_module

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from tongxin.config.serving import serve
from tongxin.records.commands import Command, no_arguments
from tongxin.records.database import check_database
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import load_standards


def migrate() -> None:
    """Brings the database to the present shape and reads its settings back. Raises `DatabaseUnsafe`."""
    check_database()
    call_command("migrate", interactive=False, verbosity=0)


def _migrate(arguments: Namespace) -> int:
    migrate()
    return 0


def _serve(arguments: Namespace) -> int:
    migrate()
    return serve(bind=arguments.bind, port=arguments.port)


def _serve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--bind", default=settings.TONGXIN_BIND, help=str(_("address to listen on")))
    parser.add_argument("--port", type=int, default=settings.TONGXIN_PORT, help=str(_("port to listen on")))


def _demo(arguments: Namespace) -> int:
    migrate()
    load_standards(settings.TONGXIN_DATA, by=SYSTEM)
    # By name: rooms never know the demonstration town, and a wheel without it still serves.
    code: int = import_module("tongxin_demo.load").run(
        size=arguments.size, seed=arguments.seed, until=arguments.until
    )
    return code


def _demo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--small",
        dest="size",
        action="store_const",
        const="small",
        default="full",
        help=str(_("two villages only, in a few seconds")),
    )
    parser.add_argument(
        "--seed", type=int, default=20220916, help=str(_("start of the invented data's random numbers"))
    )
    parser.add_argument(
        "--until", default=None, help=str(_("last day of the quarter, as 2026-11-24; default today"))
    )


COMMANDS = (
    Command("serve", _("serve the pages, with the worker beside them"), _serve_arguments, _serve),
    Command("migrate", _("bring the database to the present shape"), no_arguments, _migrate),
    Command("demo", _("load the invented demonstration town of Donghua"), _demo_arguments, _demo),
)
