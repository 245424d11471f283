"""The table of routes: for every address of the house who gets in. A test and a document.

A new route is a line here: its name, for whom it opens, and for whom its sample record is hidden (404: the
act is theirs, the record's ground is not). Everybody else is refused (403), and the passer-by is sent to the
sign-in page. Parts of the address are taken from `samples.py` by their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PASSER_BY = "passer_by"
PERSONS = (
    PASSER_BY,
    "villager",
    "grid_leader",
    "next_grid_leader",
    "village_secretary",
    "liaison_cadre",
    "town_clerk",
    "town_leader",
    "administrator",
)


@dataclass(frozen=True)
class Route:
    """For whom a route opens, for whom its record is hidden; `arguments` takes other samples than by name."""

    opens: frozenset[str]
    hidden: frozenset[str] = frozenset()
    method: str = "get"
    data: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)


def persons(names: str) -> frozenset[str]:
    """A set of persons from their names, separated by blanks."""
    found = frozenset(names.split())
    assert found <= set(PERSONS), found - set(PERSONS)
    return found


ALL = frozenset(PERSONS)
ACCOUNTS = ALL - {PASSER_BY}
CLERK = persons("town_clerk")
TOWN = persons("town_clerk town_leader")
ADMIN = persons("administrator")
NEXT = persons("next_grid_leader")
SECRETARY = persons("village_secretary")
VILLAGE = persons("village_secretary liaison_cadre")
LEADERS = persons("grid_leader next_grid_leader")
OFFICE = TOWN | VILLAGE
WORKERS = OFFICE | LEADERS
OF_THE_GRID = WORKERS - NEXT  # those whose ground holds the sample grid


def row(opens: frozenset[str], hidden: frozenset[str] = frozenset(), **more: object) -> Route:
    """A route whose address names a record."""
    return Route(opens, hidden, **more)  # type: ignore[arg-type]  # passed on as they are


ROUTES: dict[str, Route] = {
    # the shell
    "web:home": Route(WORKERS | ADMIN),
    "web:search": Route(WORKERS | ADMIN),
    "web:sign_in": Route(ALL),
    "web:second_factor": Route(ACCOUNTS),
    "web:sign_out": Route(ACCOUNTS, method="post"),
    "web:change_password": Route(ACCOUNTS),
    "web:account": Route(ACCOUNTS),
    "web:end_devices": Route(ACCOUNTS, method="post"),
    "web:large_text": Route(ALL, method="post"),
    "web:language": Route(ALL, method="post", data={"language": "en"}),
    "web:rings_form": Route(WORKERS | ADMIN, method="post", data={"form": "covered"}),
    "web:healthz": Route(ALL),
    "web:administration": Route(CLERK | ADMIN),
    "web:checks": Route(OFFICE | ADMIN),
    "web:examine": Route(CLERK | ADMIN, method="post"),
    "web:job_again": row(ADMIN, method="post"),
    "web:calendar": Route(CLERK | ADMIN),
    "web:calendar_year": Route(CLERK | ADMIN, method="post", data={"year": "2027", "source": "notice"}),
    "web:calendar_remove": row(CLERK | ADMIN, method="post"),
    # the ground
    "web:ground": Route(WORKERS | ADMIN),
    "web:village": row(OFFICE | ADMIN, LEADERS),
    "web:group": row(OFFICE | ADMIN, LEADERS),
    "web:grid": row(OF_THE_GRID | ADMIN, NEXT),
    "web:site": row(OF_THE_GRID | ADMIN, NEXT),
    "territory:add_group": row(CLERK | ADMIN),
    "territory:add_grid": row(CLERK | ADMIN),
    "territory:add_place": row(CLERK | ADMIN),
    "territory:grid_members": row(CLERK | ADMIN),
    "territory:map": row(OF_THE_GRID | ADMIN, NEXT, arguments={"key": "ground_key"}),
    "territory:map_data": row(OF_THE_GRID | ADMIN, NEXT, arguments={"key": "ground_key"}),
    "territory:map_files": row(OF_THE_GRID, NEXT, arguments={"key": "ground_key"}),
    "territory:map_file": row(OF_THE_GRID, NEXT, arguments={"key": "ground_key", "form": "map_form"}),
    "territory:position": row(OF_THE_GRID - persons("town_leader") | ADMIN, NEXT),
    "territory:clear_position": row(OF_THE_GRID - persons("town_leader") | ADMIN, NEXT, method="post"),
    "territory:place_group": row(OFFICE - persons("town_leader") | ADMIN, LEADERS),
    "territory:map_import": Route(CLERK | ADMIN),
    "territory:map_run": row(CLERK | ADMIN, arguments={"run_id": "map_run_id"}),
    "territory:changes": row(OFFICE | ADMIN, LEADERS),
    "territory:change": row(CLERK | ADMIN, arguments={"key": "ground_key"}),
    "territory:rename": row(CLERK | ADMIN, arguments={"key": "ground_key"}),
    "territory:merge": row(CLERK | ADMIN, arguments={"key": "ground_key"}),
    "territory:split": row(CLERK | ADMIN, arguments={"key": "ground_key"}),
    "territory:lock": row(CLERK | ADMIN, method="post", arguments={"key": "ground_key"}),
    "territory:close_grid": row(CLERK | ADMIN),
    "territory:grids": row(OFFICE | ADMIN, LEADERS),
    "territory:grids_by_group": row(CLERK | ADMIN),
    "territory:redraw": row(CLERK | ADMIN),
    "territory:versions": row(OF_THE_GRID | ADMIN, NEXT),
    "territory:pause": row(CLERK | persons("village_secretary grid_leader"), NEXT),
    "territory:end_pause": row(CLERK | persons("village_secretary grid_leader"), NEXT, method="post"),
    "territory:pauses": Route(WORKERS | ADMIN),
    "territory:classes": row(TOWN | ADMIN, VILLAGE | LEADERS, arguments={"code": "town_code"}),
    "territory:add_class": row(CLERK | ADMIN, method="post", arguments={"code": "town_code"}),
    "territory:class": row(CLERK | ADMIN),
    "territory:goal": row(CLERK | ADMIN),
    "territory:end_goal": row(CLERK | ADMIN, method="post"),
    "territory:group_class": row(CLERK | ADMIN),
    # people
    "people:people": Route(WORKERS | ADMIN),
    "people:download": Route(WORKERS | ADMIN),
    "people:unposted": Route(CLERK | ADMIN),
    "people:add_person": Route(CLERK | ADMIN),
    "people:appoint": Route(CLERK | ADMIN),
    "people:organisations": Route(WORKERS | ADMIN),
    "people:add_organisation": Route(CLERK | ADMIN),
    "people:organisation": row(OFFICE | ADMIN, LEADERS),
    "people:change_organisation": row(CLERK | ADMIN),
    "people:close_organisation": row(CLERK | ADMIN),
    "people:join_organisation": row(CLERK | ADMIN),
    "people:take_on_area": row(CLERK | ADMIN),
    "people:end_membership": row(CLERK | ADMIN),
    "people:end_partnership": row(CLERK | ADMIN),
    "people:person_ground": row(OF_THE_GRID | ADMIN, NEXT),
    # the card is for the person and for whoever appoints there
    "people:person_card": row(CLERK | ADMIN | persons("grid_leader"), OFFICE | NEXT),
    # the responsibility network and coverage
    "people:gaps": Route(WORKERS | ADMIN),
    "people:gaps_download": Route(WORKERS | ADMIN),
    "people:overlaps": Route(WORKERS | ADMIN),
    "people:overlaps_download": Route(WORKERS | ADMIN),
    "people:overload": Route(WORKERS | ADMIN),
    "people:overload_download": Route(WORKERS | ADMIN),
    "people:coverage": Route(WORKERS | ADMIN),
    "people:coverage_list": Route(WORKERS | ADMIN),
    "people:coverage_download": Route(WORKERS | ADMIN),
    "people:coverage_grids": Route(WORKERS | ADMIN),
    "people:neglected": Route(WORKERS | ADMIN),
    "people:person": row(OF_THE_GRID | ADMIN, NEXT),
    "people:roles": Route(WORKERS | ADMIN),
    "people:add_role": Route(ADMIN),
    "people:retire_role": row(ADMIN, method="post"),
    "people:leaves": Route(WORKERS | ADMIN),
    "people:grant_leave": row(CLERK | ADMIN | persons("village_secretary")),
    "people:end_leave": row(CLERK | ADMIN | persons("village_secretary"), method="post"),
    "people:leave_all": row(CLERK | ADMIN),
    "people:appointment": row(CLERK | ADMIN),
    "people:hand_over_made": row(CLERK | ADMIN),
    "people:hand_over_sheet": row(CLERK | ADMIN),
    "people:hand_over": row(CLERK | ADMIN),
    "people:end_post": row(CLERK | ADMIN),
    "people:accounts": Route(ADMIN),
    "people:open_accounts": Route(ADMIN),
    "people:renew_slips": Route(ADMIN),
    "people:locks": Route(ADMIN),
    "people:account": row(ADMIN),
    "people:open_account": row(ADMIN, arguments={"person_id": "villager_id"}),
    "people:reset_password": row(CLERK | ADMIN | persons("village_secretary")),
    "people:account_state": row(ADMIN, method="post", data={"active": "no"}),
    "people:end_devices": row(ADMIN, method="post"),
    "people:unlock_account": row(ADMIN, method="post"),
    "people:account_subject": row(ADMIN, method="post"),
    "people:drop_second_factor": row(ADMIN, method="post"),
    "people:register_import": Route(CLERK),
    "people:register_template": Route(CLERK),
    "people:register_run": row(CLERK),
    "people:places_import": Route(CLERK),
    "people:places_template": Route(CLERK),
    "people:import_columns": row(CLERK),
    "people:import_faults": row(CLERK),
    "people:import_faults_download": row(CLERK),
    "people:import_undo": row(CLERK, arguments={"run_id": "done_run_id"}),
    "people:id_numbers": Route(CLERK | ADMIN),
    # opening personal data
    "access:register": row(OF_THE_GRID - persons("town_leader"), NEXT),
    "access:openings": Route(TOWN | ADMIN | SECRETARY),
    "access:mine": Route(ACCOUNTS),
    "access:household_openings": row(TOWN | ADMIN | SECRETARY),
    "access:openings_slip": row(TOWN | ADMIN | SECRETARY),
    "access:phone": row(OF_THE_GRID, NEXT),
    "access:exports": Route(TOWN | ADMIN | SECRETARY),
    "access:ask_export": Route(CLERK | SECRETARY),
    "access:export": row(TOWN | ADMIN | SECRETARY),
    "access:approve_export": row(TOWN, method="post"),
    "access:refuse_export": row(TOWN, method="post"),
    "access:download_export": row(CLERK, SECRETARY, method="post"),
    "access:requests": Route(CLERK),
    "access:household_data": row(CLERK),
    "access:person_data": row(CLERK),
    "access:request": row(CLERK),
    "access:request_copy": row(CLERK, method="post"),
    "access:answer_request": row(CLERK, method="post"),
    "access:correct_data": row(CLERK),
    "access:erase_data": row(CLERK, method="post"),
    "access:refuse_request": row(CLERK, method="post"),
    # standards
    "standards:sheets": Route(WORKERS | ADMIN),
    "standards:sheet": row(WORKERS | ADMIN),
    "standards:matters": Route(WORKERS | ADMIN),
    "standards:editions": Route(WORKERS | ADMIN),
    "standards:edition": row(WORKERS | ADMIN),
    # rounds and visits
    "inspections:rounds": Route(WORKERS),
    "inspections:plan": Route(CLERK),
    "inspections:mine": Route(WORKERS - persons("town_leader")),
    "inspections:round": row(WORKERS),
    "inspections:open": row(CLERK, method="post"),
    "inspections:close": row(CLERK, method="post"),
    "inspections:sample": row(WORKERS),
    "inspections:findings": row(WORKERS),
    "inspections:export": row(WORKERS),
    "inspections:visit": row(OF_THE_GRID, NEXT),
    # a visit falls to its inspector, the liaison cadre; the clerk may type in what was written on paper
    "inspections:enter": row(
        CLERK | persons("liaison_cadre"), NEXT, arguments={"visit_id": "planned_visit_id"}
    ),
    "inspections:correct": row(CLERK | persons("liaison_cadre"), NEXT),
    "inspections:finding": row(OF_THE_GRID, NEXT),
    "inspections:photo": row(OF_THE_GRID, NEXT),
    # cases
    "cases:list": Route(WORKERS),
    "cases:download": Route(WORKERS),
    "cases:report": Route(WORKERS),
    "cases:report_place": Route(WORKERS),
    "cases:case": row(OF_THE_GRID, NEXT),
    "cases:photo": row(OF_THE_GRID, NEXT),
    "cases:assign": row(CLERK | VILLAGE, method="post"),
    "cases:fix": row(CLERK | persons("village_secretary grid_leader"), NEXT, method="post"),
    "cases:verify": row(CLERK | VILLAGE | persons("grid_leader"), NEXT, method="post"),
    "cases:return": row(CLERK | VILLAGE | persons("grid_leader"), NEXT, method="post"),
    "cases:close": row(CLERK | VILLAGE, method="post"),
    "cases:decline": row(CLERK | VILLAGE, method="post"),
    "cases:merge": row(CLERK | VILLAGE, method="post"),
    # evaluation
    "ranking:tables": Route(WORKERS),
    "ranking:draw": Route(CLERK),
    "ranking:import": Route(CLERK),
    "ranking:template": Route(CLERK),
    "ranking:table": row(TOWN, VILLAGE | LEADERS),
    "ranking:draft": row(CLERK),
    "ranking:list": row(TOWN, VILLAGE | LEADERS),
    "ranking:approve": row(TOWN, method="post"),
    "ranking:publish": row(TOWN, method="post"),
    "ranking:withdraw": row(TOWN, method="post"),
    "ranking:end": row(TOWN, method="post"),
    "ranking:notice": row(TOWN, VILLAGE | LEADERS),
    # figures and briefs
    "reporting:figures": Route(WORKERS),
    "reporting:figure": row(WORKERS, arguments={"key": "figure"}),
    "reporting:figure_workbook": row(WORKERS, arguments={"key": "figure"}),
    "reporting:briefs": Route(OFFICE),
    "reporting:new_brief": Route(CLERK),
    "reporting:load_wordings": Route(CLERK | ADMIN, method="post"),
    "reporting:brief": row(TOWN, VILLAGE),
    "reporting:edit_brief": row(CLERK),
    "reporting:approve_brief": row(TOWN, method="post"),
    "reporting:publish_brief": row(TOWN, method="post"),
    "reporting:withdraw_brief": row(TOWN, VILLAGE, method="post"),
    "reporting:brief_docx": row(TOWN, VILLAGE),
    "reporting:brief_pdf": row(TOWN, VILLAGE),
    "reporting:brief_figure": row(TOWN, VILLAGE, arguments={"brief_id": "frozen_brief_id"}),
    "reporting:brief_figure_workbook": row(TOWN, VILLAGE, arguments={"brief_id": "frozen_brief_id"}),
    # the public
    "portal:home": Route(ALL),
    "portal:lists": Route(ALL),
    "portal:list": row(ALL, arguments={"key": "portal_key"}),
    "portal:briefs": Route(ALL),
    "portal:brief": row(ALL, arguments={"key": "public_brief_key"}),
}
