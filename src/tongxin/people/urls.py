"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from tongxin.people.pages import (
    accounts,
    coverage,
    grounds,
    hand_overs,
    id_numbers,
    leaves,
    lines,
    network,
    organisations,
    persons,
    posts,
    register,
    roles,
    slips,
)

app_name = "people"
urlpatterns = [
    path("people/", persons.people, name="people"),
    path("people/download/", persons.download, name="download"),
    path("people/without-post/", persons.unposted, name="unposted"),
    path("people/add/", persons.add, name="add_person"),
    path("people/appoint/", posts.appoint_page, name="appoint"),
    path("people/organisations/", organisations.organisations, name="organisations"),
    path("people/organisations/add/", organisations.add_organisation_page, name="add_organisation"),
    path("people/organisations/<uuid:organisation_id>/", organisations.organisation, name="organisation"),
    path(
        "people/organisations/<uuid:organisation_id>/change/",
        organisations.change_page,
        name="change_organisation",
    ),
    path(
        "people/organisations/<uuid:organisation_id>/close/",
        organisations.close_page,
        name="close_organisation",
    ),
    path(
        "people/organisations/<uuid:organisation_id>/join/", organisations.join_page, name="join_organisation"
    ),
    path(
        "people/organisations/<uuid:organisation_id>/area/", organisations.take_on_page, name="take_on_area"
    ),
    path("people/organisations/<uuid:organisation_id>/line/", lines.take_line_page, name="take_line"),
    path("people/lines/<uuid:line_duty_id>/end/", lines.end_line_page, name="end_line"),
    path(
        "people/memberships/<uuid:membership_id>/end/",
        organisations.end_membership_page,
        name="end_membership",
    ),
    path(
        "people/areas/<uuid:partnership_id>/end/", organisations.end_partnership_page, name="end_partnership"
    ),
    path("network/", network.gaps, name="gaps"),
    path("network/download/", network.gaps_download, name="gaps_download"),
    path("network/overlaps/", network.overlaps, name="overlaps"),
    path("network/overlaps/download/", network.overlaps_download, name="overlaps_download"),
    path("network/overload/", network.overload, name="overload"),
    path("network/overload/download/", network.overload_download, name="overload_download"),
    path("coverage/", coverage.matrix, name="coverage"),
    path("coverage/list/", coverage.spot_list, name="coverage_list"),
    path("coverage/list/download/", coverage.list_download, name="coverage_download"),
    path("coverage/grids/", coverage.grid_list, name="coverage_grids"),
    path("coverage/neglected/", coverage.neglected, name="neglected"),
    path("people/accounts/", accounts.accounts, name="accounts"),
    path("people/accounts/open/", slips.open_many, name="open_accounts"),
    path("people/accounts/slips/", slips.renew_many, name="renew_slips"),
    path("people/accounts/locks/", accounts.locks, name="locks"),
    path("people/accounts/<uuid:account_id>/", accounts.account, name="account"),
    path("people/accounts/<uuid:account_id>/state/", accounts.state, name="account_state"),
    path("people/accounts/<uuid:account_id>/devices/", accounts.end_devices, name="end_devices"),
    path("people/accounts/<uuid:account_id>/unlock/", accounts.unlock_account, name="unlock_account"),
    path("people/accounts/<uuid:account_id>/county/", accounts.subject, name="account_subject"),
    path(
        "people/accounts/<uuid:account_id>/second-factor/", accounts.second_factor, name="drop_second_factor"
    ),
    path("people/roles/", roles.roles, name="roles"),
    path("people/roles/add/", roles.add_page, name="add_role"),
    path("people/roles/<slug:role_code>/retire/", roles.retire_page, name="retire_role"),
    path("people/leaves/", leaves.leaves, name="leaves"),
    path("people/leaves/<uuid:leave_id>/end/", leaves.end_page, name="end_leave"),
    path("people/hand-overs/<uuid:hand_over_id>/", hand_overs.hand_over_made, name="hand_over_made"),
    path("people/hand-overs/<uuid:hand_over_id>/sheet/", hand_overs.hand_over_sheet, name="hand_over_sheet"),
    path("people/posts/<uuid:post_id>/hand-over/", hand_overs.hand_over_page, name="hand_over"),
    path("people/posts/<uuid:post_id>/leave/", leaves.grant_page, name="grant_leave"),
    path("people/posts/<uuid:post_id>/appointment/", hand_overs.appointment, name="appointment"),
    path("people/posts/<uuid:post_id>/end/", posts.end_page, name="end_post"),
    path("people/<uuid:person_id>/", persons.person, name="person"),
    path("people/<uuid:person_id>/leave-all/", hand_overs.leave_all_page, name="leave_all"),
    path("people/<uuid:person_id>/ground/", grounds.person_ground, name="person_ground"),
    path("people/<uuid:person_id>/card/", grounds.person_card, name="person_card"),
    path("people/<uuid:person_id>/account/", slips.open_page, name="open_account"),
    path("people/<uuid:person_id>/slip/", slips.reset_page, name="reset_password"),
    path("import/register/", register.register_import, name="register_import"),
    path("import/register/template/", register.template, name="register_template"),
    path("import/places/", register.places_import, name="places_import"),
    path("import/places/template/", register.places_template, name="places_template"),
    path("import/id-numbers/", id_numbers.id_numbers, name="id_numbers"),
    path("import/<uuid:run_id>/", register.register_run, name="register_run"),
    path("import/<uuid:run_id>/columns/", register.columns, name="import_columns"),
    path("import/<uuid:run_id>/faults/", register.faults, name="import_faults"),
    path("import/<uuid:run_id>/faults/download/", register.faults_download, name="import_faults_download"),
    path("import/<uuid:run_id>/undo/", register.undo, name="import_undo"),
]
