"""Addresses of the shell."""

from __future__ import annotations

from django.urls import path

from tongxin.web.pages import administration, health, home, preferences, second_factor, sign_in

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", second_factor.second_factor, name="second_factor"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("password/", sign_in.change_password, name="change_password"),
    path("large-text/", preferences.large_text, name="large_text"),
    path("language/", preferences.language, name="language"),
    path("administration/", administration.administration, name="administration"),
    path("healthz/", health.healthz, name="healthz"),
]
