"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.portal import pages

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("lists/", pages.lists, name="lists"),
    path("lists/<str:key>/", pages.one_list, name="list"),
    path("briefs/", pages.briefs, name="briefs"),
    path("briefs/<str:key>/", pages.one_brief, name="brief"),
]
