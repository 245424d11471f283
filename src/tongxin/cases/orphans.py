"""The tray of orphans: open cases that nobody can bring on as things stand, so that none lies nowhere.

Every open case is somebody's turn (`waiting_for`), waits with its clock stopped, or lies here;
`docs/rules/case-life.md` says so and a test shows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import CharField, Exists, F, OuterRef, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongxin.access.rules import roles_with
from tongxin.cases.models import Case
from tongxin.cases.queries import CaseQuerySet, may_there
from tongxin.cases.rules import STATES_TO_FIX, State
from tongxin.people.models import Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, GroundKind, code_range, division_stem
from tongxin.territory.models import Pause
from tongxin.territory.queries import outermost
from tongxin.territory.succession import Succession, succession

LOOKED_AT_MOST = 5_000  # lost assignees are looked at one by one, the most urgent first
COUNTED_TO = 1_000
_OFFICE = frozenset({Role.TOWN_LEADER, Role.TOWN_CLERK})
VILLAGE_DIGITS = 12


class Reason(StrEnum):
    """Why a case lies in the tray."""

    LOST = "lost"
    NOBODY = "nobody"
    NO_JUDGE = "no_judge"
    CLOSED = "closed"
    MOVED = "moved"
    PAUSED = "paused"


REASON_WORDS: Mapping[Reason, str | Promise] = {
    Reason.LOST: pgettext_lazy("why a case is an orphan", "given to somebody who has no post there any more"),
    Reason.NOBODY: pgettext_lazy("why a case is an orphan", "nobody of the village may put it right there"),
    Reason.NO_JUDGE: pgettext_lazy("why a case is an orphan", "nobody else may verify or close it there"),
    Reason.CLOSED: pgettext_lazy("why a case is an orphan", "the place is no more"),
    Reason.MOVED: pgettext_lazy("why a case is an orphan", "the place belongs to another village now"),
    Reason.PAUSED: pgettext_lazy("why a case is an orphan", "the place is left in peace for a while"),
}


class _Held(NamedTuple):
    person: UUID
    role: str
    ground: Ground


def orphans(viewer: Viewer) -> CaseQuerySet:
    """The orphans on the ground where the viewer assigns, each with its `reason`, the most urgent first.

    Four queries, and one when the rows are read.
    """
    return orphans_in(viewer.visible(Case.objects.all(), Act.CASE_ASSIGN), clock.today())


def orphan_count(viewer: Viewer) -> int:
    """How many orphans lie in the viewer's tray, counted to 1,000: for the home page."""
    if not viewer.may(Act.CASE_ASSIGN):
        return 0
    return len(orphans(viewer).order_by().values_list("pk", flat=True)[:COUNTED_TO])


def orphans_in(cases: CaseQuerySet, on: date) -> CaseQuerySet:
    """The orphans among `cases` as of the day `on`, each with its `reason`, the most urgent first."""
    posts = _posts(on)
    followed = succession(on)
    waits = cases.open()
    found = waits.annotate(
        reason=Choose(
            *(When(condition, then=Value(reason.value)) for reason, condition in _wrong_ground(on)),
            When(_lost(waits, posts, followed, on), then=Value(Reason.LOST.value)),
            When(_nobody(posts, followed), then=Value(Reason.NOBODY.value)),
            When(_no_judge(posts, followed), then=Value(Reason.NO_JUDGE.value)),
            output_field=CharField(),
        )
    )
    return found.filter(reason__isnull=False).order_by("due_at", "id")


def _posts(on: date) -> list[_Held]:
    """Who may do anything with a case: one query."""
    acts = (Act.CASE_ASSIGN, Act.CASE_FIX, Act.CASE_VERIFY, Act.CASE_CLOSE)
    roles = frozenset[Role]().union(*(roles_with(act) for act in acts))
    return [
        _Held(post.person_id, post.acts_as, post.ground)
        for post in Post.objects.in_force(on).of_role(*roles).order_by()
    ]


