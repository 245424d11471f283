"""Whose turn it is: the steps that a viewer may take with a case, and the people it waits on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import pgettext

from tongxin.access.rules import roles_with
from tongxin.cases.facts import hindered_by
from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.patience import levels
from tongxin.cases.proposal import Candidate, in_order, proposed
from tongxin.cases.queries import posts_at
from tongxin.cases.rules import FORWARD, STATES_TO_FIX, TRANSITIONS, Move, State, moves_from
from tongxin.cases.situation import last_event, may_take, situation_of
from tongxin.people.models import Leave, LineDuty, Person, Post
from tongxin.people.roles import Role
from tongxin.people.stand_ins import both, in_turn
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground

NAMES_SHOWN = 3


@dataclass(frozen=True)
class Turn:
    """What may happen next: the posts it waits on, whether the viewer is meant, the steps open to the viewer."""

    move: Move | None
    waits_on: tuple[Post, ...]
    person_waited_on: str
    is_mine: bool
    offered: tuple[Move, ...]

    @property
    def main(self) -> Move | None:
        """The step of the one main button; None where it is somebody else's turn."""
        return self.offered[0] if self.is_mine and self.offered else None

    @property
    def others(self) -> tuple[Move, ...]:
        """The steps besides the main one."""
        return tuple(move for move in self.offered if move is not self.main)

    @property
    def names(self) -> str:
        """The first few people it waits on; the person to whom the case was given stands alone."""
        if self.person_waited_on:
            return self.person_waited_on
        return pgettext("between names", ", ").join(named(post) for post in self.waits_on[:NAMES_SHOWN])

    @property
    def more(self) -> int:
        """How many people it waits on besides those named."""
        return 0 if self.person_waited_on else max(0, len(self.waits_on) - NAMES_SHOWN)


def turn_of(case: Case, viewer: Viewer) -> Turn:
    """The turn of a case as `viewer` sees it: five queries."""
    state = State(case.state)
    offered = offered_moves(case, viewer)
    moves = FORWARD.get(state, ())
    if not moves:
        return Turn(None, (), "", is_mine=False, offered=tuple(offered))
    if Move.GRANT in offered:
        moves = (Move.GRANT, Move.DENY, *moves)
    is_mine = Case.objects.filter(pk=case.pk).waiting_for(viewer).exists()
    main_first = sorted(offered, key=lambda move: moves.index(move) if move in moves else len(moves))
    next_move = moves[0] if is_mine else FORWARD[state][0]
    if state is State.ASSIGNED and case.assignee is not None:
        return Turn(next_move, (), _assignee_now(case, case.assignee), is_mine, tuple(main_first))
    holders = _holders(
        TRANSITIONS[next_move].act, case.ground, without=case.fixed_by_id if state is State.FIXED else None
    )
    closers = roles_with(Act.CASE_CLOSE)
    sees_through = next((post for post in holders if post.person_id == case.assigned_by_id), None)
    name = named(sees_through) if sees_through and sees_through.acts_as in closers else ""
    return Turn(next_move, tuple(holders), name, is_mine, tuple(main_first))


def told_of(case: Case) -> list[Post]:
    """Whom the machine has told that the case is late: the posts of the levels reached, the highest first."""
    if not case.escalation_level or State(case.state) not in STATES_TO_FIX:
        return []
    level_of = {role: level.number for level in levels() for role in level.roles}
    posts = [post for post in posts_at(case.ground, clock.today()) if Role(post.acts_as) in level_of]
    reached = [post for post in posts if level_of[Role(post.acts_as)] <= case.escalation_level]
    return sorted(reached, key=lambda post: -level_of[Role(post.acts_as)])


def _assignee_now(case: Case, assignee: Person) -> str:
    """Who has the case: the assignee, or whoever stands in for the assignee on its ground today."""
    posts = Post.objects.holding(case.ground).filter(person=assignee)
    leaves = Leave.objects.in_force(clock.today()).filter(post__in=posts).select_related("deputy")
    leave = leaves.order_by("since", "id").first()
    return assignee.masked_name if leave is None else both(leave.deputy, assignee)


def named(post: Post) -> str:
    """A person in a post, as the case page names one: who stands in now comes first."""
    return pgettext("a person in a post", "%(name)s (%(role)s)") % {
        "name": in_turn(post),
        "role": post.get_role_display(),
    }


def offered_moves(case: Case, viewer: Viewer, last: CaseEvent | None = None) -> list[Move]:
    """The steps that table, rights and facts leave to the viewer now; `last`: the last event, if it is at hand."""
    if viewer.person_id is None:
        return []
    situation = situation_of(case, viewer, last=last or last_event(case), at=clock.now())
    return [
        move
        for move in moves_from(State(case.state))
        if not TRANSITIONS[move].by_machine_alone
        and may_take(case, move, viewer, situation)
        and hindered_by(move, situation) is None
    ]


@dataclass(frozen=True)
class Assignable:
    """A person who may put right what is found on a ground, by the nearest post; one is proposed."""

    post: Post
    is_proposed: bool


def assignable(ground: Ground, line: str = "", gave_back: Iterable[UUID] = ()) -> list[Assignable]:
    """Who may be given a case of a line on `ground`: holders of the line first, then the nearest; three queries.

    `gave_back`: persons who gave this case back; they stand last and are not proposed.
    """
    today, roles, refused = clock.today(), roles_with(Act.CASE_FIX), set(gave_back)
    posts = [post for post in posts_at(ground, today) if post.acts_as in roles]
    of_line = LineDuty.objects.holders(line, posts, today) if line else set()
    candidates = [
        Candidate(
            person_id=post.person_id,
            role=Role(post.acts_as),
            since=post.since,
            holds_line=post.pk in of_line,
            gave_back=post.person_id in refused,
        )
        for post in posts
    ]
    first = proposed(candidates)
    return [Assignable(_post_of(one, posts), one == first) for one in in_order(candidates)]


def assignable_to(case: Case) -> list[Assignable]:
    """Who may be given the case; whoever gave it back since it came to its line stands last."""
    gave_back: list[UUID] = []
    for event in case.events.filter(move__in=[Move.REFUSE, Move.TRANSFER]).order_by("version"):
        if event.move == Move.TRANSFER:
            gave_back = []
        elif event.by_id is not None:
            gave_back.append(event.by_id)
    return assignable(case.ground, case.line, gave_back)


def _post_of(candidate: Candidate, posts: Iterable[Post]) -> Post:
    return next(
        post for post in posts if post.person_id == candidate.person_id and post.acts_as == candidate.role
    )


def _holders(act: Act, ground: Ground, *, without: UUID | None) -> Sequence[Post]:
    """The posts that may do `act` on `ground`, nearest first, each person once."""
    roles = roles_with(act)
    kept: dict[UUID, Post] = {}
    for post in posts_at(ground, clock.today()):
        if post.acts_as in roles and post.person_id != without:
            kept.setdefault(post.person_id, post)
    return list(kept.values())
