"""Addresses of the complaint box."""

from __future__ import annotations

from django.urls import path

from tongxin.cases import complaint_pages

app_name = "complaints"
urlpatterns = [
    path("", complaint_pages.complain, name="complain"),
    path("follow/", complaint_pages.follow, name="follow"),
    path("follow/take-back/", complaint_pages.take_back_contact, name="take_back"),
    path("box/", complaint_pages.box, name="box"),
    path("box/<uuid:complaint_id>/", complaint_pages.one, name="one"),
    path("box/<uuid:complaint_id>/take/", complaint_pages.take, name="take"),
    path("box/<uuid:complaint_id>/answer/", complaint_pages.answer, name="answer"),
    path("readers/", complaint_pages.readers, name="readers"),
    path("readers/<uuid:reader_id>/end/", complaint_pages.end, name="end_reader"),
]
