"""The day of whoever works in the field: visits, cases to put right or to look at, what is late, what is done.

Nothing else stands there. What was done this week is for the viewer's own eyes and is counted nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tongxin.access.rules import works_in_the_field
from tongxin.access.viewer import PostViewer
from tongxin.cases.limits import Standing
from tongxin.cases.models import Case
from tongxin.cases.queries import CaseQuerySet
from tongxin.cases.rules import State
from tongxin.inspections.follow_up_queries import follow_ups_due
from tongxin.inspections.models import Visit
from tongxin.inspections.rules import RoundState, VisitState
from tongxin.plans.lists import tasks_for
from tongxin.records import clock
from tongxin.records.permission import Act

SHOWN = 5  # of each kind: a screen of a phone; the rest is one tap away
COUNTED = 100
LOOKED_BACK = timedelta(days=180)  # what was put right this week was found within half a year


@dataclass(frozen=True)
class Card:
    """One thing to do: what, where and until when, and where a tap leads."""

    title: str
    detail: str
    url: str
    icon: str
    is_late: bool = False


@dataclass(frozen=True)
class Part:
    """Cards of one kind. `count` is how many there are in all; `url` leads to all of them."""

    heading: str
    cards: tuple[Card, ...]
    count: int
    url: str
    is_mine: bool = True

    @property
    def is_capped(self) -> bool:
        """Are there more than were counted?"""
        return self.count >= COUNTED

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Done:
    """What the viewer did since Monday."""

    visits: int
    fixed: int
    verified: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.visits + self.fixed + self.verified


@dataclass(frozen=True)
class Today:
    """The page of a day."""

    parts: tuple[Part, ...]
    done: Done

    @property
    def left(self) -> int:
        """How many things wait for the viewer."""
        return sum(part.count for part in self.parts if part.is_mine)


def is_home_of(viewer: PostViewer) -> bool:
    """Does the viewer's day begin with this page: are all the viewer's own posts of the field?"""
    own = [post.role for post in viewer.posts if post.is_own]
    return bool(own) and all(map(works_in_the_field, own))


def today_of(viewer: PostViewer) -> Today:
    """What waits for the viewer now, and what the viewer did this week."""
    parts = (*_visits(viewer), *_follow_ups(viewer), *_cases(viewer), *_tasks(viewer))
    return Today(tuple(part for part in parts if part.count), _done(viewer))


def _visits(viewer: PostViewer) -> Iterator[Part]:
    """One card a round: its next place, and how many are left."""
    mine = (
        Visit.objects.falling_to(viewer)
        .planned()
        .not_paused(clock.today())
        .filter(round__state=RoundState.OPEN)
    )
    visits: list[Any] = list(  # visits with two annotations
        mine.annotate(
            left=Window(Count("pk"), partition_by="round_id"),
            place=Window(RowNumber(), partition_by="round_id", order_by=["position", "id"]),
        )
        .filter(place=1)
        .select_related("group", "grid", "site", "round")
        .order_by("round__ends_on", "round_id")
    )
    cards = (
        Card(
            title=ngettext("%(round)s: %(count)d visit", "%(round)s: %(count)d visits", visit.left)
            % {"round": visit.round.title, "count": visit.left},
            detail=_("Next: %(place)s, by %(day)s")
            % {"place": visit.place_name, "day": _day(visit.round.ends_on)},
            url=reverse("inspections:enter", args=[visit.pk]),
            icon="clipboard-check",
            is_late=visit.round.ends_on < clock.today(),
        )
        for visit in visits
    )
    everything = sum(visit.left for visit in visits)
    yield Part(_("Visits"), tuple(cards), everything, reverse("inspections:mine"))


def _follow_ups(viewer: PostViewer) -> Iterator[Part]:
    """Places where something was left open, whose day to look again has come."""
    rows = list(follow_ups_due(viewer)[:COUNTED])
    cards = (
        Card(
            title=row.place_name,
            detail=_("look again by %(day)s") % {"day": _day(row.due_on)},
            url=reverse("inspections:enter_follow_up", args=[row.pk]),
            icon="arrow-repeat",
            is_late=row.due_on < clock.today(),
        )
        for row in rows[:SHOWN]
    )
    yield Part(_("Follow-up visits"), tuple(cards), len(rows), reverse("inspections:follow_ups"))


def _tasks(viewer: PostViewer) -> Iterator[Part]:
    """Tasks whose next step is the viewer's."""
    rows = list(tasks_for(viewer)[:COUNTED])
    cards = (
        Card(
            title=row.title,
            detail=_("%(place)s · %(what)s")
            % {"place": row.place_name, "what": _("by %(day)s") % {"day": _day(row.due_on)}},
            url=reverse("plans:task", args=[row.pk]),
            icon="card-checklist",
            is_late=row.due_on < clock.today(),
        )
        for row in rows[:SHOWN]
    )
    yield Part(_("Tasks"), tuple(cards), len(rows), f"{reverse('plans:tasks')}?view=mine")


