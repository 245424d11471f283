"""Who is acting: a person with the posts in force now. Answers "may I" and "which rows" (architecture A6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from tongxin.access.rules import allows, roles_with
from tongxin.people.models import Account, Person, Post
from tongxin.people.roles import Role
from tongxin.records import clock
from tongxin.records.permission import Act, GroundLike, NotAllowed
from tongxin.territory.ground import Ground
from tongxin.territory.lookup import ground_of
from tongxin.territory.queries import outermost

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class HeldPost:
    """A role and the ground on which it is held."""

    role: Role
    ground: Ground


class PostViewer:
    """A viewer whose rights follow from posts in force; implements `records.permission.Viewer`."""

    def __init__(
        self, *, person_id: UUID | None, account_id: UUID | None, display_name: str, posts: Iterable[HeldPost]
    ) -> None:
        self.person_id = person_id
        self.account_id = account_id
        self.display_name = display_name
        self.posts = tuple(posts)
        self._grounds: dict[Act, tuple[Ground, ...]] = {}

    def grounds(self, act: Act) -> tuple[Ground, ...]:
        """The grounds on which the viewer may do `act`, largest first, none inside another."""
        if act not in self._grounds:
            held = (post.ground for post in self.posts if allows(post.role, act))
            self._grounds[act] = tuple(outermost(held))
        return self._grounds[act]

    def may(self, act: Act, ground: GroundLike | None = None) -> bool:
        """May the viewer do `act` on `ground`, or, without one, on any ground at all?"""
        if ground is None:
            return any(allows(post.role, act) for post in self.posts)
        if not isinstance(ground, Ground):
            ground = ground_of(ground.key)
        return any(held.contains(ground) for held in self.grounds(act))

    def require(self, act: Act, ground: GroundLike | None = None) -> None:
        """Raises `NotAllowed` where `may` says no."""
        if not self.may(act, ground):
            raise NotAllowed(act)

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


def held_posts(person_id: UUID) -> list[HeldPost]:
    """The posts that a person holds today: one query."""
    posts = Post.objects.in_force(clock.today()).filter(person_id=person_id).order_by("since", "id")
    return [HeldPost(Role(post.role), post.ground) for post in posts]


def viewer_for(person: Person, *, account: Account | None = None) -> PostViewer:
    """The viewer that a person is today."""
    return PostViewer(
        person_id=person.pk,
        account_id=account.pk if account else None,
        display_name=person.masked_name,
        posts=held_posts(person.pk),
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
