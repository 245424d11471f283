"""Checks of rounds: opened and closed in time, every visit falls to somebody who may enter it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tongxin.access.queries import Reach
from tongxin.inspections.models import Round, Visit
from tongxin.inspections.querysets import RoundQuerySet, VisitQuerySet
from tongxin.inspections.rules import RoundState
from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, Text, check
from tongxin.records.permission import Act
from tongxin.standards.rules import Sheet
from tongxin.territory.check_subjects import address
from tongxin.territory.ground import Ground, GroundKind

checks.room("inspections", _("Rounds and checks"), place=5)


@check(
    "inspections.round_past_its_end",
    title=_("Round still open after its last day"),
    why=_("Its scores are not final, and what was not visited is missing from the comparison."),
    mend=_("Close the round, or plan its rest as a new one."),
    severity=Severity.WRONG,
)
def round_past_its_end(scope: CheckScope) -> Found:
    """Open rounds whose last day is over."""
    rounds = _rounds(scope).filter(ends_on__lt=clock.today())
    return checks.found(rounds, lambda row: _round(row, act=_("Close the round")), scope)


@check(
    "inspections.round_not_opened",
    title=_("Round that should have begun"),
    why=_("Its visit list is not drawn, so nobody can visit anything."),
    mend=_("Open the round, or change its days."),
    severity=Severity.LOOK,
    of_house=True,
)
def round_not_opened(scope: CheckScope) -> Found:
    """Planned rounds whose first day has come. Of the house: a planned round may be unannounced in its village."""
    rounds = Round.objects.filter(state=RoundState.PLANNED, starts_on__lte=clock.today())
    return checks.found(rounds, lambda row: _round(row, act=_("Open the round")), scope)


@check(
    "inspections.round_without_inspector",
    title=_("Round without an inspector"),
    why=_("The visits of its list fall to nobody."),
    mend=_("Plan the round anew, with inspectors."),
    severity=Severity.WRONG,
    of_house=True,
)
def round_without_inspector(scope: CheckScope) -> Found:
    """Rounds planned or open that name nobody."""
    rounds = Round.objects.exclude(state=RoundState.CLOSED).filter(inspectors__isnull=True)
    return checks.found(rounds, _round, scope)


@check(
    "inspections.sheet_incomplete",
    title=_("Round on a sheet that does not add up"),
    why=_("Items without stated points, or a total that is not their sum: its scores cannot be compared."),
    mend=_("Use a complete sheet for the next round; read these scores as notes."),
    severity=Severity.LOOK,
)
def sheet_incomplete(scope: CheckScope) -> Found:
    """Open rounds whose sheet is only partly known or has items that do not sum up to its total."""
    rounds = _rounds(scope).select_related("sheet_version")
    partial = [
        row for row in rounds if not (row.sheet_version.is_complete and adds_up(row.sheet_version.parts))
    ]
    return checks.found(partial, _round, scope)


def adds_up(sheet: Sheet) -> bool:
    """Do the sheet's items sum up to its stated total? True where no total is stated."""
    held = sum((item.max for item in sheet.items if item.max is not None), Decimal(0))
    return sheet.total is None or held == sheet.total


@check(
    "inspections.visit_without_inspector",
    title=_("Visit that falls to nobody"),
    why=_("It is on the list of an open round, and no one will make it."),
    mend=_("Give it to another inspector on the round's page, or close the round without it."),
    severity=Severity.WRONG,
)
def visit_without_inspector(scope: CheckScope) -> Found:
    """Visits still to be made on open rounds, without an inspector."""
    visits = _visits(scope).filter(inspector__isnull=True)
    return checks.found(
        visits.select_related("group", "grid", "site").order_by("round", "position"), _visit, scope
    )


@check(
    "inspections.visit_at_closed_place",
    title=_("Visit to a place that is no more"),
    why=_("Somebody would walk there for nothing."),
    mend=_("Enter that the place is gone."),
    severity=Severity.LOOK,
)
def visit_at_closed_place(scope: CheckScope) -> Found:
    """Visits still to be made on open rounds, at sites that were closed."""
    visits = _visits(scope).filter(site__closed_on__isnull=False)
    return checks.found(
        visits.select_related("group", "grid", "site").order_by("round", "position"), _visit, scope
    )


@check(
    "inspections.inspector_without_post",
    title=_("Inspector who may not enter visits there"),
    why=_("The visits fall to a person whose posts do not hold the places: the form stays closed."),
    mend=_("Give the visits to another inspector on the round's page, or the inspector a post there."),
    severity=Severity.WRONG,
)
def inspector_without_post(scope: CheckScope) -> Found:
    """Open rounds in which a visit still to be made lies outside of its inspector's posts; rounds are named."""
    to_make = _visits(scope).filter(inspector__isnull=False)
    columns = ("round_id", "inspector_id", "division_code", "group_id", "grid_id")
    places = list(to_make.order_by().values_list(*columns).distinct())
    reach = Reach(Act.VISIT_ENTER, {inspector for _round, inspector, *_place in places}, clock.today())
    barred = {
        round_id
        for round_id, inspector, code, group, grid in places
        if not reach.holds(inspector, Ground(GroundKind.GRID, code, group_id=group, grid_id=grid))
    }
    return checks.found(Round.objects.filter(pk__in=barred), _round, scope)


def _rounds(scope: CheckScope) -> RoundQuerySet:
    """Open rounds; those on a village's page only where they are announced."""
    rounds = scope.within(Round.objects.open())
    return rounds if scope.grounds is None else rounds.filter(is_announced=True)


def _visits(scope: CheckScope) -> VisitQuerySet:
    """Visits still to be made on open rounds. Those of unannounced rounds are told by the round's page alone."""
    to_make = scope.within(Visit.objects.planned())
    return to_make.filter(round__state=RoundState.OPEN, round__is_announced=True)


def _round(row: Round, act: Text = "") -> Subject:
    url = address("inspections:round", row.pk)
    return Subject(row.title, url, act, url if act else "", row.ground)


def _visit(row: Visit) -> Subject:
    return Subject(
        row.place_name,
        address("inspections:visit", row.pk),
        _("Enter the visit"),
        address("inspections:enter", row.pk),
        row.ground,
    )
