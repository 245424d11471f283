"""What else a day brings: reports of residents, tasks for a line, agreements at the door, a letter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from tongxin.cases.actions import LetterDraft, issue_letter
from tongxin.cases.actions.complaints import name_reader
from tongxin.cases.actions.reports import Told, accept_report, decline_report, merge_report, receive_report
from tongxin.cases.letter_paper import Problem
from tongxin.cases.letters import addressees
from tongxin.cases.models import Case, ResidentReport
from tongxin.council.actions import Signature, Terms, draft_for_all, sign_agreement
from tongxin.council.models import Agreement
from tongxin.council.rules import Holder, SignedHow
from tongxin.plans.actions import accept_task, finish_task, give_task
from tongxin.records import clock
from tongxin.records.permission import SYSTEM, Viewer
from tongxin.standards.models import MatterType
from tongxin.territory.models import Division, VillagerGroup
from tongxin_demo.staff import Staff
from tongxin_demo.town import TOWN

# Kind as a resident chooses it, words of the place, what was written.
TOLD = (
    ("rubbish", "村口桥头", "桥头堆了一堆旧家具和垃圾袋，好几天了"),
    ("water", "大沟下段", "水沟堵了，一下雨就漫到路上"),
    ("bins", "活动场旁边", "垃圾桶满了没有人收"),
    ("facility", "小学门口", "路灯不亮，晚上看不见路"),
    ("rubbish", "村口桥头", "桥头又有人倒垃圾"),
    ("other", "镇外的高速公路", "服务区厕所脏"),
)
DECLINED = "服务区不归镇里管，已转告高速公路管理单位。"
AGREED_GROUPS, SIGNED_SHARE = 4, 0.8
TASKS = (
    ("water", "清一次主沟", "从水塘到大路，能通水就行"),
    ("sanitation", "补齐缺的垃圾桶盖", ""),
    ("greening", "村口补种三棵树", "等下过雨再种"),
)


def each_day(staff: Staff, chance: random.Random, *, today: date) -> None:
    """Everything of this file, on the last day of the quarter."""
    clerk, leader = staff.viewer(staff.clerk), staff.viewer(staff.leader)
    town = Division.objects.get(pk=TOWN)
    for person in (staff.leader, staff.clerk):
        name_reader(person, town=town, by=leader)
    villages = list(Division.objects.villages().filter(pk__in=staff.secretaries).order_by("code"))
    _reports(villages, clerk, chance)
    _tasks(villages, staff, clerk, today)
    _agreements(villages, staff, chance, today)
    _letter(staff.viewer(staff.leader), today)


def _reports(villages: Sequence[Division], clerk: Viewer, chance: random.Random) -> None:
    """Reports of residents: some still in the tray, some taken up, one merged, one declined."""
    taken = [
        receive_report(
            Told(ground=villages[number % len(villages)].ground, kind=kind, place_words=place, text=text),
            receipt=UUID(int=chance.getrandbits(128), version=4),
            by=SYSTEM,
            received_at=clock.now() - timedelta(hours=30 - number),
        ).report
        for number, (kind, place, text) in enumerate(TOLD)
    ]
    first = _take_up(taken[0], clerk)
    _take_up(taken[1], clerk)
    merge_report(taken[4], into=first, by=clerk)
    decline_report(taken[5], reason=DECLINED, by=clerk)


def _take_up(report: ResidentReport, clerk: Viewer) -> Case:
    matter = MatterType.objects.in_force(clock.today()).get(
        code="WA-01" if report.kind == "water" else "RB-01"
    )
    return accept_report(
        report, ground=report.ground, matter=matter, title=matter.name_zh, note=report.text, by=clerk
    )


def _tasks(villages: Sequence[Division], staff: Staff, clerk: Viewer, today: date) -> None:
    """A task for a line in a village each: given, under way, done."""
    for number, ((line, title, what), village) in enumerate(zip(TASKS, villages, strict=False)):
        secretary = staff.secretaries[village.code]
        task = give_task(
            ground=village.ground,
            line=line,
            title=title,
            what=what,
            due_on=today + timedelta(days=7 + number),
            to=secretary,
            by=clerk,
        )
        if number > 0:
            task = accept_task(task, by=staff.viewer(secretary))
        if number > 1:
            finish_task(task, by=staff.viewer(secretary), note="已经做完")


def _agreements(villages: Sequence[Division], staff: Staff, chance: random.Random, today: date) -> None:
    """Some groups of the first village have signed for their doors; the rest has drafts or nothing yet."""
    village = villages[0]
    secretary = staff.viewer(staff.secretaries[village.code])
    terms = Terms(since=today, until=today.replace(year=today.year + 1, day=1), front="门前到路边")
    signature = Signature(SignedHow.PAPER, today, paper_place="村委会文件柜", copies=frozenset(Holder))
    for group in VillagerGroup.objects.in_use().filter(village=village).order_by("number")[:AGREED_GROUPS]:
        draft_for_all(group.ground, terms=terms, by=secretary)
        for agreement in Agreement.objects.filter(group=group).order_by("number"):
            if chance.random() < SIGNED_SHARE:
                sign_agreement(agreement, signature=signature, by=secretary)


def _letter(leader: Viewer, today: date) -> None:
    """The case that is overdue longest becomes a letter to the village."""
    late = Case.objects.overdue(clock.now()).filter(never_public=False).order_by("due_at", "id").first()
    if late is not None:
        draft = LetterDraft(
            problems=[Problem(late, today + timedelta(days=5))],
            to=addressees([late])[0].key,
            answer_by=today + timedelta(days=7),
            contact="镇人居环境办",
        )
        issue_letter(draft, address=lambda key: f"/cases/letters/{key}/", by=leader)
