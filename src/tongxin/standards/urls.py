"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.standards import pages

app_name = "standards"
urlpatterns = [
    path("", pages.sheets, name="sheets"),
    path("sheets/<uuid:version_id>/", pages.sheet, name="sheet"),
    path("matters/", pages.matters, name="matters"),
    path("checklists/", pages.editions, name="editions"),
    path("checklists/<uuid:edition_id>/", pages.edition, name="edition"),
]
