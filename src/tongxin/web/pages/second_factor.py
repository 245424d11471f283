"""The second factor: set up once, then asked after the password. Administrators only; nobody else is asked."""

from __future__ import annotations

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login
from django_otp import user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongxin.access.viewer import viewer_of
from tongxin.people.models import Account
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import SignedInRequest, signed_in_page
from tongxin.web.actions import device_to_confirm, give_code
from tongxin.web.entering import has_given_all, safe_next
from tongxin.web.forms import CodeForm


@signed_in_page
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Shows the QR code the first time; asks for six digits each time."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - a signed-in page has one
    if has_given_all(viewer_of(request), account):
        return redirect(safe_next(request) or "web:home")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            otp_login(request, give_code(account, form.cleaned_data["code"], by=request.viewer))
        except RuleBroken as error:
            form.add_error("code", str(error))
        else:
            return redirect(safe_next(request) or "web:home")
    words = {"form": form, "next": safe_next(request)}
    if not user_has_device(account):
        device = device_to_confirm(account)
        words |= {"qr": qr_picture(device), "secret": spaced_secret(device)}
    return render(request, "web/sign_in/second_factor.html", words)


def qr_picture(device: TOTPDevice) -> str:
    """The device's key as a QR code, a data address of an SVG picture."""
    return segno.make(device.config_url, error="m", micro=False).svg_data_uri(
        scale=4, border=4, xmldecl=False
    )


def spaced_secret(device: TOTPDevice) -> str:
    """The key in groups of four letters, to be typed where no camera is at hand."""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
