"""Looks at what must be right under the house; shown by `tongxin doctor` and the page of checks.

Nothing of the town's is changed. Where the database itself is unsafe, nothing else is asked of it.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tongxin.records import checks, clock, durable, guards, ledger
from tongxin.records.calendar import missing_year
from tongxin.records.canonical import JSON, sha256
from tongxin.records.checks import Check, CheckScope, Found, Result, Severity, Text, check
from tongxin.records.database import DatabaseUnsafe, read_back, refuse_unsafe
from tongxin.records.jobs import MOST_TRIES, RECURRING
from tongxin.records.models import Examined, Job, JobState, StoredFile
from tongxin.records.permission import GroundLike

LEAST_FREE = 1_000_000_000  # bytes; below it a day of photos may not fit
FILES_READ = 200  # of all, drawn anew each time
LATE = timedelta(hours=1)  # a job that waits longer has no worker


# From the first of these on, an unsafe or unfinished database is not asked any more.
AFTER_SAFETY = ("tables", "integrity")

_foundation = partial(check, severity=Severity.STOPS, of_house=True, is_foundation=True)


def said(text: Text, values: Mapping[str, object]) -> Text:
    """A text with its values that is put into words only when it is read, in the reader's language."""
    words: Text = lazy(lambda: str(text) % values, str)()
    return words


checks.room(checks.FOUNDATION, _("The house"), place=0)


@dataclass(frozen=True)
class Report:
    """Results in the order of looking."""

    checks: tuple[Result, ...]

    @property
    def ok(self) -> bool:
        """Whether the foundation is right; what is amiss in the town does not make the house unsafe."""
        return all(result.ok for result in self.checks if result.check.is_foundation)

    @property
    def is_whole(self) -> bool:
        """Could every check of the foundation be made? Only then may the rest be asked of the database."""
        return {each.name for each in checks.foundation()} <= {result.name for result in self.checks}

    def as_json(self) -> dict[str, JSON]:
        """For `tongxin doctor --json`."""
        return {"ok": self.ok, "checks": [result.as_json() for result in self.checks]}


def examine(progress: Callable[[int, int], None] | None = None) -> Report:
    """Looks at database settings, tables, integrity, ledger, files, disk, queue and calendar.

    The ledger is read whole; of the files each is looked for and 200 are read again. Where the database is
    unsafe or unfinished, it is not asked for more. `progress(done, of)` is told after each check.
    """
    results: list[Result] = []
    foundation = checks.foundation()
    for each in foundation:
        if results and not results[-1].ok and each.name in AFTER_SAFETY:
            break
        results.append(Result(each, _surely(each)))
        if progress is not None:
            progress(len(results), len(foundation))
    return Report(tuple(results))


def with_the_town(report: Report) -> Report:
    """The report with the checks of every room after it, looked at in the whole house."""
    if not report.is_whole:
        return report
    rest = [each for each in checks.all() if not each.is_foundation]
    return Report((*report.checks, *checks.run(CheckScope(), rest)))


def examine_only(name: str) -> Report:
    """One check alone. Raises `UnknownCheck`."""
    chosen = checks.get(name)
    found = _surely(chosen) if chosen.is_foundation else chosen.look(CheckScope())
    return Report((Result(chosen, found),))


def look_through(progress: Callable[[int, int], None] | None = None) -> list[tuple[GroundLike, Result]]:
    """Makes the heavy checks place by place; gives what is amiss. `progress(done, of)` is told after each place."""
    heavy = [each for each in checks.all() if each.is_heavy]
    grounds = checks.all_places()
    amiss = []
    for done, ground in enumerate(grounds, start=1):
        results = checks.run(CheckScope((ground,)), heavy)
        amiss += [(ground, result) for result in results if not result.ok]
        if progress is not None:
            progress(done, len(grounds))
    return amiss


