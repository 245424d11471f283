"""Figures of rounds and visits: each is the rows that it counts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.inspections.follow_up_rules import ItemOutcome
from tongxin.inspections.models import Finding, FollowUpItem, Visit
from tongxin.inspections.peers import seen_findings, seen_visits
from tongxin.inspections.querysets import FindingQuerySet, FollowUpItemQuerySet, VisitQuerySet
from tongxin.records import sieves
from tongxin.records.figures import Column, FigureScope, figure, ratio
from tongxin.records.permission import Act
from tongxin.territory.kinds import SiteKind
from tongxin.territory.lookup import ground_of

sieves.declare(Visit, seen_visits)
sieves.declare(Finding, seen_findings)

_VISIT_COLUMNS = (
    Column(pgettext_lazy("column of visits", "Visited"), "visited_at"),
    Column(pgettext_lazy("column of visits", "Place"), "place_name"),
    Column(pgettext_lazy("column of visits", "Round"), "round__title"),
    Column(pgettext_lazy("column of visits", "Score"), "score"),
    Column(pgettext_lazy("column of visits", "of"), "max_score"),
)
_FINDING_COLUMNS = (
    Column(pgettext_lazy("column of visits", "Visited"), "visit__visited_at"),
    Column(pgettext_lazy("column of visits", "Place"), "visit__place_name"),
    Column(pgettext_lazy("column of visits", "Kind of problem"), "matter__name"),
    Column(pgettext_lazy("column of visits", "Number"), "count"),
    Column(pgettext_lazy("column of visits", "Remark"), "note"),
    Column(pgettext_lazy("column of visits", "Case"), "case__number"),
)
_visits: dict[str, Any] = {"act": Act.VISIT_VIEW, "columns": _VISIT_COLUMNS, "row_url": "inspections:visit"}
_findings: dict[str, Any] = {
    "act": Act.VISIT_VIEW,
    "columns": _FINDING_COLUMNS,
    "row_url": "inspections:finding",
    "division_field": "visit__division_code",
}


def _done(scope: FigureScope) -> VisitQuerySet:
    """Done main visits of the town's own rounds: no self-assessment and no check from above is mixed in."""
    visits = Visit.objects.done().of_the_town().within(ground_of(scope.ground_key))
    return (
        visits.visited_from(scope.starts_at, scope.ends_before)
        .select_related("group", "grid", "site")
        .prefetch_related("round")  # joined, the few rounds would lead and all their visits be sorted
        .order_by("visited_at", "id")
    )


def _standing(scope: FigureScope) -> FindingQuerySet:
    findings = Finding.objects.standing().within(ground_of(scope.ground_key))
    return (
        findings.filter(visit__visited_at__gte=scope.starts_at, visit__visited_at__lt=scope.ends_before)
        .select_related("visit__group", "visit__grid", "visit__site", "matter", "case")
        .order_by("visit__visited_at", "id")
    )


@figure(
    "visits.done",
    title=_("Places checked"),
    unit=pgettext_lazy("unit of a figure", "visits"),
    definition=_(
        "Visits of the town's own rounds on which the place was looked at, by the day of the visit; a place "
        "seen on two rounds counts twice, one that a round looks at twice counts once."
    ),
    **_visits,
)
def visits_done(scope: FigureScope) -> VisitQuerySet:
    """Done visits."""
    return _done(scope)


@figure(
    "visits.households",
    title=_("Households checked"),
    unit=pgettext_lazy("unit of a figure", "households"),
    definition=_("Different households that were looked at on at least one visit in the period."),
    how="distinct",
    field="site_id",
    **_visits,
)
def visits_households(scope: FigureScope) -> VisitQuerySet:
    """Done visits to households."""
    return _done(scope).filter(site__kind=SiteKind.HOUSEHOLD)


@figure(
    "visits.points",
    title=_("Points reached"),
    unit=pgettext_lazy("unit of a figure", "points"),
    definition=_(
        "Points of all done visits together, each by its own sheet; of rounds that count in comparison."
    ),
    how="sum",
    field="score",
    **_visits,
)
def visits_points(scope: FigureScope) -> VisitQuerySet:
    """Done visits on which something was assessed."""
    return _done(scope).scored().compared()


