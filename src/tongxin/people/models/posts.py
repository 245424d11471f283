"""Posts: who looks after which ground, from when until when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.catalogue import role_name, role_type
from tongxin.people.models.organisations import Organisation
from tongxin.people.models.persons import Person
from tongxin.people.queries import PostQuerySet
from tongxin.people.roles import Role
from tongxin.records.guards import Keeps
from tongxin.records.ids import new_id
from tongxin.territory.models import GroundedModel


class RightsField(models.CharField):  # type: ignore[type-arg]  # not generic at run time
    """Whose rights the post's role has: filled from the catalogue, however the row is written."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """For migrations a plain column: old shapes of the table are not filled from today's catalogue."""
        name, _path, arguments, named = super().deconstruct()
        return name, "django.db.models.CharField", arguments, named

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """The value to be written."""
        value = role_type(model_instance.role).acts_as.value
        setattr(model_instance, self.attname, value)
        return value


class Post(GroundedModel):
    """A person in a role on a ground, from a day until a day (任职). History is never overwritten (A6).

    `role` is a code of the catalogue; `acts_as` the role of the table of rights, so that one column decides.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    KEEPS = Keeps.ENDED_ROWS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=20)
    acts_as = RightsField(max_length=20, default="", editable=False)
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
            models.Index(fields=["acts_as", "grid"], name="post_of_grid"),
            models.Index(fields=["acts_as", "site"], name="post_of_site"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.place_name}"

    def get_role_display(self) -> str:
        """The role in words."""
        return role_name(self.role)
