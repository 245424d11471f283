"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.inspections import follow_up_pages, key_in_pages, list_pages, pages, signal_pages, visit_pages

app_name = "inspections"
urlpatterns = [
    path("", pages.rounds, name="rounds"),
    path("plan/", pages.plan, name="plan"),
    path("columns/", list_pages.columns, name="columns"),
    path("mine/", visit_pages.mine, name="mine"),
    path("<uuid:round_id>/", pages.round_page, name="round"),
    path("<uuid:round_id>/open/", pages.open_page, name="open"),
    path("<uuid:round_id>/close/", pages.close_page, name="close"),
    path("<uuid:round_id>/sample/", pages.sample, name="sample"),
    path("<uuid:round_id>/frame.csv", list_pages.frame, name="frame"),
    path("<uuid:round_id>/days/", list_pages.days, name="days"),
    path("<uuid:round_id>/days.pdf", list_pages.days_paper, name="days_paper"),
    path("<uuid:round_id>/forms.pdf", list_pages.days_forms, name="days_forms"),
    path("<uuid:round_id>/reassign/", list_pages.reassign, name="reassign"),
    path("<uuid:round_id>/signals/", signal_pages.signals, name="signals"),
    path("<uuid:round_id>/signals/look/", signal_pages.look, name="look"),
    path("<uuid:round_id>/signals/<uuid:signal_id>/", signal_pages.aside, name="set_aside"),
    path("<uuid:round_id>/findings/", pages.findings, name="findings"),
    path("<uuid:round_id>/visits.xlsx", pages.export, name="export"),
    path("visits/<uuid:visit_id>/", visit_pages.visit, name="visit"),
    path("visits/<uuid:visit_id>/enter/", visit_pages.enter, name="enter"),
    path("visits/<uuid:visit_id>/correct/", visit_pages.correct, name="correct"),
    path("findings/<uuid:finding_id>/", visit_pages.finding, name="finding"),
    path("findings/<uuid:finding_id>/photos/<uuid:photo_id>", visit_pages.photo, name="photo"),
    path("<uuid:round_id>/key-in/", key_in_pages.key_in, name="key_in"),
    path("<uuid:round_id>/typists/", key_in_pages.typists, name="typists"),
    path("visits/<uuid:visit_id>/key-in/", key_in_pages.key_in_visit, name="key_in_visit"),
    path("follow-ups/", follow_up_pages.follow_ups, name="follow_ups"),
    path("follow-ups/<uuid:follow_up_id>/", follow_up_pages.follow_up, name="follow_up"),
    path("follow-ups/<uuid:follow_up_id>/enter/", follow_up_pages.enter, name="enter_follow_up"),
    path("follow-ups/<uuid:follow_up_id>/give/", follow_up_pages.give, name="give_follow_up"),
    path("follow-ups/items/<uuid:item_id>/", follow_up_pages.follow_up_item, name="follow_up_item"),
]