@figure(
    "visits.points_assessed",
    title=_("Points assessed"),
    unit=pgettext_lazy("unit of a figure", "points"),
    definition=_(
        "Full points of the items that were looked at on all done visits; of rounds that count in comparison."
    ),
    how="sum",
    field="max_score",
    **_visits,
)
def visits_points_assessed(scope: FigureScope) -> VisitQuerySet:
    """Done visits on which something was assessed."""
    return _done(scope).scored().compared()


ratio(
    "visits.points_share",
    title=_("Share of points reached"),
    definition=_(
        "Points reached in percent of the points assessed. It compares nobody: sheets and inspectors differ."
    ),
    act=Act.VISIT_VIEW,
    numerator="visits.points",
    denominator="visits.points_assessed",
)


@figure(
    "findings.found",
    title=_("Findings"),
    unit=pgettext_lazy("unit of a figure", "findings"),
    definition=_(
        "Items out of order on visits of the period; findings that a correction withdrew are left out."
    ),
    **_findings,
)
def findings_found(scope: FigureScope) -> FindingQuerySet:
    """Findings that stand."""
    return _standing(scope)


@figure(
    "findings.fixed_on_spot",
    title=_("Put right on the spot"),
    unit=pgettext_lazy("unit of a figure", "findings"),
    definition=_("Findings that were put right while the inspector was there; they become no case."),
    **_findings,
)
def findings_fixed_on_spot(scope: FigureScope) -> FindingQuerySet:
    """Findings put right on the spot."""
    return _standing(scope).filter(fixed_on_spot=True)


@figure(
    "findings.to_cases",
    title=_("Findings that became cases"),
    unit=pgettext_lazy("unit of a figure", "findings"),
    definition=_("Findings of the period from which a case was opened."),
    **_findings,
)
def findings_to_cases(scope: FigureScope) -> FindingQuerySet:
    """Findings with a case."""
    return _standing(scope).filter(case__isnull=False)


_FOLLOW_UP_COLUMNS = (
    Column(pgettext_lazy("column of visits", "Visited"), "follow_up__made_at"),
    Column(pgettext_lazy("column of visits", "Place"), "follow_up__place_name"),
    Column(pgettext_lazy("column of visits", "Kind of problem"), "finding__matter__name"),
    Column(pgettext_lazy("column of visits", "Remark"), "note"),
    Column(pgettext_lazy("column of visits", "Case"), "finding__case__number"),
)
_follow_ups: dict[str, Any] = {
    "act": Act.VISIT_VIEW,
    "columns": _FOLLOW_UP_COLUMNS,
    "row_url": "inspections:follow_up_item",
    "division_field": "follow_up__division_code",
    "unit": pgettext_lazy("unit of a figure", "findings"),
}


def _followed_up(scope: FigureScope, outcome: ItemOutcome) -> FollowUpItemQuerySet:
    items = FollowUpItem.objects.filter(outcome=outcome).within(ground_of(scope.ground_key))
    return (
        items.filter(follow_up__made_at__gte=scope.starts_at, follow_up__made_at__lt=scope.ends_before)
        .select_related(
            "follow_up__group", "follow_up__grid", "follow_up__site", "finding__matter", "finding__case"
        )
        .order_by("follow_up__made_at", "id")
    )


@figure(
    "inspections.put_right",
    title=_("Seen put right"),
    definition=_("Findings that a follow-up visit of the period saw put right."),
    beside=("inspections.found_again",),
    **_follow_ups,
)
def seen_put_right(scope: FigureScope) -> FollowUpItemQuerySet:
    """Findings that a follow-up visit saw put right."""
    return _followed_up(scope, ItemOutcome.PUT_RIGHT)


@figure(
    "inspections.corrected_on_site",
    title=_("Corrected on site"),
    definition=_("Findings that were put right while a follow-up visit of the period was there."),
    beside=("inspections.found_again",),
    **_follow_ups,
)
def corrected_on_site(scope: FigureScope) -> FollowUpItemQuerySet:
    """Findings that were corrected on site."""
    return _followed_up(scope, ItemOutcome.CORRECTED)


@figure(
    "inspections.found_again",
    title=_("Found again"),
    definition=_(
        "Findings that a follow-up visit of the period found still there, or there again; one that was found "
        "again on two follow-up visits counts twice."
    ),
    beside=("inspections.put_right", "inspections.corrected_on_site"),
    **_follow_ups,
)
def found_again(scope: FigureScope) -> FollowUpItemQuerySet:
    """Findings that were found again."""
    return _followed_up(scope, ItemOutcome.FOUND_AGAIN)
