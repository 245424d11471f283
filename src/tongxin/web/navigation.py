"""The main menu: what it offers, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.records.permission import Act, Viewer


@dataclass(frozen=True)
class NavItem:
    """An entry: shown to those who hold `act` somewhere."""

    id: str
    url_name: str
    label: str | Promise
    icon: str
    act: Act

    @property
    def href(self) -> str:
        """The entry's address."""
        return reverse(self.url_name)


@dataclass(frozen=True)
class NavGroup:
    """Entries under one heading."""

    label: str | Promise
    items: tuple[NavItem, ...]


NAVIGATION: tuple[NavGroup, ...] = (
    NavGroup(
        _("Every day"),
        (
            NavItem("home", "web:home", _("Home"), "house", Act.HOME_OPEN),
            NavItem("cases", "cases:list", _("Cases"), "exclamation-circle", Act.CASE_VIEW),
            NavItem("reports", "reports:tray", _("Reports from residents"), "inbox", Act.REPORT_RECEIVE),
            NavItem(
                "rounds", "inspections:rounds", _("Rounds and checks"), "clipboard-check", Act.ROUND_VIEW
            ),
            NavItem("plans", "plans:matrix", _("Lines and blocks"), "grid-3x3", Act.CASE_VIEW),
        ),
    ),
    NavGroup(
        _("Villages"),
        (
            NavItem("ground", "web:ground", _("Villages and grids"), "map", Act.GROUND_VIEW),
            NavItem("network", "people:gaps", _("Responsibility network"), "diagram-3", Act.PEOPLE_VIEW),
            NavItem("coverage", "people:coverage", _("Coverage"), "bullseye", Act.GROUND_VIEW),
            NavItem(
                "agreements",
                "council:coverage",
                _("Door agreements"),
                "file-earmark-check",
                Act.AGREEMENT_VIEW,
            ),
        ),
    ),
    NavGroup(
        _("Summing up"),
        (
            NavItem("ranking", "ranking:tables", _("Evaluation"), "bar-chart-steps", Act.TABLE_VIEW),
            NavItem("indicators", "reporting:indicators", _("Indicators"), "percent", Act.CASE_VIEW),
            NavItem("briefs", "reporting:briefs", _("Briefs"), "file-earmark-text", Act.BRIEF_VIEW),
        ),
    ),
    NavGroup(
        _("More"),
        (
            NavItem("people", "people:people", _("People and posts"), "person-gear", Act.PEOPLE_VIEW),
            NavItem(
                "complaints",
                "complaints:box",
                _("Complaints and suggestions"),
                "envelope",
                Act.COMPLAINT_HANDLE,
            ),
            NavItem(
                "complaint_readers",
                "complaints:readers",
                _("Who reads complaints"),
                "eye",
                Act.COMPLAINT_NAME,
            ),
            NavItem("personal", "access:openings", _("Personal data"), "shield-lock", Act.OPENINGS_VIEW),
            NavItem(
                "standards",
                "standards:sheets",
                _("Score sheets and matters"),
                "patch-check",
                Act.STANDARD_VIEW,
            ),
            NavItem(
                "import",
                "people:register_import",
                _("Import the register"),
                "box-arrow-in-down",
                Act.REGISTER_IMPORT,
            ),
            NavItem("checks", "web:checks", _("What is missing or amiss"), "list-check", Act.CHECKS_VIEW),
            NavItem("admin", "web:administration", _("Administration"), "sliders", Act.HEALTH_SEE),
        ),
    ),
)


def menu_for(viewer: Viewer, navigation: Sequence[NavGroup] = NAVIGATION) -> list[NavGroup]:
    """The menu with only what the viewer may open; a heading without entries is left out."""
    allowed = (
        NavGroup(group.label, tuple(item for item in group.items if viewer.may(item.act)))
        for group in navigation
    )
    return [group for group in allowed if group.items]
