"""Who comes from the county's sign-in (OpenID Connect): an account that is there already, never a new one.

Loaded only where it is switched on (see docs/operator/accounts.md).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpRequest
from jwt import PyJWTError
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from tongxin.access.viewer import viewer_for
from tongxin.people.backends import NameOrPhoneBackend
from tongxin.people.models import Account
from tongxin.people.rules import is_mobile, plain_phone
from tongxin.records.permission import Act

log = logging.getLogger("tongxin.web.county")

Claims = Mapping[str, Any]


def setting(name: str, *default: Any) -> Any:
    """A setting in the words of mozilla-django-oidc, from the one place where they are kept."""
    known: dict[str, Any] = settings.TONGXIN_OIDC or {}
    if name in known:
        return known[name]
    if default:
        return default[0]
    raise ImproperlyConfigured(f"{name} is not set")


class CountyBackend(OIDCAuthenticationBackend):  # type: ignore[misc]  # the library carries no types
    """Checks the provider's answer and finds the account that it means."""

    get_settings = staticmethod(setting)

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> Account | None:
        """The account, or None; an answer that cannot be trusted or read is logged and is no account either."""
        if request is None or "nonce" not in kwargs:
            return None  # a sign-in by password
        try:
            found: Account | None = super().authenticate(request, **kwargs)
        except (
            SuspiciousOperation,
            PyJWTError,
            requests.RequestException,
            KeyError,
            TypeError,
            ValueError,
        ) as error:
            log.warning("the county's sign-in was refused: %s: %s", type(error).__name__, error)
            return None
        return found

    def verify_token(self, token: str, **kwargs: Any) -> Claims:
        """The claims of a token that the provider signed for us. Raises `SuspiciousOperation`, `PyJWTError`."""
        claims: Claims = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        meant = [audience] if isinstance(audience, str) else audience or []
        if claims.get("iss") != setting("issuer"):
            raise SuspiciousOperation("the token is of another issuer")
        if setting("OIDC_RP_CLIENT_ID") not in meant:
            raise SuspiciousOperation("the token is meant for somebody else")
        if len(meant) > 1 and claims.get("azp") != setting("OIDC_RP_CLIENT_ID"):
            raise SuspiciousOperation("the token was made for another client")
        return claims

    def get_or_create_user(self, access_token: str, id_token: str, payload: Claims) -> Account | None:
        """The account that the claims mean; none is ever made. Administrators need the provider's second factor."""
        told = self.get_userinfo(access_token, id_token, payload)
        if not payload.get("sub") or told.get("sub") != payload["sub"]:
            raise SuspiciousOperation("token and user information are of two persons")
        account = account_meant({**told, **payload})
        if account is None or not account.is_active:
            log.warning("the county's sign-in means no account here")
            return None
        if viewer_for(account.person).may(Act.ADMINISTER) and not has_second_factor(payload):
            log.warning("an administrator came from the county's sign-in without a second factor")
            return None
        return account

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, as for everybody else."""
        return NameOrPhoneBackend().get_user(user_id)


def account_meant(claims: Claims) -> Account | None:
    """By the lasting name at the provider, or by a mobile number that the provider has verified."""
    accounts = Account.objects.select_related("person")
    if not setting("by_phone"):
        return accounts.filter(oidc_subject=claims["sub"]).first()
    phone = plain_phone(str(claims.get("phone_number", "")))
    is_verified = claims.get("phone_number_verified") is True
    return accounts.filter(person__phone=phone).first() if is_verified and is_mobile(phone) else None


def has_second_factor(claims: Claims) -> bool:
    """Does the provider say, in the claim `amr`, that a second factor was given?"""
    given = claims.get("amr")
    return isinstance(given, list) and bool(setting("second_factors") & {str(each) for each in given})
