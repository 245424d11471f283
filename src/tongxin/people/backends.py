"""Signing in by name or phone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongxin.people.models import Account
from tongxin.people.rules import plain_phone


class NameOrPhoneBackend(BaseBackend):
    """Finds the account by sign-in name or mobile number and checks the password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """The account, or None.

        An unknown name costs as much time as a known one, so that names cannot be guessed.
        """
        if not username or not password:
            return None
        account = self._account(username.strip())
        if account is None:
            make_password(password)
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: Any) -> Account | None:
        """The active account of a session, with its person and `has_device`, all in one query."""
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        accounts = Account.objects.select_related("person").annotate(has_device=Exists(devices))
        return accounts.filter(pk=user_id, is_active=True).first()

    def _account(self, name: str) -> Account | None:
        accounts = Account.objects.select_related("person")
        by_name = accounts.filter(username__iexact=name).first()
        if by_name is not None:
            return by_name
        phone = plain_phone(name)
        return accounts.filter(person__phone=phone).first() if phone.isdecimal() else None
