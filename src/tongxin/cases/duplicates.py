"""Cases that a new problem may be one of, and how many told of a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from tongxin.cases.intake import report_kinds, weights
from tongxin.cases.models import Case, ResidentReport
from tongxin.cases.report_rules import ReportState, Seen, likeness
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.standards.models import MatterType
from tongxin.territory.ground import Ground


@dataclass(frozen=True)
class Similar:
    """An open case that a problem may be one of, and how much speaks for it, in points."""

    case: Case
    points: int


def similar_cases(seen: Seen, viewer: Viewer) -> list[Similar]:
    """The open cases of the village that the viewer may see and that are alike enough, the likeliest first.

    One query of at most `most_read` cases, the latest of them.
    """
    told = weights()
    near = viewer.visible(Case.objects.all(), Act.CASE_VIEW).open().filter(division_code=seen.village)
    latest = near.with_places_and_people().order_by("-found_at", "-id")[: told.most_read]
    scored = [Similar(case, likeness(seen, _seen_in(case), told)) for case in latest]
    enough = [each for each in scored if each.points >= told.least]
    return sorted(enough, key=lambda each: -each.points)[: told.most_shown]


def seen_in_report(report: ResidentReport) -> Seen:
    """What a report says of a problem."""
    matter = matter_of_kind(report.kind)
    return Seen(
        kind=matter.code if matter else "",
        line=matter.line if matter else "",
        village=report.division_code,
        group=report.group_id,
        site=report.site_id,
        at=report.received_at,
        words=f"{report.place_words} {report.text}",
    )


def seen_now(ground: Ground, matter: MatterType, words: str) -> Seen:
    """What somebody is about to report."""
    return Seen(
        kind=matter.code,
        line=matter.line,
        village=ground.division_code,
        group=ground.group_id,
        site=ground.site_id,
        at=clock.now(),
        words=words,
    )


def matter_of_kind(kind: str) -> MatterType | None:
    """The kind of problem that is proposed for a resident's kind, where the town has it in force."""
    known = report_kinds().get(kind)
    if known is None or not known.matter:
        return None
    return MatterType.objects.in_force(clock.today()).filter(code=known.matter).first()


def supporters_of(case: Case) -> int:
    """How many told of the case besides the first: reports that joined it, and cases merged into it."""
    return supporters([case.pk])[case.pk]


def supporters(cases: Collection[UUID]) -> Counter[UUID]:
    """Id of a case → its supporters, for a page of a list: one query whatever its length."""
    joined = ResidentReport.objects.filter(state=ReportState.MERGED).order_by()
    at_once, through_another, merged = (
        rows.values_list(column).annotate(number=Count("pk"))
        for column, rows in (
            ("case", joined.filter(case__in=cases)),
            ("case__duplicate_of", joined.filter(case__duplicate_of__in=cases)),
            ("duplicate_of", Case.objects.filter(duplicate_of__in=cases).order_by()),
        )
    )
    found: Counter[UUID] = Counter()
    for case_id, number in at_once.union(through_another, merged, all=True):
        found[case_id] += number
    return found


def _seen_in(case: Case) -> Seen:
    return Seen(
        kind=case.matter.code,
        line=case.line,
        village=case.division_code,
        group=case.group_id,
        site=case.site_id,
        at=case.found_at,
        words=f"{case.title} {case.note}",
    )
