"""Who is acting: a person with the posts in force now. Answers "may I" and "which rows" (architecture A6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Case, Model, QuerySet, When
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from tongxin.access.line import stands_above
from tongxin.access.rules import allows, roles_with
from tongxin.people.models import Account, Person, Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.permission import Act, GroundLike, NotAllowed, StandIn
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.lookup import ground_of
from tongxin.territory.queries import outermost
from tongxin.territory.succession import NOTHING_MERGED, Succession, anything_merged, succession

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class HeldPost:
    """A post by which somebody acts: whose rights it has, and its ground.

    `code`: its role in the catalogue, where a town has its own name for it. `holder_id`: who is away, where the
    post is held as a deputy.
    """

    role: Role
    ground: Ground
    code: str = ""
    post_id: UUID | None = None
    holder_id: UUID | None = None

    @property
    def is_own(self) -> bool:
        """Is it held in one's own right?"""
        return self.holder_id is None


class PostViewer:
    """A viewer whose rights follow from posts in force; implements `records.permission.Viewer`.

    The posts are the person's own and those of people who are away and for whom the person stands in. Whoever
    holds the ground that took the place of another one has the same rights on the old ground's records.
    """

    def __init__(
        self,
        *,
        person_id: UUID | None,
        account_id: UUID | None,
        display_name: str,
        posts: Iterable[HeldPost],
        succession: Succession = NOTHING_MERGED,
    ) -> None:
        self.person_id = person_id
        self.account_id = account_id
        self.display_name = display_name
        self.posts = tuple(sorted(posts, key=lambda post: not post.is_own))
        self.acting_for: UUID | None = None
        self._succession = succession
        self._grounds: dict[Act, tuple[Ground, ...]] = {}

    def grounds(self, act: Act) -> tuple[Ground, ...]:
        """The grounds on which the viewer may do `act`, largest first, none inside another; old ones last."""
        if act not in self._grounds:
            held = outermost(post.ground for post in self.posts if allows(post.role, act))
            self._grounds[act] = tuple(self._succession.with_predecessors(held))
        return self._grounds[act]

    def may(self, act: Act, ground: GroundLike | None = None) -> bool:
        """May the viewer do `act` on `ground`, or, without one, on any ground at all?"""
        if ground is None:
            return any(allows(post.role, act) for post in self.posts)
        if not isinstance(ground, Ground):
            ground = ground_of(ground.key)
        return any(held.contains(ground) for held in self.grounds(act))

    def require(self, act: Act, ground: GroundLike | None = None) -> None:
        """Raises `NotAllowed` where `may` says no; else notes by which post it says yes."""
        if not self.may(act, ground):
            raise NotAllowed(act)
        self.act_for(self._right(act, ground))

    def act_for(self, post_id: UUID | None) -> None:
        """Notes by which post of somebody else the viewer acts; None: in one's own right."""
        self.acting_for = post_id

    def _right(self, act: Act, ground: GroundLike | None) -> UUID | None:
        """The post of somebody away that allows what the own posts do not; None where those do."""
        if all(post.is_own for post in self.posts):
            return None
        asked = ground if ground is None or isinstance(ground, Ground) else ground_of(ground.key)
        for post in self.posts:
            if allows(post.role, act) and (
                asked is None
                or any(held.contains(asked) for held in self._succession.with_predecessors([post.ground]))
            ):
                return None if post.is_own else post.post_id
        return None

    @cached_property
    def stands_in_for(self) -> tuple[StandIn, ...]:
        """The posts of people who are away, by which the viewer may act."""
        return tuple(
            StandIn(post.post_id, post.holder_id, post.ground, post.role)
            for post in self.posts
            if post.post_id is not None and post.holder_id is not None
        )

    def visible(self, queryset: Rows, act: Act) -> Rows:
        """The rows of `queryset` that lie in the viewer's ground for `act`."""
        within_any: Callable[[tuple[Ground, ...]], Rows] = queryset.within_any  # type: ignore[attr-defined]
        return within_any(self.grounds(act))

    def find(self, queryset: QuerySet[Row], act: Act, **lookup: Any) -> Row:
        """One row. Missing and forbidden alike raise `Http404`, so that nothing tells them apart."""
        row = self.visible(queryset, act).filter(**lookup).first()
        if row is None:
            raise Http404
        return row

    def outranks(self, person_id: UUID) -> bool:
        """Does the viewer stand above the person in line, by the posts that both hold today?"""
        return stands_above(self, _viewer(person_id, None, ""))

    @cached_property
    def home_ground(self) -> Ground | None:
        """The widest ground that the viewer may open a home page for."""
        grounds = self.grounds(Act.HOME_OPEN)
        return grounds[0] if grounds else None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held now."""
        return frozenset(post.role for post in self.posts)


NOBODY = PostViewer(person_id=None, account_id=None, display_name="", posts=())


def viewer_for(person: Person, *, account: Account | None = None) -> PostViewer:
    """The viewer that a person is today: one query, and one more where ground was ever merged."""
    return _viewer(person.pk, account.pk if account else None, person.masked_name)


def _viewer(person_id: UUID, account_id: UUID | None, display_name: str) -> PostViewer:
    today = clock.today()
    rows = list(
        Post.objects.used_by(person_id, today)
        .annotate(is_ground_merged=Case(When(anything_merged(), then=True), default=False))
        .order_by("since", "id")
    )
    posts = [_held(post, person_id) for post in rows]
    places = [post.ground.division_code for post in posts if post.ground.kind is GroundKind.SITE]
    merged = any(getattr(post, "is_ground_merged", False) for post in rows)
    return PostViewer(
        person_id=person_id,
        account_id=account_id,
        display_name=display_name,
        posts=posts,
        succession=succession(today, places) if merged else NOTHING_MERGED,
    )


def _held(post: Post, person_id: UUID) -> HeldPost:
    return HeldPost(
        role=Role(post.acts_as),
        ground=post.ground,
        code=post.role,
        post_id=post.pk,
        holder_id=None if post.person_id == person_id else post.person_id,
    )


def viewer_of(request: HttpRequest) -> PostViewer:
    """The viewer behind a request; `NOBODY` where nobody is signed in."""
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return NOBODY
    return viewer_for(account.person, account=account)


def founding_viewer(ground: Ground) -> PostViewer:
    """Acts for the command line, which whoever owns the machine may use: as administrator and clerk."""
    posts = [HeldPost(role, ground) for role in (Role.ADMINISTRATOR, Role.TOWN_CLERK)]
    return PostViewer(person_id=None, account_id=None, display_name="tongxin", posts=posts)


def viewers_role_names(viewer: PostViewer, act: Act) -> list[str]:
    """The translated names of roles that may do `act`: whom to ask where the viewer may not."""
    return [str(role.label) for role in Role if role in roles_with(act)]
