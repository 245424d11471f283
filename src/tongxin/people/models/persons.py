"""Persons: once, whatever the posts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongxin.people.queries import PersonQuerySet
from tongxin.people.rules import mask_name, mask_phone
from tongxin.records.ids import new_id
from tongxin.records.subjects import ERASED


class Person(models.Model):
    """A person (人员): once, whatever the posts."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("name", "phone", "sort_key")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=40)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    sort_key = models.CharField(max_length=120, blank=True, help_text="pinyin, for the order of lists")

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="phone_of_one_person"),
        ]
        indexes = [models.Index(fields=["name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        """The name as screens show it; a person whose data was erased is called so."""
        return gettext("erased") if self.is_erased else mask_name(self.name)

    @property
    def is_erased(self) -> bool:
        """Was this person's data erased?"""
        return self.name == ERASED

    @property
    def masked_phone(self) -> str:
        """The number as screens show it."""
        return mask_phone(self.phone)
