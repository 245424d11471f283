"""Looks at what must be right under the house; shown by `tongxin doctor` and the administration page.

Nothing is changed. Where the database itself is unsafe, nothing else is asked of it.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.records import clock, durable, guards, ledger
from tongxin.records.calendar import missing_year
from tongxin.records.canonical import JSON, sha256
from tongxin.records.database import DatabaseUnsafe, read_back, refuse_unsafe
from tongxin.records.jobs import MOST_TRIES, RECURRING
from tongxin.records.models import Job, JobState, StoredFile

LEAST_FREE = 1_000_000_000  # bytes; below it a day of photos may not fit
FILES_READ = 200  # of all, drawn anew each time
LATE = timedelta(hours=1)  # a job that waits longer has no worker


TITLES = {
    "disk": gettext_lazy("room on the disk"),
    "settings": gettext_lazy("settings of the database"),
    "tables": gettext_lazy("tables"),
    "integrity": gettext_lazy("integrity of the database"),
    "ledger_guard": gettext_lazy("guard of the ledger"),
    "ledger": gettext_lazy("ledger"),
    "ledger_head": gettext_lazy("printed head of the ledger"),
    "files": gettext_lazy("files"),
    "queue": gettext_lazy("background work"),
    "calendar": gettext_lazy("working calendar"),
}


@dataclass(frozen=True)
class Check:
    """One thing looked at: its name (of `TITLES`), whether it is right, what was seen, what to do (or "")."""

    name: str
    ok: bool
    detail: str
    mend: str = ""

    @property
    def title(self) -> str:
        """The name in the user's language."""
        return str(TITLES[self.name])


@dataclass(frozen=True)
class Report:
    """All checks, in the order of looking."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is right."""
        return all(check.ok for check in self.checks)

    def as_json(self) -> dict[str, JSON]:
        """For `tongxin doctor --json`."""
        return {"ok": self.ok, "checks": [asdict(check) for check in self.checks]}


def examine() -> Report:
    """Looks at database settings, tables, integrity, ledger, files, disk, queue and calendar.

    The ledger is read whole; of the files each is looked for and 200 are read again.
    """
    checks = [_disk(), _settings()]
    for look in (_tables, _integrity, _ledger_guard, _ledger, _files, _queue, _calendar):
        if not checks[-1].ok and look in (_tables, _integrity):
            break  # an unsafe or unfinished database is not asked for more
        checks.append(_surely(look))
    return Report(tuple(checks))


def check_head(known_head: str) -> Check:
    """Whether a head printed in a brief or a backup is still in the chain."""
    if ledger.is_in_chain(known_head):
        return Check("ledger_head", ok=True, detail=_("the printed head is in the chain"))
    mend = _("The end of the ledger was cut off or exchanged since. Compare with the backup of that day.")
    return Check("ledger_head", ok=False, detail=_("the printed head is not in the chain"), mend=mend)


def mend_guard() -> None:
    """Puts the triggers of the ledger back."""
    guards.install(_database())


def _surely(look: Callable[[], Check]) -> Check:
    """A check that cannot be made is a check that fails."""
    try:
        return look()
    except (DatabaseError, OSError) as error:
        name = look.__name__.removeprefix("_")
        return Check(
            name, ok=False, detail=str(error), mend=_("Bring the last backup back, or call for help.")
        )


def _settings() -> Check:
    """Reads the settings back on a connection of its own, as the next process would find them."""
    fresh = connections.create_connection("default")
    try:
        refuse_unsafe(fresh)
        found = ", ".join(f"{name} = {value}" for name, value in read_back(fresh).items())
    except DatabaseUnsafe as error:
        mend = _("Correct the setting and start again; until then nothing is served with this database.")
        return Check("settings", ok=False, detail=str(error), mend=mend)
    except DatabaseError as error:
        return Check(
            "settings", ok=False, detail=str(error), mend=_("Start the database, or correct its address.")
        )
    finally:
        fresh.close()
    return Check("settings", ok=True, detail=f"{fresh.display_name}: {found}")


def _tables() -> Check:
    executor = MigrationExecutor(_database())
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    detail = _("%(count)s steps of the tables are missing") % {"count": len(missing)}
    if missing:
        return Check("tables", ok=False, detail=detail, mend=_("Run: tongxin migrate"))
    return Check("tables", ok=True, detail=_("up to date"))


