"""The lock after wrong tries, counted by django-axes: per account, per address, per known device.

Three counts, each over the time in which no new wrong try came for `AXES_COOLOFF_TIME`:

* one account from one address (or from one device that the account was signed in on before): `AXES_FAILURE_LIMIT`;
* one account from all addresses, known devices left out: `TONGXIN_LOCK_ACCOUNT_AFTER`;
* one address at all accounts, known devices left out: `TONGXIN_LOCK_ADDRESS_AFTER`. A town office has one address
  for all of its people, so this number is the largest.

A device on which the account was signed in before carries a signed cookie and is counted by itself: nobody can keep
people out of the phones that they use, however often a stranger tries their number. A try during a lock is not
counted, so every lock ends. One-time codes are typed into the same field and fall under the same counts.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import Max, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse

from tongxin.people.models import Account
from tongxin.records import clock

KNOWN_DEVICE = "known_device"
KNOWN_FOR_SECONDS = 365 * 24 * 60 * 60
MOST_ACCOUNTS = 8  # of one shared device
IPV6_NETWORK = 64  # bits; a household or an office has the rest for itself

_SALT = "tongxin.people.known_device"
_DEVICE_MARK = " @"  # between account and device; no sign-in name has a blank
_NAMES = "_names_tried"  # on the request: what was looked up already


class Lockout(AxesDatabaseHandler):  # type: ignore[misc]  # axes carries no types
    """The counts of django-axes with the limits of this module."""

    def get_failures(self, request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> int:
        """Wrong tries that count against `AXES_FAILURE_LIMIT`; the limit itself where another is reached."""
        name, address = name_tried(request, credentials), address_of(request)
        pair = Q(username=name) if _DEVICE_MARK in name else Q(username=name, ip_address=address)
        counts = self._recent(request).aggregate(
            pair=Sum("failures_since_start", filter=pair, default=0),
            account=Sum("failures_since_start", filter=Q(username=name), default=0),
            address=Sum("failures_since_start", filter=_from(address), default=0),
        )
        limits = {"pair": settings.AXES_FAILURE_LIMIT} if name else {}
        if _DEVICE_MARK not in name:
            limits["address"] = settings.TONGXIN_LOCK_ADDRESS_AFTER
            limits |= {"account": settings.TONGXIN_LOCK_ACCOUNT_AFTER} if name else {}
        if any(counts[count] >= limit for count, limit in limits.items()):
            return max(int(counts["pair"]), int(settings.AXES_FAILURE_LIMIT))
        return int(counts["pair"]) if name else 0

    def reset_user_attempts(self, request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> int:
        """After a sign-in: forgets the tries at this account from here, nobody else's."""
        name, address = name_tried(request, credentials), address_of(request)
        count: int = AccessAttempt.objects.filter(username=name, ip_address=address).delete()[0]
        return count

    def _recent(self, request: HttpRequest) -> QuerySet[Any]:
        tried_at: datetime = getattr(request, "axes_attempt_time", None) or clock.now()
        rows: QuerySet[Any] = AccessAttempt.objects.filter(
            attempt_time__gte=tried_at - settings.AXES_COOLOFF_TIME
        )
        return rows


