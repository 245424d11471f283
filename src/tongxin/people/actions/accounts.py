"""Writes to accounts but for their slips: opening, closing, passwords, devices, the switches of the person."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongxin.people.errors import AccountExists, NameInUse, SubjectInUse
from tongxin.people.lockout import forget_tries, tries_from
from tongxin.people.models import Account, OneTimeCode, Person, Post, SignIn
from tongxin.people.rules import is_mobile, plain_phone
from tongxin.people.sessions import digest_of_key
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, NotAllowed, Viewer


@transaction.atomic
def open_account(
    person: Person, *, username: str, password: str | None, by: Viewer, must_change: bool = True
) -> Account:
    """Gives a person an account with a password, None for none yet.

    Raises `NameInUse`, `AccountExists`, `NotAllowed`.
    """
    require_over(person, by)
    if Account.objects.filter(person=person).exists():
        raise AccountExists()
    if Account.objects.filter(username__iexact=username).exists() or _is_number_of_another(username, person):
        raise NameInUse(username)
    account = Account(person=person, username=username, must_change_password=must_change)
    account.set_password(password)
    account.save()
    ledger.append("account.open", by=by, subject=account, division_code="")
    return account


@transaction.atomic
def choose_password(account: Account, *, password: str, by: Viewer, keep: str = "") -> None:
    """A person's own new password. Every session but the one with the key `keep` ends."""
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    OneTimeCode.objects.filter(account=account).delete()
    _end(account, keep=keep)
    ledger.append("account.password", by=by, subject=account, division_code="")


@transaction.atomic
def set_account_active(account: Account, *, active: bool, by: Viewer) -> None:
    """Closes an account with its sessions and its code, or re-opens it."""
    require_over(account.person, by)
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        OneTimeCode.objects.filter(account=account).delete()
        _end(account)
    ledger.append("account.reopen" if active else "account.close", by=by, subject=account, division_code="")


@transaction.atomic
def drop_second_factor(account: Account, *, by: Viewer) -> None:
    """Forgets the account's second factor, where the phone is lost; the person sets up a new one."""
    require_over(account.person, by)
    TOTPDevice.objects.filter(user=account).delete()
    _end(account)
    ledger.append("account.drop_second_factor", by=by, subject=account, division_code="")


@transaction.atomic
def end_sign_ins(account: Account, *, by: Viewer, only: str = "", keep: str = "") -> int:
    """Ends sessions of an account, one's own or, for whoever manages accounts, another's; returns how many.

    `only`: the digest of the one to end; `keep`: the key of the one to leave. Raises `NotAllowed`.
    """
    if by.account_id != account.pk:
        require_over(account.person, by)
    ended = _end(account, only=only, keep=keep)
    if ended:
        ledger.append("account.sign_out", by=by, subject=account, division_code="", detail={"ended": ended})
    return ended


@transaction.atomic
def unlock(account: Account, *, by: Viewer) -> None:
    """Forgets the wrong tries at an account, so that it can be signed in to at once."""
    require_over(account.person, by)
    forget_tries([account.pk])
    ledger.append("account.unlock", by=by, subject=account, division_code="")


@transaction.atomic
def unlock_address(address: str, *, by: Viewer) -> None:
    """Forgets the wrong tries that came from an address; of administrators only, for it may serve a whole office."""
    by.require(Act.ADMINISTER)
    tries = tries_from(address)
    last = tries.first()
    if last is not None:
        ledger.append("address.unlock", by=by, subject=last, division_code="")
        tries.delete()


@transaction.atomic
def name_subject(account: Account, *, subject: str, by: Viewer) -> None:
    """Says under which name the county's sign-in knows this person; "" for not at all. Raises `SubjectInUse`."""
    require_over(account.person, by)
    account.oidc_subject = subject.strip()
    try:
        with transaction.atomic():
            account.save(update_fields=["oidc_subject"])
    except IntegrityError as error:
        raise SubjectInUse() from error
    ledger.append("account.subject", by=by, subject=account, division_code="")


@transaction.atomic
def prefer(account: Account, *, by: Viewer, elder: bool | None = None, language: str | None = None) -> None:
    """A person's own choice of large text and of language; None leaves as it is. No entry in the ledger."""
    if by.account_id != account.pk:
        raise NotAllowed(Act.ACCOUNT_MANAGE)
    if elder is not None:
        account.elder_mode = elder
    if language is not None:
        account.language = language
    account.save(update_fields=["elder_mode", "language"])


def require_over(person: Person, by: Viewer) -> None:
    """Whoever manages accounts does so for people whose posts all lie in the own ground. Raises `NotAllowed`."""
    by.require(Act.ACCOUNT_MANAGE)
    for post in Post.objects.in_force(clock.today()).filter(person=person):
        by.require(Act.ACCOUNT_MANAGE, post.ground)


def _end(account: Account, *, only: str = "", keep: str = "") -> int:
    rows = SignIn.objects.filter(account=account)
    if only:
        rows = rows.filter(session_key=only)
    if keep:
        rows = rows.exclude(session_key=digest_of_key(keep))
    return rows.delete()[0]


def _is_number_of_another(username: str, person: Person) -> bool:
    """Whoever signs in with a number is the person with that number."""
    phone = plain_phone(username)
    return is_mobile(phone) and Person.objects.filter(phone=phone).exclude(pk=person.pk).exists()
