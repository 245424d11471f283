"""Accounts: what a person signs in with."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.people.models.persons import Person
from tongxin.records import clock
from tongxin.records.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this sign-in name; letter case does not matter."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """What a person signs in with (账号): one person, named, never shared."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("username",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    username = models.CharField(_("sign-in name"), max_length=40, unique=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(default=True)
    elder_mode = models.BooleanField(_("large text"), default=False)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights come from posts only; Django's own permissions grant nothing."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Rights come from posts only; Django's own permissions grant nothing."""
        return False
