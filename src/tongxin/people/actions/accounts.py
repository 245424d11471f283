"""Writes to accounts. A first password is given once, to be printed on a slip, and kept nowhere."""

from __future__ import annotations

import secrets

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongxin.people.errors import AccountExists, NameInUse
from tongxin.people.models import Account, Person, Post
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer

# Characters that nobody mistakes for another on a printed slip.
SLIP_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SLIP_LENGTH = 10  # about 49 bits


def slip_password() -> str:
    """A first password for a printed slip."""
    return "".join(secrets.choice(SLIP_LETTERS) for _ in range(SLIP_LENGTH))


@transaction.atomic
def open_account(
    person: Person, *, username: str, password: str, by: Viewer, must_change: bool = True
) -> Account:
    """Gives a person an account. Raises `NameInUse`, `AccountExists`."""
    _require_over(person, by)
    if Account.objects.filter(person=person).exists():
        raise AccountExists()
    if Account.objects.filter(username__iexact=username).exists():
        raise NameInUse(username)
    account = Account(person=person, username=username, must_change_password=must_change)
    account.set_password(password)
    account.save()
    ledger.append("account.open", by=by, subject=account, division_code="")
    return account


@transaction.atomic
def reset_password(account: Account, *, by: Viewer) -> str:
    """Sets a new slip password, to be changed at the next sign-in; gives it once, to be printed."""
    _require_over(account.person, by)
    password = slip_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    ledger.append("account.reset", by=by, subject=account, division_code="")
    return password


@transaction.atomic
def choose_password(account: Account, *, password: str, by: Viewer) -> None:
    """A person's own new password."""
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    ledger.append("account.password", by=by, subject=account, division_code="")


@transaction.atomic
def set_account_active(account: Account, *, active: bool, by: Viewer) -> None:
    """Closes or re-opens an account; a closed one is signed out at its next request."""
    _require_over(account.person, by)
    account.is_active = active
    account.save(update_fields=["is_active"])
    ledger.append("account.reopen" if active else "account.close", by=by, subject=account, division_code="")


@transaction.atomic
def drop_second_factor(account: Account, *, by: Viewer) -> None:
    """Forgets the account's second factor, where the phone is lost; an administrator sets up a new one."""
    _require_over(account.person, by)
    TOTPDevice.objects.filter(user=account).delete()
    ledger.append("account.drop_second_factor", by=by, subject=account, division_code="")


def _require_over(person: Person, by: Viewer) -> None:
    """Whoever manages accounts does so for people whose posts all lie in the own ground."""
    by.require(Act.ACCOUNT_MANAGE)
    for post in Post.objects.in_force(clock.today()).filter(person=person):
        by.require(Act.ACCOUNT_MANAGE, post.ground)
