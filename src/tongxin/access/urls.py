"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.access.pages import exports, openings, requests

app_name = "access"
urlpatterns = [
    path("ground/site/<uuid:site_id>/register/", openings.register, name="register"),
    path("ground/site/<uuid:site_id>/openings/", openings.household_openings, name="household_openings"),
    path("ground/site/<uuid:site_id>/openings/slip.pdf", openings.slip, name="openings_slip"),
    path("ground/site/<uuid:site_id>/data/", requests.household_data, name="household_data"),
    path("people/<uuid:person_id>/phone/", openings.phone, name="phone"),
    path("people/<uuid:person_id>/data/", requests.person_data, name="person_data"),
    path("people/openings/", openings.openings, name="openings"),
    path("people/openings/mine/", openings.mine, name="mine"),
    path("people/exports/", exports.exports, name="exports"),
    path("people/exports/new/", exports.ask, name="ask_export"),
    path("people/exports/<uuid:export_id>/", exports.one, name="export"),
    path("people/exports/<uuid:export_id>/approve/", exports.approve, name="approve_export"),
    path("people/exports/<uuid:export_id>/refuse/", exports.refuse, name="refuse_export"),
    path("people/exports/<uuid:export_id>/download/", exports.download, name="download_export"),
    path("people/requests/", requests.requests, name="requests"),
    path("people/requests/<uuid:request_id>/", requests.one, name="request"),
    path("people/requests/<uuid:request_id>/copy/", requests.copy, name="request_copy"),
    path("people/requests/<uuid:request_id>/answer/", requests.answer, name="answer_request"),
    path("people/requests/<uuid:request_id>/correct/", requests.correct, name="correct_data"),
    path("people/requests/<uuid:request_id>/erase/", requests.erase, name="erase_data"),
    path("people/requests/<uuid:request_id>/refuse/", requests.refuse, name="refuse_request"),
]
