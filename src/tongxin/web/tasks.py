"""What needs the viewer: a few lines for the home page, each with its way on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongxin.access.models import Export, SubjectRequest
from tongxin.access.viewer import PostViewer
from tongxin.cases.models import Case, ResidentReport
from tongxin.cases.orphans import orphan_count
from tongxin.cases.queries import CaseQuerySet
from tongxin.cases.rules import Ring as RingKey
from tongxin.inspections.models import Visit
from tongxin.inspections.rules import RoundState
from tongxin.people.models import Leave
from tongxin.ranking.models import RankedList
from tongxin.ranking.rules import ListState
from tongxin.records import clock
from tongxin.records.permission import Act
from tongxin.reporting.models import Brief
from tongxin.reporting.rings import ThreeRings
from tongxin.territory.links import url_of

Row = TypeVar("Row", bound=Model)

COUNTED = 100  # more need not be told apart on the home page


@dataclass(frozen=True)
class Task:
    """One line: what is so, a little more, where to go; `mark` is the pill at its end, in the colours of `state`."""

    title: str
    detail: str
    url: str
    icon: str
    mark: str = ""
    state: str = ""


def today_for(viewer: PostViewer) -> list[Task]:
    """The day's work: for whom one stands in, cases whose next step is the viewer's, visits that fall to the viewer."""
    return [*stand_ins_of(viewer), *_waiting_cases(viewer), *_visits(viewer)]


def attention_for(viewer: PostViewer, rings: ThreeRings) -> list[Task]:
    """What should not stay so: overdue cases, places without anyone, drafts that wait for a second person."""
    return [
        *_reports(viewer),
        *_overdue(viewer),
        *_orphans(viewer),
        *_nobody(viewer, rings),
        *_lists(viewer),
        *_briefs(viewer),
        *_personal_data(viewer),
    ]


def _some(rows: QuerySet[Any, Row]) -> list[Row]:
    """The first rows, enough to say how many there are."""
    return list(rows[:COUNTED])


def _at_least(count: int) -> str:
    """The number for screens: "12", or "100+"."""
    return f"{count}+" if count == COUNTED else str(count)


def stand_ins_of(viewer: PostViewer) -> Iterator[Task]:
    """For whom the viewer stands in today, and until when."""
    if not viewer.stands_in_for:
        return
    for leave in Leave.objects.in_force(clock.today()).filter(deputy=viewer.person_id).shown():
        yield Task(
            _("You stand in for %(name)s") % {"name": leave.post.person.masked_name},
            _("%(post)s, until the day before %(day)s")
            % {
                "post": leave.post,
                "day": date_format(leave.back_on, pgettext("format of a day", "N j")),
            },
            url_of(leave.post.ground),
            "person-check",
        )


def _waiting_cases(viewer: PostViewer) -> Iterator[Task]:
    if not viewer.may(Act.CASE_VIEW):
        return
    waiting = _some(Case.objects.waiting_for(viewer).with_places_and_people().order_by("due_at", "id"))
    if waiting:
        first, count = waiting[0], len(waiting)
        yield Task(
            ngettext("%(count)s case waits for you", "%(count)s cases wait for you", count)
            % {"count": _at_least(count)},
            _("First: %(place)s, %(title)s") % {"place": first.place_name, "title": first.title},
            f"{reverse('cases:list')}?view=mine",
            "check2-square",
        )


def _visits(viewer: PostViewer) -> Iterator[Task]:
    mine = Visit.objects.falling_to(viewer).planned().filter(round__state=RoundState.OPEN)
    visits = _some(
        mine.select_related("group", "grid", "site", "round").order_by(
            "round__ends_on", "round_id", "position"
        )
    )
    if visits:
        first, count = visits[0], len(visits)
        yield Task(
            ngettext("%(count)s visit to make", "%(count)s visits to make", count)
            % {"count": _at_least(count)},
            _("Next: %(place)s, by %(day)s")
            % {
                "place": first.place_name,
                "day": date_format(first.round.ends_on, pgettext("format of a day", "N j")),
            },
            reverse("inspections:mine"),
            "clipboard-check",
        )


def _overdue(viewer: PostViewer) -> Iterator[Task]:
    if not viewer.may(Act.CASE_VIEW):
        return
    here: CaseQuerySet = viewer.visible(Case.objects.all(), Act.CASE_VIEW)
    late = _some(here.overdue(clock.now()).with_places_and_people().order_by("due_at", "id"))
    if late:
        oldest, count = late[0], len(late)
        days = (clock.now() - oldest.due_at).days
        yield Task(
            ngettext("%(count)s case is overdue", "%(count)s cases are overdue", count)
            % {"count": _at_least(count)},
            _("Longest: %(place)s, %(title)s") % {"place": oldest.place_name, "title": oldest.title},
            f"{reverse('cases:list')}?view=overdue",
            "clock-fill",
            ngettext("%(days)d day", "%(days)d days", days) % {"days": days},
            "overdue",
        )


def _reports(viewer: PostViewer) -> Iterator[Task]:
    """Reports of residents that wait in the tray."""
    if not viewer.may(Act.REPORT_RECEIVE):
        return
    waiting = _some(
        viewer.visible(ResidentReport.objects.received(), Act.REPORT_RECEIVE).order_by("received_at", "id")
    )
    if waiting:
        count = len(waiting)
        yield Task(
            ngettext("%(count)s resident report waits", "%(count)s resident reports wait", count)
            % {"count": _at_least(count)},
            _("The oldest is of %(day)s")
            % {"day": date_format(clock.local(waiting[0].received_at), pgettext("format of a day", "N j"))},
            reverse("reports:tray"),
            "inbox",
            _("Take up"),
            "found",
        )


def _orphans(viewer: PostViewer) -> Iterator[Task]:
    """Cases that lie with nobody: no responsible person, or a place that is no more."""
    count = orphan_count(viewer)
    if count:
        yield Task(
            ngettext("%(count)d case lies with nobody", "%(count)d cases lie with nobody", count)
            % {"count": count},
            _("Nobody is responsible, or the place has changed"),
            reverse("cases:orphans"),
            "inboxes",
            _("Sort out"),
            "found",
        )


def _nobody(viewer: PostViewer, rings: ThreeRings) -> Iterator[Task]:
    if not viewer.may(Act.POST_MANAGE):
        return
    for ring in rings.rings:
        count = ring.total - ring.responsible
        if ring.key == RingKey.PUBLIC and count:
            villages = [
                cell.village_name for cell in rings.cells if cell.ring_key == ring.key and cell.gap_share
            ]
            yield Task(
                ngettext(
                    "Nobody looks after %(count)d public place",
                    "Nobody looks after %(count)d public places",
                    count,
                )
                % {"count": count},
                _(", ").join(villages[:4]) + ("…" if len(villages) > 4 else ""),
                ring.responsible_url,
                "exclamation-circle",
                _("Appoint"),
                "found",
            )


def _lists(viewer: PostViewer) -> Iterator[Task]:
    here = viewer.visible(RankedList.objects.all(), Act.LIST_APPROVE)
    for draft in (
        here.filter(state=ListState.DRAFT).exclude(drawn_by=viewer.person_id).select_related("table")[:3]
    ):
        yield Task(
            draft.title,
            _("Drawn up; waits for approval by a second person"),
            reverse("ranking:list", args=[draft.pk]),
            "award",
            _("Approve"),
            "assigned",
        )


def _personal_data(viewer: PostViewer) -> Iterator[Task]:
    """Exports that wait for a second person, requests about personal data that wait for an answer: one query."""
    exports = viewer.visible(Export.objects.waiting(), Act.EXPORT_APPROVE).filter(
        decide_until__gt=clock.now()
    )
    requests = viewer.visible(SubjectRequest.objects.open(), Act.SUBJECT_ANSWER)
    is_late = ExpressionWrapper(Q(due_on__lt=clock.today()), output_field=BooleanField())
    undecided = exports.exclude(requested_by=viewer.person_id).annotate(
        is_export=Value(True), late=Value(False)
    )
    unanswered = requests.annotate(is_export=Value(False), late=is_late)
    columns = ("is_export", "late")
    found = [
        tuple(map(bool, row))
        for row in undecided.order_by()
        .values_list(*columns)
        .union(unanswered.order_by().values_list(*columns), all=True)
    ]
    if (True, False) in found:
        yield Task(
            _("An export of personal data waits for a second person"),
            _("Agree or refuse; without a decision it lapses"),
            reverse("access:exports"),
            "shield-lock",
            _("Decide"),
            "assigned",
        )
    answers = [late for is_export, late in found if not is_export]
    if answers:
        yield Task(
            _("A request about personal data waits for an answer"),
            _("See and copy, correct, erase or explain"),
            reverse("access:requests"),
            "shield-lock",
            _("overdue") if any(answers) else _("Answer"),
            "overdue" if any(answers) else "assigned",
        )


def _briefs(viewer: PostViewer) -> Iterator[Task]:
    here = viewer.visible(Brief.objects.all(), Act.BRIEF_PUBLISH)
    for draft in here.filter(state=Brief.State.DRAFT).exclude(written_by=viewer.person_id)[:3]:
        yield Task(
            draft.title,
            _("Written; waits for approval by a second person"),
            reverse("reporting:brief", args=[draft.pk]),
            "file-earmark-text",
            _("Approve"),
            "assigned",
        )
