"""Addresses of reports of residents."""

from __future__ import annotations

from django.urls import path

from tongxin.cases import report_pages, report_tray

app_name = "reports"
urlpatterns = [
    path("", report_pages.report, name="report"),
    path("follow/", report_pages.follow, name="follow"),
    path("follow/reopen/", report_pages.reopen, name="reopen"),
    path("follow/take-back/", report_pages.take_back_contact, name="take_back"),
    path("follow/photo/<str:token>/", report_pages.photo, name="follow_photo"),
    path("tray/", report_tray.tray, name="tray"),
    path("tray/enter/", report_tray.enter, name="enter"),
    path("tray/reporter/", report_tray.reporter, name="reporter"),
    path("tray/reporter/correct/", report_tray.correct_reporter, name="correct_reporter"),
    path("tray/<uuid:report_id>/", report_tray.one, name="one"),
    path("tray/<uuid:report_id>/contact/", report_tray.contact, name="contact"),
    path("tray/<uuid:report_id>/accept/", report_tray.accept, name="accept"),
    path("tray/<uuid:report_id>/decline/", report_tray.decline, name="decline"),
    path("tray/<uuid:report_id>/merge/", report_tray.merge, name="merge"),
    path("tray/<uuid:report_id>/photos/<uuid:photo_id>/", report_tray.photo, name="photo"),
]
