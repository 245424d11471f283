"""What an inspector may do where a visit sends the inspector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from tongxin.records.permission import Act, GroundLike, NotAllowed, StandIn, Viewer

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class SentTo:
    """A viewer who may report what is found on the ground of one visit, whatever posts say.

    An inspector is sent to ground that is not the inspector's own; the visit itself is the permission: to report
    there, on a follow-up visit also to say that a case was put right or was not (`acts`). In all else this is the
    viewer `by`.
    """

    by: Viewer
    visited: GroundLike
    acts: frozenset[Act] = frozenset({Act.CASE_REPORT})

    @property
    def person_id(self) -> UUID | None:
        """The inspector."""
        return self.by.person_id

    @property
    def account_id(self) -> UUID | None:
        """The inspector's account."""
        return self.by.account_id

    @property
    def display_name(self) -> str:
        """The inspector's name for screens."""
        return self.by.display_name

    @property
    def acting_for(self) -> UUID | None:
        """As for the inspector."""
        return self.by.acting_for

    @property
    def stands_in_for(self) -> tuple[StandIn, ...]:
        """As for the inspector."""
        return self.by.stands_in_for

    def act_for(self, post_id: UUID | None) -> None:
        """As for the inspector."""
        self.by.act_for(post_id)

    def may(self, act: Act, ground: GroundLike | None = None) -> bool:
        """What the inspector was sent to do is allowed here by the visit, everything else by the posts."""
        is_sent = act in self.acts and ground is not None and ground.key == self.visited.key
        return is_sent or self.by.may(act, ground)

    def require(self, act: Act, ground: GroundLike | None = None) -> None:
        """Raises `NotAllowed` where `may` answers no."""
        if not self.may(act, ground):
            raise NotAllowed(act)

    def visible(self, queryset: Rows, act: Act) -> Rows:
        """As for the inspector."""
        return self.by.visible(queryset, act)

    def find(self, queryset: QuerySet[Row], act: Act, **lookup: Any) -> Row:
        """As for the inspector."""
        return self.by.find(queryset, act, **lookup)

    def grounds(self, act: Act) -> tuple[GroundLike, ...]:
        """As for the inspector."""
        return self.by.grounds(act)

    def outranks(self, person_id: UUID) -> bool:
        """As for the inspector."""
        return self.by.outranks(person_id)
