"""Signing in by name or phone, with the password or with the one-time code of a slip."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongxin.people.actions import use_code
from tongxin.people.models import Account

CLOSED = "is_of_closed_account"  # on the request of somebody who knows the password of a closed account


class NameOrPhoneBackend(BaseBackend):
    """Finds the account by sign-in name or mobile number and checks what was typed."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """The account, or None.

        An unknown name costs as much time as a known one, so that names cannot be guessed.
        """
        if not username or not password:
            return None
        account = Account.objects.named(username.strip())
        if account is None:
            make_password(password)
            return None
        if not account.is_active:
            if account.check_password(password) and request is not None:
                setattr(request, CLOSED, True)
            return None
        return account if use_code(account, password) or account.check_password(password) else None

    def get_user(self, user_id: Any) -> Account | None:
        """The active account of a session, with its person and `has_device`, all in one query."""
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        accounts = Account.objects.select_related("person").annotate(has_device=Exists(devices))
        return accounts.filter(pk=user_id, is_active=True).first()
