"""Loads the invented town in one transaction: all of it or nothing."""

from __future__ import annotations

import random
import sys
import time as stopwatch
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tongxin.access.viewer import founding_viewer
from tongxin.cases.models import Case
from tongxin.inspections.models import Visit
from tongxin.records import clock, publication
from tongxin.records.ledger import seal_waiting
from tongxin.records.permission import Viewer
from tongxin.reporting.actions import load_templates
from tongxin.territory.ground import division_ground
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin_demo.daily import each_day
from tongxin_demo.quarter import Quarter
from tongxin_demo.results import compare, report
from tongxin_demo.staff import ACCOUNTS, appoint_staff
from tongxin_demo.ties import leave_and_change, tie_together
from tongxin_demo.town import SIZES, TOWN, load_ground

DAYS = 91
PHOTOS = {"full": 24, "small": 4}
DEMONSTRATION = "demonstration"
ACCOUNTS_FILE = "demo-accounts.txt"


@dataclass
class Steps:
    """Says on the console what is being done, and how long it took."""

    of: int
    done: int = 0
    begun: float = field(default_factory=stopwatch.monotonic)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """One step: its name before, its seconds after."""
        self.done += 1
        begun = stopwatch.monotonic()
        print(f"[{self.done}/{self.of}] {what} …", end=" ", flush=True)
        yield
        print(f"{stopwatch.monotonic() - begun:.1f} s", flush=True)


def run(*, size: str, seed: int, until: str | None) -> int:
    """Loads the town unless it is there. Gives the exit code: 2 where the database holds another town's records."""
    accounts = Path(settings.TONGXIN_HOME) / ACCOUNTS_FILE
    if publication.current(DEMONSTRATION).exists():
        print("演示镇已经装好，账号如下。 The demonstration town is loaded; the accounts:")
        print(accounts.read_text(encoding="utf-8") if accounts.exists() else "—")
        return 0
    if Division.objects.exists():
        print(f"{settings.TONGXIN_HOME} 里已有别的数据，没有装入演示镇。请另设 TONGXIN_HOME。"
              " It holds other records; nothing was loaded. Set another TONGXIN_HOME.", file=sys.stderr)  # fmt: skip
        return 2
    passwords = _load(size, random.Random(seed), _end_of(until))
    accounts.write_text(_account_lines(passwords), encoding="utf-8")
    accounts.chmod(0o600)
    print(_account_lines(passwords))
    return 0


def _end_of(until: str | None) -> datetime:
    """The moment at which the quarter ends: now, or 18:00 of the stated day."""
    if until is None:
        return clock.now()
    return min(datetime.combine(date.fromisoformat(until), time(18), clock.SHANGHAI), clock.now())


@transaction.atomic
def _load(size: str, chance: random.Random, end: datetime) -> dict[str, str]:
    last = clock.local(end).date()
    since = last - timedelta(days=DAYS)
    founded = datetime.combine(since - timedelta(days=20), time(9), clock.SHANGHAI)
    founder = founding_viewer(division_ground(TOWN))
    steps = Steps(of=7)
    with clock.travel(to=founded):
        with steps.step("区划、村民小组、网格、农户、公共区域（导入户册）"):
            load_templates(by=founder)
            load_ground(SIZES[size], chance, by=founder)
            _mark(founder)
        with steps.step("人员、职务、账号"):
            staff, passwords = appoint_staff(chance, since=since - timedelta(days=20), by=founder)
        with steps.step("组织、包片、片区类型、位置"):
            tie_together(staff, chance, since=since - timedelta(days=20), by=founder)
    with steps.step("一个季度的检查和问题"):
        quarter = Quarter(staff, chance, since=since, end=end, photos=PHOTOS[size])
        quarter.plan()
        for count, _ in enumerate(quarter.run(), start=1):
            if count % 500 == 0:
                print(f"{count}", end=" ", flush=True)
    with steps.step("评比、红榜、简报"):
        yesterday = last - timedelta(days=1)
        with clock.travel(to=datetime.combine(yesterday, time(17, 50), clock.SHANGHAI)):
            compare(staff, since=since, until=yesterday)
        seal_waiting()
        with clock.travel(to=end):
            report(staff, since=since, until=yesterday)
    with steps.step("随手拍、任务、门前三包、整改函"), clock.travel(to=end):
        each_day(staff, chance, today=last)
    with steps.step("请假、暂停、移交、调整网格"), clock.travel(to=end):
        leave_and_change(staff, chance, today=last, by=founder)
    print(
        f"{Division.objects.villages().count()} 个村、{VillagerGroup.objects.count()} 个组、"
        f"{Grid.objects.count()} 个网格、"
        f"{Site.objects.households().count()} 户、{Site.objects.public().count()} 处公共区域；"
        f"检查 {Visit.objects.exclude(state='planned').count()} 次，问题 {Case.objects.count()} 个；"
        f"{stopwatch.monotonic() - steps.begun:.0f} s"
    )
    return passwords


def _mark(by: Viewer) -> None:
    """Every page says that the data are invented as long as this row stands."""
    publication.publish(
        DEMONSTRATION,
        TOWN,
        title="演示数据，人名户名均为虚构",
        body={},
        division_code=TOWN,
        expires_at=None,
        by=by,
    )


def _account_lines(passwords: dict[str, str]) -> str:
    lines = [f"  {username:<10} {passwords[username]}   {label}" for username, label in ACCOUNTS]
    return "\n".join(["登录名 / 密码 Sign-in name / password:", *lines])
