"""Checks of accounts: none without a post, two administrators, second factors. Nobody is listed for not signing in."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongxin.people.models import Account, OneTimeCode, Post
from tongxin.people.roles import Role
from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, check
from tongxin.territory.check_subjects import address

UNUSED = timedelta(days=30)
FEWEST_ADMINISTRATORS = 2


@check(
    "people.account_without_post",
    title=_("Account of somebody without a post"),
    why=_("It opens nothing any more, and a forgotten account is a door that nobody watches."),
    mend=_("Close the account, or give the person the post that is missing."),
    severity=Severity.LOOK,
    of_house=True,
)
def account_without_post(scope: CheckScope) -> Found:
    """Accounts that may sign in while their person holds no post today nor later."""
    posts = Post.objects.not_over_before(clock.today()).filter(person=OuterRef("person"))
    accounts = Account.objects.filter(~Exists(posts), is_active=True).order_by("created_at", "id")
    return checks.found(accounts, _account, scope)


def _account(row: Account) -> Subject:
    day = date_format(clock.local(row.created_at), "SHORT_DATE_FORMAT")
    return Subject(
        gettext("account opened on %(day)s") % {"day": day},
        address("people:person", row.person_id),
        _("See to the account"),
        address("people:account", row.pk),
    )


@check(
    "people.account_never_used",
    title=_("Accounts that were never used"),
    why=_(
        "Perhaps the slip never arrived. Paper will do as well: nobody has to sign in, and nobody is named here."
    ),
    mend=_("Ask whether the slips arrived; close accounts that nobody needs."),
    severity=Severity.LOOK,
    of_house=True,
    page="people:accounts",
)
def account_never_used(scope: CheckScope) -> Found:
    """Only how many: whoever does not sign in is not listed. Source: burden rules, B04 and B07."""
    unused = Account.objects.filter(
        is_active=True, last_login__isnull=True, created_at__lt=clock.now() - UNUSED
    )
    return Found(unused.count())


@check(
    "people.too_few_administrators",
    title=_("Fewer than two administrators"),
    why=_("When the only one is away or has lost the phone, nobody can open or reset an account."),
    mend=_("Appoint a second administrator, and open an account for them."),
    severity=Severity.WRONG,
    of_house=True,
    page="people:appoint",
)
def too_few_administrators(scope: CheckScope) -> Found:
    """Persons who are administrator today and may sign in."""
    return checks.amiss(_administrators().count() < FEWEST_ADMINISTRATORS)


@check(
    "people.administrator_without_second_factor",
    title=_("Administrator without a second factor"),
    why=_("A guessed password would open every account."),
    mend=_("Set up the second factor: it is asked for at the administrator's next sign-in."),
    severity=Severity.WRONG,
    of_house=True,
)
def administrator_without_second_factor(scope: CheckScope) -> Found:
    """Accounts of administrators without a confirmed device."""
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    return checks.found(
        _administrators().filter(~Exists(devices)).order_by("created_at", "id"), _account, scope
    )


@check(
    "people.slip_ran_out",
    title=_("Slips whose code ran out unused"),
    why=_("Their account waits for a first sign-in that is not possible any more."),
    mend=_("Print new slips for those who want one."),
    severity=Severity.LOOK,
    of_house=True,
    page="people:renew_slips",
)
def slip_ran_out(scope: CheckScope) -> Found:
    """Only how many, as above."""
    late = OneTimeCode.objects.filter(expires_at__lt=clock.now(), account__is_active=True)
    return Found(late.filter(account__must_change_password=True).count())


def _administrators() -> QuerySet[Account]:
    posts = Post.objects.in_force(clock.today()).of_role(Role.ADMINISTRATOR).filter(person=OuterRef("person"))
    return Account.objects.filter(Exists(posts), is_active=True)
