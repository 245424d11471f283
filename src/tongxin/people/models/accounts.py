"""Accounts: what a person signs in with."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models.persons import Person
from tongxin.people.rules import is_mobile, mask_phone, plain_phone
from tongxin.records import clock
from tongxin.records.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this sign-in name; letter case does not matter."""
        return self.get(username__iexact=username)

    def named(self, typed: str) -> Account | None:
        """The account with this sign-in name or, where there is none, of the person with this mobile number."""
        accounts = self.select_related("person")
        by_name = accounts.filter(username__iexact=typed).first()
        if by_name is not None:
            return by_name
        phone = plain_phone(typed)
        return accounts.filter(person__phone=phone).first() if phone.isdecimal() else None

    def waiting(self) -> models.QuerySet[Account]:
        """Open accounts whose person has not chosen a password yet."""
        return self.filter(is_active=True, must_change_password=True)


class Account(AbstractBaseUser):
    """What a person signs in with (账号): one person, named, never shared."""

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ("username", "oidc_subject")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    username = models.CharField(_("sign-in name"), max_length=40, unique=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(default=True)
    elder_mode = models.BooleanField(_("large text"), default=False)
    language = models.CharField(max_length=10, blank=True)
    oidc_subject = models.CharField(
        _("name at the county's sign-in"), max_length=120, blank=True, help_text="the provider's claim `sub`"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                fields=["oidc_subject"], condition=~Q(oidc_subject=""), name="subject_of_one_account"
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def masked_username(self) -> str:
        """The sign-in name as screens show it: a mobile number is masked like any other."""
        return mask_phone(self.username) if is_mobile(self.username) else self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights come from posts only; Django's own permissions grant nothing."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Rights come from posts only; Django's own permissions grant nothing."""
        return False