def _integrity() -> Check:
    database = _database()
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(5)")
            faults = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            faults += [f"{row[0]} {row[1]} → {row[2]}" for row in cursor.fetchmany(5)]
        else:
            cursor.execute(
                "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
            )
            faults = [f"checksum_failures = {row[0]}" for row in cursor.fetchall() if row[0]]
    mend = _("Stop the program and bring the last backup back.") if faults else ""
    return Check("integrity", ok=not faults, detail="; ".join(faults) or _("no fault"), mend=mend)


def _ledger_guard() -> Check:
    missing = guards.missing(_database())
    if not missing:
        return Check("ledger_guard", ok=True, detail=_("the database refuses any change"))
    detail = _("the database would let rows be changed; missing: %(names)s") % {"names": ", ".join(missing)}
    return Check("ledger_guard", ok=False, detail=detail, mend=_("Run: tongxin doctor --mend"))


def _ledger() -> Check:
    verdict = ledger.verify()
    if verdict.fault is not None:
        detail = f"{verdict.fault.where}: {verdict.fault.what}"
        mend = _("Keep this database for the inquiry and compare it with the last backup.")
        return Check("ledger", ok=False, detail=detail, mend=mend)
    counts = {"entries": verdict.entries, "seals": verdict.seals, "waiting": verdict.waiting}
    text = _("%(entries)s entries, %(seals)s seals, %(waiting)s waiting for a seal; head %(head)s")
    return Check("ledger", ok=True, detail=text % {**counts, "head": ledger.head().head})


def _files() -> Check:
    digests = list(StoredFile.objects.values_list("digest", flat=True))
    there = [digest for digest in digests if durable.path_of(digest).is_file()]
    gone = sorted(set(digests).difference(there))
    drawn = random.sample(there, min(FILES_READ, len(there)))
    spoilt = [digest for digest in drawn if sha256(durable.path_of(digest).read_bytes()) != digest]
    if gone or spoilt:
        text = _("%(gone)s missing, %(spoilt)s changed, first %(digest)s")
        detail = text % {"gone": len(gone), "spoilt": len(spoilt), "digest": (gone + spoilt)[0]}
        return Check("files", ok=False, detail=detail, mend=_("Bring these files back from the backup."))
    text = _("%(count)s files, %(read)s of them read and right")
    return Check("files", ok=True, detail=text % {"count": len(digests), "read": len(drawn)})


def _disk() -> Check:
    free = shutil.disk_usage(settings.TONGXIN_HOME).free
    detail = _("%(size)s GB free") % {"size": round(free / 1e9, 1)}
    ok = free >= LEAST_FREE
    return Check("disk", ok=ok, detail=detail, mend="" if ok else _("Make room: at least 1 GB must be free."))


def _queue() -> Check:
    """Recurring work that is late only says that no worker runs now, as on a laptop in the morning."""
    late = Job.objects.filter(state=JobState.WAITING, run_at__lt=clock.now() - LATE)
    asked_for = late.exclude(unique_key__startswith=RECURRING).count()
    failing = Job.objects.filter(Q(state=JobState.FAILED) | Q(tries__gte=MOST_TRIES)).count()
    counts = {"waiting": Job.objects.unfinished().count(), "late": asked_for, "failing": failing}
    detail = _("%(waiting)s jobs to do, %(late)s late by over an hour, %(failing)s failing") % counts
    mend = ""
    if late.exists():
        mend = _("No worker runs. Start one: tongxin serve, or tongxin worker.")
    elif failing:
        mend = _("Read the fault of these jobs on the administration page.")
    return Check("queue", ok=not asked_for and not failing, detail=detail, mend=mend)


def _calendar() -> Check:
    """Never fails the whole: work goes on, limits are only marked provisional."""
    year = missing_year(clock.today())
    if year is None:
        return Check("calendar", ok=True, detail=_("holidays are known"))
    detail = _("the holidays of %(year)s are not known, limits are provisional") % {"year": year}
    return Check("calendar", ok=True, detail=detail, mend=_("Enter the days off by hand, or update Tongxin."))


def _database() -> BaseDatabaseWrapper:
    return connections["default"]
