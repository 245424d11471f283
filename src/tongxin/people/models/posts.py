"""Posts: who looks after which ground, from when until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models.organisations import Organisation
from tongxin.people.models.persons import Person
from tongxin.people.queries import PostQuerySet
from tongxin.people.roles import Role
from tongxin.records.ids import new_id
from tongxin.territory.models import GroundedModel


class Post(GroundedModel):
    """A person in a role on a ground, from a day until a day (任职). History is never overwritten (A6)."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True, help_text="first day no longer in force")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["division_code", "role", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="post_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["grid"],
                condition=Q(role=Role.GRID_LEADER, until__isnull=True),
                name="one_leader_per_grid",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(role=Role.GROUP_LEADER, until__isnull=True),
                name="one_leader_per_group",
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(role=Role.STEWARD, until__isnull=True),
                name="one_steward_per_place",
            ),
            models.UniqueConstraint(
                fields=["division_code"],
                condition=Q(role=Role.VILLAGE_SECRETARY, until__isnull=True),
                name="one_secretary_per_village",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "until"], name="post_of_person"),
            models.Index(fields=["role", "grid"], name="post_of_grid"),
            models.Index(fields=["role", "site"], name="post_of_site"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.place_name}"
