"""Whose turn it is: the steps that a viewer may take with a case, and the people it waits on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import pgettext

from tongxin.access.rules import roles_with
from tongxin.cases.models import Case
from tongxin.cases.queries import posts_at
from tongxin.cases.rules import (
    FORWARD,
    TRANSITIONS,
    Candidate,
    Fact,
    Move,
    State,
    in_order,
    is_another,
    moves_from,
    proposed,
)
from tongxin.people.models import Leave, Person, Post
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
    """The turn of a case as `viewer` sees it: four queries."""
    state = State(case.state)
    moves = FORWARD.get(state, ())
    if not moves:
        return Turn(None, (), "", is_mine=False, offered=())
    is_mine = Case.objects.filter(pk=case.pk).waiting_for(viewer).exists()
    offered = offered_moves(case, viewer)
    main_first = sorted(offered, key=lambda move: moves.index(move) if move in moves else len(moves))
    if state is State.ASSIGNED and case.assignee is not None:
        return Turn(moves[0], (), _assignee_now(case, case.assignee), is_mine, tuple(main_first))
    holders = _holders(
        TRANSITIONS[moves[0]].act, case.ground, without=case.fixed_by_id if state is State.FIXED else None
    )
    closers = roles_with(Act.CASE_CLOSE)
    sees_through = next((post for post in holders if post.person_id == case.assigned_by_id), None)
    name = named(sees_through) if sees_through and sees_through.acts_as in closers else ""
    return Turn(moves[0], tuple(holders), name, is_mine, tuple(main_first))


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


def offered_moves(case: Case, viewer: Viewer) -> list[Move]:
    """The steps that table, rights and the rule of four eyes leave to the viewer now."""
    if viewer.person_id is None:
        return []
    return [
        move
        for move in moves_from(State(case.state))
        if viewer.may(TRANSITIONS[move].act, case.ground)
        and (
            Fact.OTHER_PERSON not in TRANSITIONS[move].needs or is_another(viewer.person_id, case.fixed_by_id)
        )
    ]


@dataclass(frozen=True)
class Assignable:
    """A person who may put right what is found on a ground, by the nearest post; one is proposed."""

    post: Post
    is_proposed: bool


def assignable(ground: Ground) -> list[Assignable]:
    """Who may be given a case on `ground`, nearest first: one query."""
    roles = roles_with(Act.CASE_FIX)
    posts = [post for post in posts_at(ground, clock.today()) if post.acts_as in roles]
    candidates = [Candidate(post.person_id, Role(post.acts_as), post.since) for post in posts]
    first = proposed(candidates)
    return [Assignable(_post_of(candidate, posts), candidate == first) for candidate in in_order(candidates)]


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
