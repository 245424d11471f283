"""One quarter of the invented town's work, act by act, in the order of time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tongxin.cases.actions import open_case
from tongxin.cases.models import Case
from tongxin.inspections.actions import close_round, enter_visit, open_round, plan_round
from tongxin.inspections.drawing import SampleKind, SampleRule
from tongxin.inspections.entry import FindingEntry, VisitEntry
from tongxin.inspections.judging import Hints, hints_for
from tongxin.inspections.models import Visit
from tongxin.inspections.rules import FindingOutcome, VisitState, all_in_order
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.standards.models import MatterType, SheetVersion
from tongxin.territory.models import Division, Site
from tongxin_demo.course import Course
from tongxin_demo.pictures import lane
from tongxin_demo.staff import Staff
from tongxin_demo.timeline import Act, Timeline, local, office_hours
from tongxin_demo.town import TOWN

HOUSEHOLD_SHEET = "household_photo_60"
VILLAGE_SHEET = "yunnan_first_class_8"
INDOORS = "A"  # rooms are looked at with the household's consent only, so most visits leave them out
LOOKED_INDOORS = 0.03
# Title, sample, and by how many days the round ends before (or after) the next one begins: the last is under way.
ROUNDS = (
    ("第一轮入户检查", SampleRule(SampleKind.PER_GRID, 2), -6),
    ("第二轮入户检查", SampleRule(SampleKind.PER_GRID, 2), -6),
    ("第三轮入户检查", SampleRule(SampleKind.SHARE, 22), 6),
)
PUBLIC_MATTERS = {
    "public_place": ("RB-01", "RB-02", "RB-05", "RB-12", "OR-02", "OR-07"),
    "toilet": ("TL-01", "TL-02", "TL-03"),
    "collection_point": ("RB-03", "RB-04", "RB-11"),
    "water_body": ("WA-01", "WA-02"),
    "road": ("RD-01", "RD-02", "RD-05", "RD-06", "RD-08", "RB-06"),
}
NOTES = ("约两三平方米", "路边看得见", "已跟旁边住户说过", "下雨后更明显", "")
OUTCOMES = (VisitState.DONE, VisitState.NOBODY_HOME, VisitState.REFUSED)
FINDINGS = (FindingOutcome.CASE, FindingOutcome.FIXED, FindingOutcome.NOTED)


class Quarter:
    """Plans rounds and reports, and lets what they find run its course."""

    def __init__(
        self, staff: Staff, chance: random.Random, *, since: date, end: datetime, photos: int
    ) -> None:
        self.staff = staff
        self.chance = chance
        self.since = since
        self.days = (clock.local(end).date() - since).days
        self.timeline = Timeline(end)
        self.course = Course(staff, self.timeline, chance)
        self.photos_left = photos
        self.clerk = staff.viewer(staff.clerk)
        self.town = Division.objects.get(pk=TOWN)
        self.matters = {matter.code: matter for matter in MatterType.objects.in_force(since)}
        self.persons = {person.pk: person for person in Person.objects.all()}
        self.mess: dict[UUID | None, float] = {}
        self.severity: dict[UUID, float] = {}

    def plan(self) -> None:
        """Three rounds of households, one of villager groups, and reports on public places all along."""
        third = max(self.days // len(ROUNDS), 10)
        for number, (title, sample, more) in enumerate(ROUNDS):
            first = self.since + timedelta(days=number * third + 2)
            self._plan_round(title, HOUSEHOLD_SHEET, sample, first, third + more)
        middle = self.since + timedelta(days=third)
        self._plan_round("村民小组一档村标准检查", VILLAGE_SHEET, SampleRule(SampleKind.ALL), middle, 14)
        looked_after = Site.objects.public().filter(pk__in=self.staff.stewards)
        for site in looked_after.select_related("group", "grid").order_by(
            "division_code", "group__number", "sequence"
        ):
            for _ in range(self.chance.choices((0, 1, 2), (45, 40, 15))[0]):
                self.timeline.at(office_hours(self.chance, self.since, self.days), self._report(site))

    def run(self) -> Iterator[datetime]:
        """Lets the quarter pass; yields each act's moment."""
        return self.timeline.run()

    def _plan_round(self, title: str, sheet_id: str, sample: SampleRule, first: date, days: int) -> None:
        sheet = SheetVersion.objects.get(sheet_id=sheet_id)
        last = first + timedelta(days=days)

        def begin() -> None:
            planned = plan_round(
                title=f"{first.year}年{first.month}月{title}",
                ground=self.town.ground,
                sheet_version=sheet,
                starts_on=first,
                ends_on=last,
                sample=sample,
                inspectors=list(self.staff.cadres.values()),
                by=self.clerk,
                seed=f"{TOWN}-{first:%Y%m%d}",
            )
            opened = open_round(planned, by=self.clerk)
            hints = hints_for(sheet, first)
            visits = Visit.objects.filter(round=opened).select_related("grid", "group", "site")
            for visit in visits.order_by("position"):
                self.timeline.at(office_hours(self.chance, first, days), self._visit(visit, sheet, hints))
            self.timeline.at(local(last, time(17, 45)), lambda: close_round(opened, by=self.clerk))

        self.timeline.at(local(first, time(8, 35)), begin)

    def _visit(self, visit: Visit, sheet: SheetVersion, hints: Hints) -> Act:
        inspector = self.persons[visit.inspector_id] if visit.inspector_id else self.staff.clerk

        def act() -> None:
            entry = self._entry(visit, inspector, sheet, hints)
            enter_visit(visit, entry=entry, by=self.staff.viewer(inspector))
            if any(finding.outcome is FindingOutcome.CASE for finding in entry.findings):
                for case in Case.objects.filter(finding__visit=visit).order_by("number"):
                    self.course.follow(case)

        return act

    def _entry(self, visit: Visit, inspector: Person, sheet: SheetVersion, hints: Hints) -> VisitEntry:
        if visit.site_id:
            outcome = self.chance.choices(OUTCOMES, (93, 6, 1))[0]
            if outcome is not VisitState.DONE:
                return VisitEntry(outcome)
        answers = dict(all_in_order(sheet.parts, leaving_out=self._rooms_left_out(sheet)))
        share = self._share_amiss(visit, inspector)
        findings: dict[str, FindingEntry] = {}
        for item_id, answer in list(answers.items()):
            hint = hints.by_item.get(item_id)
            charged_already = hint is not None and hint.not_with in findings
            if charged_already or (hint is not None and hint.needs_reason) or self.chance.random() >= share:
                continue
            answers[item_id] = {"yes": not answer["yes"]}
            findings[item_id] = self._finding(item_id, hints)
        return VisitEntry(VisitState.DONE, answers, tuple(findings.values()))

    def _rooms_left_out(self, sheet: SheetVersion) -> set[str]:
        if sheet.sheet_id != HOUSEHOLD_SHEET or self.chance.random() < LOOKED_INDOORS:
            return set()
        return {
            item.id for section in sheet.parts.sections if section.id == INDOORS for item in section.items
        }

    def _share_amiss(self, visit: Visit, inspector: Person) -> float:
        """How many of the items are amiss: the grid's own state, seen through the inspector's severity."""
        mess = self.mess.setdefault(visit.grid_id or visit.group_id, self.chance.betavariate(1.6, 12))
        return mess * self.severity.setdefault(inspector.pk, self.chance.uniform(0.7, 1.35))

    def _finding(self, item_id: str, hints: Hints) -> FindingEntry:
        if hints.matter(item_id) is None:
            return FindingEntry(item_id, FindingOutcome.NOTED)
        outcome = self.chance.choices(FINDINGS, (10, 40, 50))[0]
        return FindingEntry(item_id, outcome, note=self.chance.choice(NOTES))

    def _report(self, site: Site) -> Act:
        def act() -> None:
            cadre, steward = self.staff.cadres[site.division_code], self.staff.stewards[site.pk]
            reporter = cadre if self.chance.random() < 0.3 else steward
            with_photo = self._takes_photo()
            case = open_case(
                ground=site.ground,
                matter=self.matters[self.chance.choice(PUBLIC_MATTERS[site.kind])],
                note=self.chance.choice(NOTES),
                photos=(lane(self.chance, dirty=True),) if with_photo else (),
                by=self.staff.viewer(reporter),
            )
            self.course.follow(case, with_photo=with_photo)

        return act

    def _takes_photo(self) -> bool:
        if self.photos_left <= 0 or self.chance.random() > 0.25:
            return False
        self.photos_left -= 1
        return True