def remember(report: Report, amiss: Iterable[tuple[GroundLike, Result]] = ()) -> None:
    """Keeps for pages what the foundation's checks and the heavy ones said; what was kept before is forgotten."""
    rows = [_kept(result) for result in report.checks if result.check.is_foundation]
    rows += [_kept(result, ground.division_code) for ground, result in amiss]
    with transaction.atomic():
        Examined.objects.all().delete()
        Examined.objects.bulk_create(rows)


def _kept(result: Result, division_code: str = "") -> Examined:
    return Examined(
        name=result.name,
        division_code=division_code,
        count=result.found.count,
        detail=_in_every_language(result.found.detail),
        mend=_in_every_language(result.found.mend or ("" if result.ok else result.check.mend)),
        subjects=[
            {
                "label": subject.label,
                "url": subject.url,
                "act": _in_every_language(subject.act),
                "act_url": subject.act_url,
            }
            for subject in result.found.subjects
        ],
    )


def _in_every_language(text: Text) -> dict[str, str]:
    words = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words[code] = str(text)
    return words


def check_head(known_head: str) -> Result:
    """Whether a head printed in a brief or a backup is still in the chain."""
    is_there = ledger.is_in_chain(known_head)
    seen = _("the printed head is in the chain") if is_there else _("the printed head is not in the chain")
    return Result(PRINTED_HEAD, checks.amiss(not is_there, seen))


def mend_guard() -> None:
    """Puts the triggers of the ledger back."""
    guards.install(_database())


def _surely(chosen: Check) -> Found:
    """A check that cannot be made is a check that fails."""
    try:
        return chosen.look(CheckScope())
    except (DatabaseError, OSError) as error:
        return Found(1, detail=str(error), mend=_("Bring the last backup back, or call for help."))


@_foundation(
    "disk",
    title=_("room on the disk"),
    why=_("A full disk refuses every entry and every photo."),
    mend=_("Make room: at least 1 GB must be free."),
)
def _disk(scope: CheckScope) -> Found:
    free = shutil.disk_usage(settings.TONGXIN_HOME).free
    return checks.amiss(free < LEAST_FREE, said(_("%(size)s GB free"), {"size": round(free / 1e9, 1)}))


@_foundation(
    "settings",
    title=_("settings of the database"),
    why=_("With other settings an entry that was acknowledged can be lost when the power fails."),
    mend=_("Correct the setting and start again; until then nothing is served with this database."),
)
def _settings(scope: CheckScope) -> Found:
    """Reads the settings back on a connection of its own, as the next process would find them."""
    fresh = connections.create_connection("default")
    try:
        refuse_unsafe(fresh)
        seen = ", ".join(f"{name} = {value}" for name, value in read_back(fresh).items())
    except DatabaseUnsafe as error:
        return checks.amiss(True, str(error))
    except DatabaseError as error:
        return Found(1, detail=str(error), mend=_("Start the database, or correct its address."))
    finally:
        fresh.close()
    return checks.amiss(False, f"{fresh.display_name}: {seen}")


@_foundation(
    "tables",
    title=_("tables"),
    why=_("The program and its tables must be of one version."),
    mend=_("Run: tongxin migrate"),
)
def _tables(scope: CheckScope) -> Found:
    executor = MigrationExecutor(_database())
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return checks.amiss(False, _("up to date"))
    return checks.amiss(True, said(_("%(count)s steps of the tables are missing"), {"count": len(missing)}))


@_foundation(
    "integrity",
    title=_("integrity of the database"),
    why=_("A damaged database loses what was recorded, and each further entry may make it worse."),
    mend=_("Stop the program and bring the last backup back."),
)
def _integrity(scope: CheckScope) -> Found:
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
    return checks.amiss(bool(faults), "; ".join(faults) or _("no fault"))


@_foundation(
    "ledger_guard",
    title=_("guard of the ledger"),
    why=_("Without it the database would let somebody change what was done."),
    mend=_("Run: tongxin doctor --mend"),
)
def _ledger_guard(scope: CheckScope) -> Found:
    missing = guards.missing(_database())
    if not missing:
        return checks.amiss(False, _("the database refuses any change"))
    text = _("the database would let rows be changed; missing: %(names)s")
    return checks.amiss(True, said(text, {"names": ", ".join(missing)}))


