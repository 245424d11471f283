"""The county's sign-in by OpenID Connect, where it is switched on; else nothing of it is loaded."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from tongxin.config import environment as env
from tongxin.config.environment import SettingError

PACKAGE = "mozilla_django_oidc"
SUBJECT, PHONE = "sub", "phone_number"
TIMEOUT_SECONDS = 10


def provider() -> dict[str, Any] | None:
    """The provider in the words of mozilla-django-oidc, with three of our own; None where it is switched off.

    Our own: `issuer`, `by_phone` (is the person known by a verified mobile number, not by the
    lasting name `sub`?) and `second_factors` (values of the claim `amr` that
    count as a second factor). Raises `SettingError` for what is missing, unsafe or not installed.
    """
    issuer = env.text("TONGXIN_OIDC_ISSUER", "")
    if not issuer:
        return None
    if find_spec(PACKAGE) is None:
        raise SettingError(
            "TONGXIN_OIDC_ISSUER",
            "the county's sign-in needs the package mozilla-django-oidc; install requirements/server.txt, or unset it",
        )
    _refuse_open("TONGXIN_OIDC_ISSUER", issuer)
    claim = env.text("TONGXIN_OIDC_CLAIM", SUBJECT)
    if claim not in (SUBJECT, PHONE):
        raise SettingError("TONGXIN_OIDC_CLAIM", f"'{claim}' is neither {SUBJECT} nor {PHONE}")
    return {
        "issuer": issuer,
        "by_phone": claim == PHONE,
        "second_factors": frozenset(env.words("TONGXIN_OIDC_SECOND_FACTORS", ("mfa", "otp", "hwk"))),
        "OIDC_RP_CLIENT_ID": _needed("TONGXIN_OIDC_CLIENT_ID"),
        "OIDC_RP_CLIENT_SECRET": _needed("TONGXIN_OIDC_SECRET"),
        "OIDC_OP_AUTHORIZATION_ENDPOINT": _address("TONGXIN_OIDC_AUTHORIZE_URL"),
        "OIDC_OP_TOKEN_ENDPOINT": _address("TONGXIN_OIDC_TOKEN_URL"),
        "OIDC_OP_USER_ENDPOINT": _address("TONGXIN_OIDC_USER_URL"),
        "OIDC_OP_JWKS_ENDPOINT": _address("TONGXIN_OIDC_KEYS_URL"),
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_RP_SCOPES": "openid phone" if claim == PHONE else "openid",
        "OIDC_USE_PKCE": True,
        "OIDC_TIMEOUT": TIMEOUT_SECONDS,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "web:county_return",
        "OIDC_CREATE_USER": False,
    }


def _needed(variable: str) -> str:
    value = env.text(variable, "")
    if not value:
        raise SettingError(variable, "must be set where TONGXIN_OIDC_ISSUER is set")
    return value


def _address(variable: str) -> str:
    value = _needed(variable)
    _refuse_open(variable, value)
    return value


def _refuse_open(variable: str, address: str) -> None:
    """Secrets and names go over HTTPS, but for a provider on this very machine."""
    parts = urlsplit(address)
    is_here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not (parts.scheme == "https" and parts.hostname) and not is_here:
        raise SettingError(variable, f"'{address}' is no https address")
