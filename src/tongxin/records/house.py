"""Checks of the house as it was set up: who operates it, who can reach it, who can read its files, does work go on."""

from __future__ import annotations

import ipaddress
import os
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, check
from tongxin.records.models import Examined, PublishedRow
from tongxin.records.working_time import WorkingHours

SHORTEST_DAY, LONGEST_DAY = timedelta(hours=4), timedelta(hours=12)  # of work; beyond it somebody mistyped
STALE = timedelta(days=2)  # the worker examines daily
WITHDRAWN_WITHIN = timedelta(hours=1)  # the worker ends publications each minute
OF_OTHERS = 0o077  # bits of a file's mode

_house = partial(check, of_house=True)


@_house(
    "records.operator",
    title=_("The operator is not named"),
    why=_(
        "The operator is a county or higher, and answers for the filing of the application; a town is a tenant."
    ),
    mend=_("Set TONGXIN_OPERATOR to the name of the county's operator."),
    severity=Severity.LOOK,
)
def operator(scope: CheckScope) -> Found:
    """Burden rules B01 and B11."""
    return checks.amiss(not settings.TONGXIN_OPERATOR)


@_house(
    "records.https",
    title=_("Pages leave this machine without HTTPS"),
    why=_("Passwords and household data could be read on the way."),
    mend=_("Put a proxy that ends HTTPS in front and set TONGXIN_HTTPS to 1."),
    severity=Severity.WRONG,
)
def https(scope: CheckScope) -> Found:
    """Where nobody else can ask for a page, plain HTTP is no danger."""
    return checks.amiss(serves_others() and not settings.HTTPS)


@_house(
    "records.hosts",
    title=_("The names of the site do not fit the address"),
    why=_("Without the right name nobody else can open a page; with “*” any name is believed."),
    mend=_("Set TONGXIN_HOSTS to the names under which people open the pages."),
    severity=Severity.WRONG,
)
def hosts(scope: CheckScope) -> Found:
    """Every name is this machine's although it listens to others, or any name is taken."""
    names = settings.ALLOWED_HOSTS
    is_closed = not _is_here(settings.TONGXIN_BIND) and all(map(_is_here, names))
    return checks.amiss(is_closed or "*" in names, ", ".join(names))


@_house(
    "records.debug",
    title=_("Detailed error pages are switched on"),
    why=_("They show settings and data to whoever meets an error."),
    mend=_("Remove TONGXIN_DEBUG."),
    severity=Severity.WRONG,
)
def debug(scope: CheckScope) -> Found:
    """For developers on their own machine only."""
    return checks.amiss(settings.DEBUG and serves_others())


@_house(
    "records.secret_key",
    title=_("Other users of this machine can read the signing key"),
    why=_("Whoever knows the key can sign in as anybody."),
    mend=_("Take the rights away from others: chmod 600 secret.key, in TONGXIN_HOME."),
    severity=Severity.WRONG,
)
def secret_key(scope: CheckScope) -> Found:
    """The file's mode; where the key comes from the environment there is no file."""
    path = Path(settings.TONGXIN_HOME) / "secret.key"
    return checks.amiss(_is_open(path), str(path))


@_house(
    "records.home_folder",
    title=_("Other users of this machine can enter the folder of the data"),
    why=_("Database and files hold personal data of every household."),
    mend=_("Take the rights away from others: chmod 700, for the folder of TONGXIN_HOME."),
    severity=Severity.LOOK,
)
def home_folder(scope: CheckScope) -> Found:
    """The folder's mode; who cannot enter it can read nothing inside."""
    return checks.amiss(_is_open(Path(settings.TONGXIN_HOME)), str(settings.TONGXIN_HOME))


@_house(
    "records.working_hours",
    title=_("The working hours look mistyped"),
    why=_("Limits in working hours and days are counted by them."),
    mend=_("Set TONGXIN_WORK_HOURS, as 8:30-12:00,14:00-17:30."),
    severity=Severity.WRONG,
)
def working_hours(scope: CheckScope) -> Found:
    """Unreadable, or a day of work under 4 or over 12 hours."""
    try:
        spans = WorkingHours.parse(settings.TONGXIN_WORK_HOURS).spans
    except ValueError as error:
        return checks.amiss(True, str(error))
    seconds = sum(closes.hour * 3600 + closes.minute * 60 for _opens, closes in spans)
    seconds -= sum(opens.hour * 3600 + opens.minute * 60 for opens, _closes in spans)
    is_usual = SHORTEST_DAY <= timedelta(seconds=seconds) <= LONGEST_DAY
    return checks.amiss(not is_usual, settings.TONGXIN_WORK_HOURS)


@_house(
    "records.publication_past_end",
    title=_("A publication is past its end"),
    why=_(
        "What is public ends on the day that was said; nobody sees it any more, but its end is not recorded."
    ),
    mend=_("Let the worker run: tongxin serve, or tongxin worker."),
    severity=Severity.WRONG,
)
def publication_past_end(scope: CheckScope) -> Found:
    """Published rows that the worker should have ended an hour ago."""
    rows = PublishedRow.objects.expired().filter(expires_at__lt=clock.now() - WITHDRAWN_WITHIN)
    return checks.found(rows.order_by("expires_at"), lambda row: Subject(row.title), scope)


@_house(
    "records.examined",
    title=_("The foundation was not examined lately"),
    why=_("Whether ledger, files and database are whole is only known on the day it is looked at."),
    mend=_("Press “Examine now”, or run: tongxin doctor. The worker does it every day."),
    severity=Severity.LOOK,
)
def examined(scope: CheckScope) -> Found:
    """The oldest of the results that pages show, or none at all."""
    results = Examined.objects.all()
    is_fresh = not results.filter(examined_at__lt=clock.now() - STALE).exists()
    return checks.amiss(not (is_fresh and results.exists()))


def serves_others() -> bool:
    """Can anybody ask for a page from another machine, directly or through a proxy?"""
    return not all(map(_is_here, (settings.TONGXIN_BIND, *settings.ALLOWED_HOSTS)))


def _is_here(name: str) -> bool:
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"


def _is_open(path: Path) -> bool:
    """Windows has no such bits: there the rights of the user's own folder hold."""
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & OF_OTHERS)
