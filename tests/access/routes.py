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
    "web:large_text": Route(ALL, method="post"),
    "web:language": Route(ALL, method="post", data={"language": "en"}),
    "web:healthz": Route(ALL),
    "web:administration": Route(CLERK | ADMIN),
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
    # people
    "people:people": Route(WORKERS | ADMIN),
    "people:download": Route(WORKERS | ADMIN),
    "people:unposted": Route(CLERK | ADMIN),
    "people:add_person": Route(CLERK | ADMIN),
    "people:appoint": Route(CLERK | ADMIN),
    "people:organisations": Route(WORKERS | ADMIN),
    "people:add_organisation": Route(CLERK | ADMIN),
    "people:person": row(OF_THE_GRID | ADMIN, NEXT),
    "people:hand_over": row(CLERK | ADMIN),
    "people:end_post": row(CLERK | ADMIN),
    "people:accounts": Route(ADMIN),
    "people:open_account": row(ADMIN, arguments={"person_id": "villager_id"}),
    "people:reset_password": row(ADMIN),
    "people:account_state": row(ADMIN, method="post", data={"active": "no"}),
    "people:drop_second_factor": row(ADMIN, method="post"),
    "people:register_import": Route(CLERK),
    "people:register_template": Route(CLERK),
    "people:register_run": row(CLERK),
    # opening personal data
    "access:register": row(OF_THE_GRID - persons("town_leader"), NEXT),
    "access:openings": Route(TOWN | ADMIN),
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
