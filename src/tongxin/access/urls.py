"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.access import pages

app_name = "access"
urlpatterns = [
    path("ground/site/<uuid:site_id>/register/", pages.register, name="register"),
    path("people/openings/", pages.openings, name="openings"),
]
