"""Addresses of the county's sign-in; part of the house only where it is switched on."""

from __future__ import annotations

from django.urls import path

from tongxin.web.pages import county

urlpatterns = [
    path("sign-in/county/", county.begin, name="county_sign_in"),
    path("sign-in/county/return/", county.come_back, name="county_return"),
]
