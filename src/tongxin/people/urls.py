"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.people.pages import accounts, persons, posts, register

app_name = "people"
urlpatterns = [
    path("people/", persons.people, name="people"),
    path("people/download/", persons.download, name="download"),
    path("people/without-post/", persons.unposted, name="unposted"),
    path("people/add/", persons.add, name="add_person"),
    path("people/appoint/", posts.appoint_page, name="appoint"),
    path("people/organisations/", persons.organisations, name="organisations"),
    path("people/organisations/add/", persons.add_organisation_page, name="add_organisation"),
    path("people/accounts/", accounts.accounts, name="accounts"),
    path("people/accounts/<uuid:account_id>/reset/", accounts.reset_page, name="reset_password"),
    path("people/accounts/<uuid:account_id>/state/", accounts.state, name="account_state"),
    path(
        "people/accounts/<uuid:account_id>/second-factor/", accounts.second_factor, name="drop_second_factor"
    ),
    path("people/posts/<uuid:post_id>/hand-over/", posts.hand_over_page, name="hand_over"),
    path("people/posts/<uuid:post_id>/end/", posts.end_page, name="end_post"),
    path("people/<uuid:person_id>/", persons.person, name="person"),
    path("people/<uuid:person_id>/account/", accounts.open_page, name="open_account"),
    path("import/register/", register.register_import, name="register_import"),
    path("import/register/template/", register.template, name="register_template"),
    path("import/register/<uuid:run_id>/", register.register_run, name="register_run"),
]
