"""Slips with one-time codes: made for many people in one act or for one, used once, never kept in clear."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from tongxin.people.actions.accounts import open_account, require_over
from tongxin.people.codes import digest_of, new_code, plain_code, shown_code
from tongxin.people.errors import AccountClosed, AccountsMoved, OwnAccount, TooManyAtOnce
from tongxin.people.lockout import forget_tries
from tongxin.people.models import Account, OneTimeCode, Person, Post, SignIn
from tongxin.people.sign_in_names import sign_in_name
from tongxin.records import clock, ledger
from tongxin.records.permission import SYSTEM, Act, NotAllowed, Viewer

MOST_AT_ONCE = 500  # slips of one act: 63 sheets; made in 2 s, in 230 MB of memory


@dataclass(frozen=True)
class Slip:
    """What a slip says. The code is here and on the paper, nowhere else."""

    account: Account
    code: str
    expires_at: datetime
    where: str

    @property
    def shown_code(self) -> str:
        """The code in groups."""
        return shown_code(self.code)


@transaction.atomic
def open_accounts(persons: Collection[Person], *, by: Viewer) -> list[Slip]:
    """Gives each of the persons who has none an account with a one-time code; in the order of their names.

    Raises `TooManyAtOnce`, `AccountsMoved`, `NotAllowed` where one of them has a post outside the own ground.
    """
    by.require(Act.ACCOUNT_MANAGE)
    if len(persons) > MOST_AT_ONCE:
        raise TooManyAtOnce(MOST_AT_ONCE)
    wanted = [person.pk for person in persons]
    held = list(Person.objects.select_for_update().filter(pk__in=wanted).order_by("sort_key", "id"))
    has_one = set(Account.objects.filter(person__in=wanted).values_list("person_id", flat=True))
    waiting = [person for person in held if person.pk not in has_one]
    posts = posts_now(waiting)
    for post in (post for each in posts.values() for post in each):
        by.require(Act.ACCOUNT_MANAGE, post.ground)
    accounts = _new_accounts(waiting)
    try:
        with transaction.atomic():
            Account.objects.bulk_create(accounts)
    except IntegrityError as error:
        raise AccountsMoved() from error
    _note("account.open", accounts, posts=posts, by=by)
    return _issue(accounts, posts=posts)


def proposed_names(persons: Iterable[Person]) -> dict[UUID, str]:
    """The sign-in names that `open_accounts` would give, in this order."""
    taken = set(Account.objects.values_list(Lower("username"), flat=True))
    names: dict[UUID, str] = {}
    for person in persons:
        names[person.pk] = sign_in_name(phone=person.phone, sort_key=person.sort_key, taken=taken)
        taken.add(names[person.pk])
    return names


@transaction.atomic
def renew_slips(accounts: Collection[Account], *, by: Viewer) -> list[Slip]:
    """New codes for accounts that still wait for the first sign-in; the old slips are worth nothing then.

    Accounts in use or closed are passed over. Raises `TooManyAtOnce`, `NotAllowed`.
    """
    by.require(Act.ACCOUNT_MANAGE)
    if len(accounts) > MOST_AT_ONCE:
        raise TooManyAtOnce(MOST_AT_ONCE)
    rows = Account.objects.waiting().filter(pk__in=[account.pk for account in accounts])
    held = rows.select_related("person").select_for_update(of=("self",))
    waiting = list(held.order_by("person__sort_key", "id"))
    posts = posts_now(account.person for account in waiting)
    for post in (post for each in posts.values() for post in each):
        by.require(Act.ACCOUNT_MANAGE, post.ground)
    _note("account.reset", waiting, posts=posts, by=by)
    return _issue(waiting, posts=posts)


@transaction.atomic
def open_with_slip(person: Person, *, username: str, by: Viewer) -> Slip:
    """Gives a person an account under a chosen name, with a slip. Raises as `open_account` does."""
    account = open_account(person, username=username, password=None, by=by)
    return _issue([account], posts=posts_now([person]))[0]


@transaction.atomic
def reset_password(account: Account, *, by: Viewer) -> Slip:
    """Ends the password and every session, lifts a lock, and gives a slip with a new one-time code.

    By whoever manages accounts, or by a leader in line: everyone below on the own ground, never an equal. Raises
    `OwnAccount`, `AccountClosed`, `NotAllowed`.
    """
    require_reset(account.person, by)
    current = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)
    if not current.is_active:
        raise AccountClosed()
    posts = posts_now([current.person])
    _note("account.reset", [current], posts=posts, by=by)
    return _issue([current], posts=posts)[0]


def may_reset(person: Person, by: Viewer) -> bool:
    """May the viewer give this person a new slip?"""
    try:
        require_reset(person, by)
    except (NotAllowed, OwnAccount):
        return False
    return True


def require_reset(person: Person, by: Viewer) -> None:
    """Raises `OwnAccount`, `NotAllowed` where the viewer may not give this person a new slip."""
    if by.person_id == person.pk:
        raise OwnAccount()
    if by.may(Act.ACCOUNT_MANAGE):
        require_over(person, by)
        return
    by.require(Act.ACCOUNT_RESET)
    if not by.outranks(person.pk):
        raise NotAllowed(Act.ACCOUNT_RESET)


@transaction.atomic
def use_code(account: Account, text: str) -> bool:
    """Uses up the account's one-time code where `text` is it; False where it is not, or no longer.

    Of two who come with the same code at once one gets True: the row is locked, and gone for the other.
    """
    code = plain_code(text)
    if not code:
        return False
    rows = OneTimeCode.objects.select_for_update().filter(
        account=account, digest=digest_of(account.pk, code), expires_at__gt=clock.now()
    )
    found = rows.first()
    if found is None:
        return False
    found.delete()
    ledger.append("account.code", by=SYSTEM, subject=account, division_code="")
    return True


def posts_now(persons: Iterable[Person]) -> dict[UUID, list[Post]]:
    """The posts in force of each of the persons, by person: one query."""
    posts: dict[UUID, list[Post]] = {}
    rows = Post.objects.in_force(clock.today()).filter(person__in=[person.pk for person in persons])
    for post in rows.select_related("group", "grid", "site").order_by("since", "id"):
        posts.setdefault(post.person_id, []).append(post)
    return posts


def _new_accounts(persons: Sequence[Person]) -> list[Account]:
    names = proposed_names(persons)
    return [Account(person=person, username=names[person.pk]) for person in persons]


def _issue(accounts: Sequence[Account], *, posts: Mapping[UUID, list[Post]]) -> list[Slip]:
    """New codes in place of password, old code, sessions and wrong tries."""
    expires_at = clock.now() + timedelta(days=settings.TONGXIN_CODE_DAYS)
    codes = {account.pk: new_code() for account in accounts}
    for account in accounts:
        account.set_unusable_password()
        account.must_change_password = True
    Account.objects.bulk_update(accounts, ["password", "must_change_password"], batch_size=200)
    OneTimeCode.objects.filter(account__in=list(codes)).delete()
    OneTimeCode.objects.bulk_create(
        OneTimeCode(account=account, digest=digest_of(account.pk, codes[account.pk]), expires_at=expires_at)
        for account in accounts
    )
    SignIn.objects.filter(account__in=list(codes)).delete()
    forget_tries(list(codes))
    return [
        Slip(account, codes[account.pk], expires_at, _where(posts.get(account.person_id, ())))
        for account in accounts
    ]


def _note(verb: str, accounts: Iterable[Account], *, posts: Mapping[UUID, list[Post]], by: Viewer) -> None:
    """Each account's entry in the ledger, in the village of the person's first post."""
    for account in accounts:
        held = posts.get(account.person_id)
        ledger.append(verb, by=by, subject=account, division_code=held[0].division_code if held else "")


def _where(posts: Sequence[Post]) -> str:
    return str(posts[0]) if posts else ""
