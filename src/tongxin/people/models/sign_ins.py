"""How an account gets in and where it is signed in: one-time codes from slips, sessions with their devices."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.devices import Device
from tongxin.people.models.accounts import Account
from tongxin.records import clock


class OneTimeCode(models.Model):
    """The code on a slip that has not been used (一次性登录码): its digest, never the code itself.

    An account has one at most, a new one takes the place of the old. Using it removes the row, so that of two
    who use it at once the database lets one through.
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="one_time_code"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(_("good until"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="code_ends_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class SignInManager(BaseSessionManager["SignIn"]):
    """Sessions, of people and of those who have not signed in."""

    def live(self) -> models.QuerySet[SignIn]:
        """Those whose time is not up."""
        return self.filter(expire_date__gt=clock.now())

    def of(self, account: Account) -> models.QuerySet[SignIn]:
        """Where an account is signed in now."""
        return self.live().filter(account=account)


class SignIn(AbstractBaseSession):
    """A session and the device that it is on (登录的设备).

    `session_key` is the digest of the key that the device keeps, so nobody gets in with a copy of the table. The
    row goes when the session ends: how long somebody was signed in is never known (rule B04).
    """

    PERSONAL_FIELDS: ClassVar[tuple[str, ...]] = ()

    session_key = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="sign_ins"
    )
    device = models.CharField(
        max_length=40, blank=True, help_text="coarse, as `devices.Device.key` writes it"
    )
    signed_in_at = models.DateTimeField(_("signed in"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), default=clock.today, help_text="the day, nothing finer")

    objects: ClassVar[SignInManager] = SignInManager()

    class Meta:
        ordering = ["-last_used_on", "-signed_in_at", "session_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_in_at__isnull=True) | Q(account__isnull=False),
                name="sign_in_has_an_account",
            ),
        ]

    def __str__(self) -> str:
        return str(self.device_words)

    @property
    def device_words(self) -> str:
        """The device in the reader's language: "Android phone, Chrome"."""
        return Device.of_key(self.device).words
