"""The household register."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.models.persons import Person
from tongxin.people.queries import RegisterQuerySet
from tongxin.people.rules import mask_id_number, mask_name, mask_phone
from tongxin.records import clock
from tongxin.records.ids import new_id
from tongxin.territory.models import Site


class RegisterEntry(models.Model):
    """A household of the register (农户): who lives behind a door.

    Opened by `access` only, and each opening is recorded (A5).
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("head", "phone", "note", "id_number")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="register")
    head = models.CharField(_("household head"), max_length=40)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    people = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    id_number = models.CharField(
        pgettext_lazy("column of an import", "ID number"),
        max_length=18,
        blank=True,
        help_text="only where the town has switched that on",
    )
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = RegisterQuerySet.as_manager()

    def __str__(self) -> str:
        return mask_name(self.head)

    @property
    def masked_id_number(self) -> str:
        """The head's ID number as screens show it."""
        return mask_id_number(self.id_number)


class RegisterMember(models.Model):
    """A person of a household besides its head (家庭成员)."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("name", "relation", "phone", "id_number")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(RegisterEntry, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=40)
    relation = models.CharField(_("relation to the head"), max_length=20, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    id_number = models.CharField(pgettext_lazy("column of an import", "ID number"), max_length=18, blank=True)

    class Meta:
        ordering = ["id"]  # made in the order of the file

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        """The name as screens show it."""
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        """The number as screens show it."""
        return mask_phone(self.phone)

    @property
    def masked_id_number(self) -> str:
        """The ID number as screens show it."""
        return mask_id_number(self.id_number)


class IdNumberSwitch(models.Model):
    """Whether a town keeps ID numbers, from a moment on and why; the latest row of a town holds."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division_code = models.CharField(max_length=12, db_index=True, help_text="the town")
    is_on = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(default=clock.now, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    erased = models.PositiveIntegerField(default=0, help_text="ID numbers that were erased by it")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="id_number_switch_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.division_code} {self.is_on}"
