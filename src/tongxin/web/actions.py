"""What the shell writes: second factors."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongxin.people.models import Account
from tongxin.records import ledger
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Viewer


class CodeRefused(RuleBroken):
    """The six digits are wrong, too old, or were used already."""

    message = _("These digits are not right, or no longer. Wait for the next ones and enter those.")


class TriedTooOften(RuleBroken):
    """Wrong digits follow on one another: the device makes one wait."""

    message = _("Too many wrong digits. Wait a minute, then enter the ones shown then.")


def device_to_confirm(account: Account) -> TOTPDevice:
    """The account's device that waits for its first code; one is made where there is none."""
    device, _made = TOTPDevice.objects.get_or_create(
        user=account, confirmed=False, defaults={"name": "phone"}
    )
    return device


def give_code(account: Account, code: int, *, by: Viewer) -> TOTPDevice:
    """Checks a code against the account's devices; gives the one that fits. Raises `CodeRefused`, `TriedTooOften`.

    Right after the set-up the device that waits is the only one, and its first right code confirms it.
    """
    devices = TOTPDevice.objects.devices_for_user(account, confirmed=True)
    waiting = not devices
    for device in devices or [device_to_confirm(account)]:
        if not device.verify_is_allowed()[0]:
            raise TriedTooOften
        if device.verify_token(code):
            return _confirmed(device, account, by=by) if waiting else device
    raise CodeRefused


@transaction.atomic
def _confirmed(device: TOTPDevice, account: Account, *, by: Viewer) -> TOTPDevice:
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    ledger.append("account.second_factor", by=by, subject=account, division_code="")
    return device