def _wrong_ground(on: date) -> list[tuple[Reason, Q]]:
    """Cases whose place is no more (and nothing took its place), lies in another village, or is left in peace."""
    to_fix = Q(state__in=sorted(STATES_TO_FIX))
    gone = Q(pk__in=())
    for kind in (GroundKind.SITE, GroundKind.GRID, GroundKind.GROUP):
        gone |= Q(
            **{
                "ground_kind": kind.value,
                f"{kind.value}__closed_on__lte": on,
                f"{kind.value}__merged_into__isnull": True,
            }
        )
    moved = Q(site__isnull=False, site__closed_on__isnull=True) & ~Q(site__division_code=F("division_code"))
    paused = Exists(Pause.objects.in_force(on).filter(site=OuterRef("site")))
    return [
        (Reason.CLOSED, to_fix & gone),
        (Reason.MOVED, to_fix & moved),
        (Reason.PAUSED, to_fix & Q(waiting_since__isnull=True, site__isnull=False) & Q(paused)),
    ]


def _lost(cases: CaseQuerySet, posts: Sequence[_Held], followed: Succession, on: date) -> Q:
    """Assigned cases whose assignee holds no post there, nor on ground that took the place of the case's."""
    assigned = cases.filter(state=State.ASSIGNED)
    doubtful = assigned.filter(~may_there("assignee", Act.CASE_FIX, on)).order_by("due_at", "id")
    held: dict[UUID | None, list[Ground]] = defaultdict(list)
    for post in posts:
        if post.role in roles_with(Act.CASE_FIX):
            held[post.person].append(post.ground)
    lost = [
        case.pk
        for case in doubtful[:LOOKED_AT_MOST]
        if not _holds(held[case.assignee_id], case.ground, followed)
    ]
    return Q(pk__in=lost)


def _holds(held: Iterable[Ground], ground: Ground, followed: Succession) -> bool:
    """Does one of the grounds hold `ground`, or what took its place?"""
    lines = [ground, *followed.successors(ground)]
    return any(own.contains(line) for own in held for line in lines)


def _nobody(posts: Sequence[_Held], followed: Succession) -> Q:
    """Cases just found where nobody of the village or nearer may put right, or nobody at all may assign."""
    near = [
        post.ground
        for post in posts
        if post.role in roles_with(Act.CASE_FIX) - _OFFICE and not _is_wide(post.ground)
    ]
    assigning = [post.ground for post in posts if post.role in roles_with(Act.CASE_ASSIGN)]
    return Q(state=State.FOUND) & (~inside_any(near, followed) | ~inside_any(assigning, followed))


def _no_judge(posts: Sequence[_Held], followed: Succession) -> Q:
    """Cases put right that nobody but whoever did it may verify; cases verified that nobody may close."""
    verifying = [post for post in posts if post.role in roles_with(Act.CASE_VERIFY)]
    closing = [post.ground for post in posts if post.role in roles_with(Act.CASE_CLOSE)]
    own_only = Q(pk__in=())
    for person in _fixers({post.person for post in verifying}):
        others = [post.ground for post in verifying if post.person != person]
        own_only |= Q(fixed_by=person) & ~inside_any(others, followed)
    unseen = ~inside_any([post.ground for post in verifying], followed)
    return (Q(state=State.FIXED) & (unseen | own_only)) | (
        Q(state=State.VERIFIED) & ~inside_any(closing, followed)
    )


def _fixers(verifying: Iterable[UUID]) -> list[UUID]:
    """Who of them put right something that nobody has looked at yet: one query."""
    waiting = Case.objects.to_verify().filter(fixed_by__in=list(verifying))
    return list(waiting.order_by().values_list("fixed_by", flat=True).distinct())


def inside_any(grounds: Iterable[Ground], followed: Succession) -> Q:
    """Rows that lie in one of many grounds or in what they took the place of; one list of ids for each kind.

    A term for each ground would be too deep for SQLite where a town has hundreds of grids.
    """
    ids: dict[str, list[Any]] = defaultdict(list)
    condition = Q(pk__in=())
    for ground in outermost(followed.with_predecessors(outermost(grounds))):
        if _is_wide(ground):
            first, after = code_range(ground.division_code)
            condition |= Q(division_code__gte=first, division_code__lt=after)
        elif ground.kind is GroundKind.DIVISION:
            ids["division_code__in"].append(ground.division_code)
        else:
            column = f"{ground.kind.value}_id"
            ids[f"{column}__in"].append(getattr(ground, column))
    for column, values in ids.items():
        condition |= Q(**{column: values, f"{column.removesuffix('__in')}__isnull": False})
    return condition


def _is_wide(ground: Ground) -> bool:
    """Is it a town or more?"""
    return ground.kind is GroundKind.DIVISION and len(division_stem(ground.division_code)) < VILLAGE_DIGITS