CASE_PARTS = (
    (frozenset({State.FOUND}), gettext_lazy("To give to somebody"), "person-plus"),
    (frozenset({State.ASSIGNED}), gettext_lazy("To put right"), "tools"),
    (frozenset({State.FIXED}), gettext_lazy("To verify"), "eye"),
    (frozenset({State.VERIFIED}), gettext_lazy("To close"), "check2-square"),
)


def _cases(viewer: PostViewer) -> Iterator[Part]:
    """Cases whose next step is the viewer's, by what the step is; then what others are late with."""
    if not viewer.may(Act.CASE_VIEW):
        return
    address = reverse("cases:list")
    waiting = Case.objects.waiting_for(viewer).with_places_and_people().order_by("due_at", "id")
    mine = list(waiting[:COUNTED])
    for states, heading, icon in CASE_PARTS:
        rows = [case for case in mine if case.state in states]
        cards = tuple(_card(case, icon) for case in rows[:SHOWN])
        yield Part(str(heading), cards, len(rows), f"{address}?view=mine")
    here: CaseQuerySet = viewer.visible(Case.objects.all(), Act.CASE_VIEW)
    late = here.overdue(clock.now()).exclude(pk__in=[case.pk for case in mine])
    rows = list(late.with_places_and_people().order_by("due_at", "id")[:COUNTED])
    cards = tuple(_card(case, "clock-fill") for case in rows[:SHOWN])
    yield Part(_("Others are late with"), cards, len(rows), f"{address}?view=overdue", is_mine=False)


def _card(case: Case, icon: str) -> Card:
    limit = case.limit
    if limit.standing is Standing.OVERDUE:
        words = ngettext("overdue by %(count)d day", "overdue by %(count)d days", limit.days_late)
        detail = words % {"count": limit.days_late}
    elif limit.standing is Standing.RUNNING:
        detail = _("by %(day)s") % {"day": _day(clock.local(case.due_at).date())}
    else:
        detail = str(case.get_state_display())
    return Card(
        title=case.title,
        detail=_("%(place)s · %(what)s") % {"place": case.place_name, "what": detail},
        url=reverse("cases:case", args=[case.pk]),
        icon=icon,
        is_late=limit.standing is Standing.OVERDUE,
    )


def _done(viewer: PostViewer) -> Done:
    """What the viewer's own hands did since Monday: three small counts in the ground that the viewer sees."""
    since = clock.start_of(clock.today() - timedelta(days=clock.today().weekday()))
    me = viewer.person_id
    here: CaseQuerySet = viewer.visible(Case.objects.all(), Act.CASE_VIEW)
    mine = here.filter(found_at__gte=since - LOOKED_BACK).aggregate(
        fixed=Count("pk", filter=Q(fixed_by=me, fixed_at__gte=since)),
        verified=Count("pk", filter=Q(verified_by=me, verified_at__gte=since)),
    )
    visits = Visit.objects.of_inspector(me).exclude(state=VisitState.PLANNED).visited_from(since, clock.now())
    return Done(visits.count(), mine["fixed"], mine["verified"])


def _day(day: date) -> str:
    return date_format(day, pgettext("format of a day", "N j"))
