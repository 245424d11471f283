"""Checks of the standards: what rounds and cases are judged by is there."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, check
from tongxin.standards.models import MatterType, SheetVersion, StandardEdition

checks.room("standards", _("Standards"), place=4)


@check(
    "standards.not_loaded",
    title=_("Standards that were not loaded"),
    why=_("Without kinds of problem no case can be reported, without score sheets no round planned."),
    mend=_("Run: tongxin load-standards"),
    severity=Severity.WRONG,
    of_house=True,
    page="standards:sheets",
)
def not_loaded(scope: CheckScope) -> Found:
    """Kinds of problem in force, score sheets, checklists: each of which there is none."""
    tables: dict[str, QuerySet[MatterType] | QuerySet[SheetVersion] | QuerySet[StandardEdition]] = {
        str(_("kinds of problem")): MatterType.objects.in_force(clock.today()),
        str(_("score sheets")): SheetVersion.objects.all(),
        str(_("checklists")): StandardEdition.objects.all(),
    }
    return checks.found([name for name, rows in tables.items() if not rows.exists()], Subject, scope)


@check(
    "standards.no_complete_sheet",
    title=_("No complete score sheet for households"),
    why=_("A sheet of which only parts are known gives scores that cannot be compared."),
    mend=_("Load a sheet whose every item is stated: tongxin load-standards"),
    severity=Severity.LOOK,
    of_house=True,
    page="standards:sheets",
)
def no_complete_sheet(scope: CheckScope) -> Found:
    """The newest versions of sheets made for households: is one of them complete?"""
    sheets = SheetVersion.objects.newest().filter(object_kind="household")
    return checks.amiss(not any(sheet.is_complete for sheet in sheets.only("completeness")))