@_foundation(
    "ledger",
    title=_("ledger"),
    why=_("The ledger proves who did what; a row that does not fit was changed outside of the program."),
    mend=_("Keep this database for the inquiry and compare it with the last backup."),
)
def _ledger(scope: CheckScope) -> Found:
    verdict = ledger.verify()
    if verdict.fault is not None:
        return checks.amiss(True, f"{verdict.fault.where}: {verdict.fault.what}")
    counts = {"entries": verdict.entries, "seals": verdict.seals, "waiting": verdict.waiting}
    text = _("%(entries)s entries, %(seals)s seals, %(waiting)s waiting for a seal; head %(head)s")
    return checks.amiss(False, said(text, {**counts, "head": ledger.head().head}))


@_foundation(
    "files",
    title=_("files"),
    why=_("A photo or a paper that is gone cannot be shown again."),
    mend=_("Bring these files back from the backup."),
)
def _files(scope: CheckScope) -> Found:
    digests = list(StoredFile.objects.values_list("digest", flat=True))
    there = [digest for digest in digests if durable.path_of(digest).is_file()]
    gone = sorted(set(digests).difference(there))
    drawn = random.sample(there, min(FILES_READ, len(there)))
    spoilt = [digest for digest in drawn if sha256(durable.path_of(digest).read_bytes()) != digest]
    if gone or spoilt:
        text = _("%(gone)s missing, %(spoilt)s changed, first %(digest)s")
        counts = {"gone": len(gone), "spoilt": len(spoilt), "digest": (gone + spoilt)[0]}
        return Found(len(gone) + len(spoilt), detail=said(text, counts))
    text = _("%(count)s files, %(read)s of them read and right")
    return checks.amiss(False, said(text, {"count": len(digests), "read": len(drawn)}))


@_foundation(
    "queue",
    title=_("background work"),
    why=_("Imports, limits, lists that end and this look itself are done in the background."),
    mend=_("Read the fault of these jobs on the administration page."),
    severity=Severity.WRONG,
    page="web:administration",
)
def _queue(scope: CheckScope) -> Found:
    """Recurring work that is late only says that no worker runs now, as on a laptop in the morning."""
    late = Job.objects.filter(state=JobState.WAITING, run_at__lt=clock.now() - LATE)
    asked_for = late.exclude(unique_key__startswith=RECURRING).count()
    failing = Job.objects.filter(Q(state=JobState.FAILED) | Q(tries__gte=MOST_TRIES)).count()
    counts = {"waiting": Job.objects.unfinished().count(), "late": asked_for, "failing": failing}
    text = _("%(waiting)s jobs to do, %(late)s late by over an hour, %(failing)s failing")
    nobody_works = _("No worker runs. Start one: tongxin serve, or tongxin worker.") if late.exists() else ""
    return Found(asked_for + failing, detail=said(text, counts), mend=nobody_works)


@_foundation(
    "calendar",
    title=_("working calendar"),
    why=_("Limits count working days; where the days off are not known they are provisional."),
    mend=_("Enter the days off by hand, or update Tongxin."),
    severity=Severity.LOOK,
    page="web:calendar",
)
def _calendar(scope: CheckScope) -> Found:
    """Never fails the whole: work goes on, limits are only marked provisional."""
    year = missing_year(clock.today())
    if year is None:
        return checks.amiss(False, _("holidays are known"))
    text = _("the holidays of %(year)s are not known, limits are provisional")
    return Found(detail=said(text, {"year": year}), mend=_("Enter the days off by hand, or update Tongxin."))


def _database() -> BaseDatabaseWrapper:
    return connections["default"]


PRINTED_HEAD = Check(
    "ledger_head",
    title=_("printed head of the ledger"),
    why=_("A head that was printed proves that nothing before it was exchanged."),
    mend=_("The end of the ledger was cut off or exchanged since. Compare with the backup of that day."),
    severity=Severity.STOPS,
    look=lambda scope: Found(),
    of_house=True,
    is_foundation=True,
)
