"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.cases import pages

app_name = "cases"
urlpatterns = [
    path("", pages.case_list, name="list"),
    path("download", pages.download, name="download"),
    path("new", pages.report, name="report"),
    path("new/place", pages.report_place, name="report_place"),
    path("<uuid:case_id>", pages.case, name="case"),
    path("<uuid:case_id>/photos/<uuid:photo_id>", pages.photo, name="photo"),
    path("<uuid:case_id>/assign", pages.assign, name="assign"),
    path("<uuid:case_id>/fix", pages.fix, name="fix"),
    path("<uuid:case_id>/verify", pages.verify, name="verify"),
    path("<uuid:case_id>/return", pages.send_back, name="return"),
    path("<uuid:case_id>/close", pages.close, name="close"),
    path("<uuid:case_id>/decline", pages.decline, name="decline"),
    path("<uuid:case_id>/merge", pages.merge, name="merge"),
]