def name_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Under which name a try is counted: the account's id, however its name or number was written.

    On a device that knows the account the device's own mark stands behind it; an unknown name is a digest, for it
    may be a password typed into the wrong field; "" where no name was given.
    """
    typed = str((credentials or {}).get("username") or request.POST.get("username", ""))
    known: dict[str, str] = request.__dict__.setdefault(_NAMES, {})
    if typed not in known:
        known[typed] = _name_of(request, typed.strip())
    return known[typed]


def _name_of(request: HttpRequest, typed: str) -> str:
    if not typed:
        return ""
    account = Account.objects.named(typed)
    if account is None:
        return "?" + sha256("".join(typed.lower().split()).encode()).hexdigest()[:32]
    cookie = _cookie(request)
    mark = f"{_DEVICE_MARK}{cookie['device']}" if str(account.pk) in cookie["accounts"] else ""
    return f"{account.pk}{mark}"


def address_of(request: HttpRequest) -> str | None:
    """The address that a request comes from, behind `TONGXIN_PROXIES` proxies; of IPv6 the network only."""
    told = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TONGXIN_PROXIES:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        told = chain[-min(settings.TONGXIN_PROXIES, len(chain))] or told
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False).network_address)


def know_device(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Notes on the device, in a signed cookie, that this account was signed in on it."""
    cookie = _cookie(request)
    accounts = [str(account.pk), *(each for each in cookie["accounts"] if each != str(account.pk))]
    response.set_cookie(
        KNOWN_DEVICE,
        signing.dumps(
            {"device": cookie["device"] or secrets.token_hex(8), "accounts": accounts[:MOST_ACCOUNTS]},
            salt=_SALT,
        ),
        max_age=KNOWN_FOR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_tries(accounts: Collection[UUID]) -> None:
    """Lifts the lock of accounts, on known devices too."""
    for account in accounts:
        tries = Q(username=str(account)) | Q(username__startswith=f"{account}{_DEVICE_MARK}")
        AccessAttempt.objects.filter(tries).delete()


def tries_from(address: str) -> QuerySet[Any]:
    """The wrong tries that came from an address, those of known devices left out."""
    rows: QuerySet[Any] = AccessAttempt.objects.filter(_from(address))
    return rows


@dataclass(frozen=True)
class Lock:
    """Something that is locked now: an account (from `address`, or everywhere), or an address for everyone."""

    account_id: UUID | None
    address: str
    tries: int
    ends_at: datetime


def locks_now() -> list[Lock]:
    """What is locked at this moment, the latest first. Tries at names that nobody has lock nothing but addresses."""
    since = clock.now() - settings.AXES_COOLOFF_TIME
    recent = AccessAttempt.objects.filter(attempt_time__gte=since)
    strangers = recent.exclude(username__contains=_DEVICE_MARK)
    rules: tuple[tuple[QuerySet[Any], tuple[str, ...], int], ...] = (
        (recent, ("username", "ip_address"), settings.AXES_FAILURE_LIMIT),
        (strangers, ("username",), settings.TONGXIN_LOCK_ACCOUNT_AFTER),
        (strangers, ("ip_address",), settings.TONGXIN_LOCK_ADDRESS_AFTER),
    )
    locks = [
        _lock(row)
        for rows, columns, limit in rules
        for row in rows.order_by()
        .values(*columns)
        .annotate(tries=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(tries__gte=limit)
    ]
    known = [lock for lock in locks if lock.account_id or lock.address]
    return sorted(known, key=lambda lock: lock.ends_at, reverse=True)


def _lock(row: Mapping[str, Any]) -> Lock:
    name = (row.get("username") or "").partition(_DEVICE_MARK)[0]
    is_stranger = "username" in row and (not name or name.startswith("?"))
    return Lock(
        account_id=None if is_stranger or not name else UUID(name),
        address="" if is_stranger else row.get("ip_address") or "",
        tries=row["tries"],
        ends_at=row["last"] + settings.AXES_COOLOFF_TIME,
    )


def _from(address: str | None) -> Q:
    """Tries of an address, without those of devices that know their account."""
    return Q(ip_address=address) & ~Q(username__contains=_DEVICE_MARK)


def _cookie(request: HttpRequest) -> dict[str, Any]:
    """What the device's cookie says; of a cookie that we have not signed, nothing."""
    try:
        told = signing.loads(request.COOKIES.get(KNOWN_DEVICE, ""), salt=_SALT, max_age=KNOWN_FOR_SECONDS)
    except signing.BadSignature:
        return {"device": "", "accounts": []}
    return dict(told)
