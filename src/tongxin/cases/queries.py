"""Questions about cases."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Left

from tongxin.access.rules import roles_with
from tongxin.cases.errors import TimelineStays
from tongxin.cases.patience import levels
from tongxin.cases.rules import STATES_TO_FIX, Sign, State
from tongxin.people.models import Post
from tongxin.people.open_work import posts_kept
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.records.subjects import ERASED
from tongxin.territory.ground import DIVISION_DIGITS, Ground, GroundKind, division_stem
from tongxin.territory.queries import GroundedQuerySet
from tongxin.territory.succession import succession

if TYPE_CHECKING:
    from tongxin.cases.models import Case, CaseEvent

_WHOLE_NUMBER = re.compile(r"\S+-\d{4}-\d{4,}")


class CaseQuerySet(GroundedQuerySet["Case"]):
    """Cases."""

    def open(self) -> Self:
        """Cases that have not ended."""
        return self.filter(closed_at__isnull=True)

    def to_fix(self) -> Self:
        """Cases that wait to be put right."""
        return self.filter(state__in=sorted(STATES_TO_FIX), closed_at__isnull=True)

    def overdue(self, at: datetime) -> Self:
        """Cases that wait to be put right and whose limit ended before `at`; never one whose clock stands still."""
        return self.to_fix().filter(due_at__lt=at, waiting_since__isnull=True)

    def stopped(self) -> Self:
        """Cases whose clock stands still because they wait for others."""
        return self.open().filter(waiting_since__isnull=False)

    def asked(self) -> Self:
        """Cases for which more time is asked and not answered."""
        return self.open().filter(postpone_to__isnull=False)

    def urged(self) -> Self:
        """Open cases that somebody urged."""
        return self.open().filter(urged_at__isnull=False)

    def escalated(self) -> Self:
        """Open cases whose lateness was told up the line."""
        return self.open().filter(escalation_level__gt=0)

    def reopened(self) -> Self:
        """Open cases that had been closed before."""
        return self.open().filter(reopen_count__gt=0)

    def with_sign(self, sign: Sign) -> Self:
        """Open cases with that sign; each is answered by an index of its own."""
        signs = {
            Sign.STOPPED: self.stopped,
            Sign.ASKED: self.asked,
            Sign.URGED: self.urged,
            Sign.ESCALATED: self.escalated,
            Sign.REOPENED: self.reopened,
        }
        return signs[sign]()

    def told_to(self, viewer: Viewer) -> Self:
        """Late cases of which the viewer was told as a level of the line: by the own posts on their ground."""
        if viewer.person_id is None:
            return self.none()
        mine = Q(pk__in=())
        for post in Post.objects.in_force(clock.today()).filter(person=viewer.person_id):
            reached = [level.number for level in levels() if post.acts_as in level.roles]
            if reached:
                mine |= Q(escalation_level__gte=min(reached)) & self._inside(post.ground)
        return self.escalated().to_fix().filter(mine)

    def given_to(self, viewer: Viewer) -> Self:
        """Cases given to the viewer, or to somebody for whose post on their ground the viewer stands in."""
        return self.filter(self._mine(viewer, "assignee", Act.CASE_FIX))

    def to_verify(self) -> Self:
        """Cases put right that nobody has looked at yet."""
        return self.filter(state=State.FIXED, closed_at__isnull=True)

    def closed(self, since: datetime, before: datetime) -> Self:
        """Cases put right, verified and closed in the half-open span."""
        return self.filter(state=State.CLOSED, closed_at__gte=since, closed_at__lt=before)

    def real(self) -> Self:
        """Without those declined and those merged into another: each problem of the town once."""
        return self.exclude(state__in=[State.DECLINED, State.DUPLICATE])

    def waiting_for(self, viewer: Viewer) -> Self:
        """Cases whose next step is the viewer's.

        Found: theirs who may assign there. Assigned: the assignee's; where more time is asked for, the answer is
        theirs who may assign there. Put right and verified: theirs who may verify or close there; but as long as
        the person who assigned it may see it through, answer and judgement are that person's alone.
        Whoever stands in for somebody who is away has that person's turn on the ground of the post.
        """
        me = viewer.person_id
        if me is None:
            return self.none()
        assign, verify, close = (
            self._inside_any(viewer, act) for act in (Act.CASE_ASSIGN, Act.CASE_VERIFY, Act.CASE_CLOSE)
        )
        judged = (Q(state=State.FIXED) & verify & ~Q(fixed_by=me)) | (Q(state=State.VERIFIED) & close)
        given_to_me = self._mine(viewer, "assignee", Act.CASE_FIX)
        falls_to_me = (
            self._mine(viewer, "assigned_by", Act.CASE_CLOSE)
            | Q(state=State.FIXED, assigned_by=F("fixed_by"))
            | ~may_there("assigned_by", Act.CASE_CLOSE, clock.today())
        )
        answered = (
            Q(postpone_to__isnull=False)
            & assign
            & ~given_to_me
            & ~Q(postpone_asked_by=me)
            & (falls_to_me | Q(assigned_by=F("assignee")))
        )
        return self.open().filter(
            # The first condition follows from the second; it spares most rows the longer one.
            ~Q(state=State.ASSIGNED) | given_to_me | Q(postpone_to__isnull=False),
            (Q(state=State.FOUND) & assign)
            | (Q(state=State.ASSIGNED) & given_to_me)
            | (Q(state=State.ASSIGNED) & answered)
            | (judged & falls_to_me),
        )

    def first_in(self, order: str, most: int) -> tuple[Self, Any]:
        """The first `most` rows in the order of a column, and where they end; None where there were no more.

        Conditions that no index answers are then asked of these rows only, however many cases there are.
        """
        column = order.lstrip("-")
        edge = list(self.order_by(order).values_list(column, flat=True)[most - 1 : most])
        if not edge:
            return self, None
        side = "gte" if order.startswith("-") else "lte"
        return self.filter(**{f"{column}__{side}": edge[0]}), edge[0]

    def matching(self, text: str) -> Self:
        """Cases whose title or number contains `text`; a whole number (莲华-2026-0031) is looked up directly."""
        wanted = " ".join(text.split())
        if is_whole_number(wanted):
            return self.filter(number=wanted)
        return self.filter(Q(title__icontains=wanted) | Q(number__contains=wanted))

    def with_places_and_people(self) -> Self:
        """Everything that a row of a list shows, in one query."""
        return self.select_related("matter", "group", "grid", "site", "assignee")

    def of_post(self, post: Post) -> Self:
        """Open cases given to the post's person that lie on its ground, and on no nearer ground that stays."""
        if post.acts_as not in roles_with(Act.CASE_FIX):
            return self.none()
        ground = post.ground
        nearer = [
            other.ground
            for other in posts_kept(post)
            if other.acts_as in roles_with(Act.CASE_FIX)
            and ground.contains(other.ground)
            and other.ground != ground
        ]
        near = [ground.division_code] if ground.site_id else []
        grounds = succession(clock.today(), near).with_predecessors([ground])
        mine = self.open().filter(assignee=post.person_id).within_any(grounds)
        return mine.exclude(pk__in=mine.within_any(nearer).values("pk")) if nearer else mine

    def _mine(self, viewer: Viewer, column: str, act: Act) -> Q:
        """The rows whose `column` names the viewer, or somebody for whose post with `act` the viewer stands in."""
        condition = Q(**{column: viewer.person_id})
        for post in viewer.stands_in_for:
            if post.role in roles_with(act):
                condition |= Q(**{column: post.holder_id}) & self._inside(post.ground)  # type: ignore[arg-type]  # as below
        return condition

    def _inside_any(self, viewer: Viewer, act: Act) -> Q:
        condition = Q(pk__in=())
        for ground in viewer.grounds(act):
            condition |= self._inside(ground)  # type: ignore[arg-type]  # the grounds of rooms above records
        return condition


