"""Questions about people and posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Count, Q

from tongxin.people.roles import Role
from tongxin.people.rules import is_near, plain_name, plain_phone
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.queries import GroundedQuerySet, grounded

PHONE_DIGITS_TO_FIND = 4

if TYPE_CHECKING:
    from tongxin.people.models import Organisation, Person, Post, RegisterEntry, RegisterImport


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons; their ground is that of their posts, past ones included."""

    def known_to(self, by: Viewer, act: Act) -> Self:
        """Persons with a post in the viewer's ground and, for those who appoint, persons without any post."""
        known = by.visible(self, act)
        return known | self.unposted() if by.may(Act.POST_MANAGE) else known

    def unposted(self) -> Self:
        """Persons who never had a post."""
        return self.filter(posts__isnull=True)

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
        """Posts of any of the roles."""
        return self.filter(role__in=roles)

    def not_over_before(self, day: date) -> Self:
        """Posts that are held on `day` or will be later."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day))

    def on(self, ground: Ground) -> Self:
        """Posts whose ground is exactly `ground`."""
        own = grounded(ground)
        column = {"group": "group_id", "grid": "grid_id", "site": "site_id"}.get(ground.kind, "division_code")
        return self.filter(ground_kind=ground.kind, **{column: own[column]})

    def holding(self, ground: Ground) -> Self:
        """Posts whose ground contains `ground`: the line from the spot up to the province."""
        codes = {ground.division_code} | {
            ground.division_code[:length].ljust(12, "0") for length in (2, 4, 6, 9)
        }
        condition = Q(ground_kind="division", division_code__in=codes)
        for kind, column, value in (
            ("group", "group_id", ground.group_id),
            ("grid", "grid_id", ground.grid_id),
            ("site", "site_id", ground.site_id),
        ):
            if value is not None:
                condition |= Q(ground_kind=kind, **{column: value})
        return self.filter(condition)


class RegisterQuerySet(GroundedQuerySet["RegisterEntry"]):
    """Households of the register; only `access` opens them (A5). Their ground is that of their door."""

    GROUND_PATH: ClassVar[str] = "site__"


class OrganisationQuerySet(GroundedQuerySet["Organisation"]):
    """Organisations, by the division that they belong to."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def with_posts(self, on: date) -> Self:
        """Each with `members`, the number of its posts in force."""
        in_force = Q(posts__since__lte=on) & (Q(posts__until__isnull=True) | Q(posts__until__gt=on))
        return self.annotate(members=Count("posts", filter=in_force))


class RegisterImportQuerySet(GroundedQuerySet["RegisterImport"]):
    """Uploads of registers."""

    GROUND_COLUMNS: ClassVar[dict[GroundKind, str]] = {}

    def with_file_older_than(self, moment: datetime) -> Self:
        """Uploads from before `moment` whose file is still kept."""
        return self.filter(file__isnull=False, uploaded_at__lt=moment)
