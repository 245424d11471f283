"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.inspections import pages, visit_pages

app_name = "inspections"
urlpatterns = [
    path("", pages.rounds, name="rounds"),
    path("plan/", pages.plan, name="plan"),
    path("mine/", visit_pages.mine, name="mine"),
    path("<uuid:round_id>/", pages.round_page, name="round"),
    path("<uuid:round_id>/open/", pages.open_page, name="open"),
    path("<uuid:round_id>/close/", pages.close_page, name="close"),
    path("<uuid:round_id>/sample/", pages.sample, name="sample"),
    path("<uuid:round_id>/findings/", pages.findings, name="findings"),
    path("<uuid:round_id>/visits.xlsx", pages.export, name="export"),
    path("visits/<uuid:visit_id>/", visit_pages.visit, name="visit"),
    path("visits/<uuid:visit_id>/enter/", visit_pages.enter, name="enter"),
    path("visits/<uuid:visit_id>/correct/", visit_pages.correct, name="correct"),
    path("findings/<uuid:finding_id>/", visit_pages.finding, name="finding"),
    path("findings/<uuid:finding_id>/photo", visit_pages.photo, name="photo"),
]