def is_whole_number(text: str) -> bool:
    """Is it a whole number of a case, as 莲华-2026-0031?"""
    return _WHOLE_NUMBER.fullmatch(text.strip()) is not None


def may_there(person: str, act: Act, on: date) -> Exists:
    """Does the person in the case's column `person` hold a post on the day `on` that may do `act` at its place?"""
    code = OuterRef("division_code")
    above = [Concat(Left(code, digits), Value("0" * (DIVISION_DIGITS - digits))) for digits in (2, 4, 6, 9)]
    posts = Post.objects.in_force(on).of_role(*roles_with(act)).filter(person=OuterRef(person))
    return Exists(
        posts.filter(
            Q(ground_kind=GroundKind.DIVISION, division_code__in=[code, *above])
            | Q(ground_kind=GroundKind.GROUP, group=OuterRef("group"))
            | Q(ground_kind=GroundKind.GRID, grid=OuterRef("grid"))
            | Q(ground_kind=GroundKind.SITE, site=OuterRef("site"))
        )
    )


def posts_at(ground: Ground, on: date) -> list[Post]:
    """Posts in force that hold `ground`, or what took its place, with persons and deputies; nearest ground first."""
    kinds = list(GroundKind)
    lines = [ground, *succession(on, [ground.division_code] if ground.site_id else []).successors(ground)]
    posts = Post.objects.in_force(on).holding(*lines).select_related("person").with_deputies(on)
    return sorted(
        posts,
        key=lambda post: (
            -kinds.index(GroundKind(post.ground_kind)),
            -len(division_stem(post.division_code)),
            post.since,
            post.pk,
        ),
    )


class CappedCount(Subquery):
    """The number of rows of a sliced queryset, as a value: several capped counts in one query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    """Events of cases: only ever added."""

    def erase_notes(self) -> int:
        """Marks filled notes as erased, the one thing of an event that may ever change: the law asks for it."""
        return super().update(note=ERASED)

    def update(self, **kwargs: Any) -> NoReturn:
        """Raises `TimelineStays`."""
        raise TimelineStays

    def delete(self) -> NoReturn:
        """Raises `TimelineStays`."""
        raise TimelineStays
