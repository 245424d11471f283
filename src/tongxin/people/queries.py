"""Questions about people and posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Prefetch, Q

from tongxin.people.roles import Role
from tongxin.people.rules import is_near, plain_name, plain_phone
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.queries import GroundedQuerySet, grounded

PHONE_DIGITS_TO_FIND = 4

if TYPE_CHECKING:
    from tongxin.people.models import HandOver, Leave, OwnRole, Person, Post, RegisterEntry, RegisterImport


def containing(ground: Ground) -> Q:
    """Rows whose own ground contains `ground`: the line from the spot up to the province."""
    codes = {ground.division_code} | {ground.division_code[:length].ljust(12, "0") for length in (2, 4, 6, 9)}
    condition = Q(ground_kind="division", division_code__in=codes)
    for kind, column, value in (
        ("group", "group_id", ground.group_id),
        ("grid", "grid_id", ground.grid_id),
        ("site", "site_id", ground.site_id),
    ):
        if value is not None:
            condition |= Q(ground_kind=kind, **{column: value})
    return condition


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons; their ground is that of their posts, past ones included."""

    def known_to(self, by: Viewer, act: Act) -> Self:
        """Persons with a post in the viewer's ground and, for those who appoint, persons without any post."""
        known = by.visible(self, act)
        return known | self.unposted() if by.may(Act.POST_MANAGE) else known

    def unposted(self) -> Self:
        """Persons who never had a post."""
        return self.filter(posts__isnull=True)

    def without_account(self) -> Self:
        """Persons who cannot sign in yet."""
        return self.filter(account__isnull=True)

    def matching(self, text: str) -> Self:
        """Persons whose name contains `text`, or whose mobile number ends with it."""
        wanted = plain_name(text)
        digits = plain_phone(text)
        condition = Q(name__icontains=wanted)
        if len(digits) >= PHONE_DIGITS_TO_FIND and digits.isdecimal():
            condition |= Q(phone__endswith=digits)
        return self.filter(condition)

    def like(self, name: str, sort_key: str) -> list[Person]:
        """Persons who may be meant by `name`: same, same sound, or one sign different."""
        same_start = self.filter(Q(name__startswith=name[:1]) | Q(sort_key=sort_key)).order_by(
            "sort_key", "id"
        )
        return [person for person in same_start if is_near(name, person.name) or person.sort_key == sort_key]

    def within_any(self, grounds: Iterable[Ground]) -> Self:
        """Persons who hold or held a post in one of `grounds`."""
        posts = PostQuerySet(self.model._meta.get_field("posts").related_model)
        return self.filter(pk__in=posts.within_any(grounds).values("person_id"))


class PostQuerySet(GroundedQuerySet["Post"]):
    """Posts, past, present and to come."""

    def in_force(self, on: date) -> Self:
        """Posts held on the day `on`; `until` is the first day no longer in force."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)

    def of_role(self, *roles: Role) -> Self:
        """Posts that have the rights of any of the roles, under whatever name a town gives them."""
        return self.filter(acts_as__in=roles)

    def not_over_before(self, day: date) -> Self:
        """Posts that are held on `day` or will be later."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day))

    def on(self, ground: Ground) -> Self:
        """Posts whose ground is exactly `ground`."""
        own = grounded(ground)
        column = {"group": "group_id", "grid": "grid_id", "site": "site_id"}.get(ground.kind, "division_code")
        return self.filter(ground_kind=ground.kind, **{column: own[column]})

    def holding(self, *grounds: Ground) -> Self:
        """Posts whose ground contains one of `grounds`: the line from the spot up to the province."""
        condition = Q(pk__in=())
        for ground in grounds:
            condition |= containing(ground)
        return self.filter(condition)

    def used_by(self, person_id: UUID, on: date) -> Self:
        """Posts by which the person acts on the day `on`: the own ones, and those of people who are away."""
        leaves: Any = self.model._meta.get_field("leaves").related_model
        own = self.model._default_manager.filter(person=person_id).order_by().values("pk")
        as_deputy = LeaveQuerySet(leaves).in_force(on).filter(deputy=person_id).order_by().values("post")
        # Two indexes, united: with an "or" the whole table would be read at each request.
        return self.in_force(on).filter(pk__in=own.union(as_deputy))

    def with_deputies(self, on: date) -> Self:
        """Each with `leaves_now`: its leaves in force on the day `on` with their deputies; one query more."""
        leaves: Any = self.model._meta.get_field("leaves").related_model
        now = LeaveQuerySet(leaves).in_force(on).select_related("deputy")
        return self.prefetch_related(Prefetch("leaves", now, to_attr="leaves_now"))

    def shown(self) -> Self:
        """With all that a line about a post shows, in one query."""
        return self.select_related("person", "organisation", "group", "grid", "site")


class LeaveQuerySet(GroundedQuerySet["Leave"]):
    """Leaves; their ground is that of the post."""

    GROUND_PATH: ClassVar[str] = "post__"

    def in_force(self, on: date) -> Self:
        """Leaves in which the deputy stands in on the day `on`."""
        return self.filter(since__lte=on).not_over_before(on)

    def not_over_before(self, day: date) -> Self:
        """Leaves that hold on `day` or will later."""
        return self.filter(Q(until__isnull=True, back_on__gt=day) | Q(until__gt=day))

    def shown(self) -> Self:
        """With all that a line about a leave shows, in one query."""
        return self.select_related("deputy", "post__person", "post__group", "post__grid", "post__site")


class HandOverQuerySet(GroundedQuerySet["HandOver"]):
    """Hand-overs; their ground is that of the post."""

    GROUND_PATH: ClassVar[str] = "before__"

    def shown(self) -> Self:
        """With both posts and their people, in one query."""
        places = ("person", "group", "grid", "site", "organisation")
        return self.select_related(*(f"{end}__{name}" for end in ("before", "after") for name in places))


class OwnRoleQuerySet(GroundedQuerySet["OwnRole"]):
    """Roles that towns added, by their town."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def in_use(self) -> Self:
        """Roles to which somebody can be appointed."""
        return self.filter(retired_on__isnull=True)


class RegisterQuerySet(GroundedQuerySet["RegisterEntry"]):
    """Households of the register; only `access` opens them (A5). Their ground is that of their door."""

    GROUND_PATH: ClassVar[str] = "site__"
    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {
        GroundKind.GROUP: "group_id",
        GroundKind.GRID: "grid_id",
        GroundKind.SITE: "id",
    }


class RegisterImportQuerySet(GroundedQuerySet["RegisterImport"]):
    """Uploads of registers."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def with_file_older_than(self, moment: datetime) -> Self:
        """Uploads from before `moment` whose file is still kept."""
        return self.filter(file__isnull=False, uploaded_at__lt=moment)
