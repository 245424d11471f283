"""Checks of briefs and goals: every figure that is named exists, wordings are there, no draft is forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from tongxin.records import checks, clock, figures
from tongxin.records.checks import CheckScope, Found, Severity, Subject, Text, check
from tongxin.reporting.data import layout
from tongxin.reporting.models import Brief, BriefTemplate
from tongxin.reporting.text import FaultyPlace, parse
from tongxin.reporting.wording import stored_speech
from tongxin.territory.check_subjects import address
from tongxin.territory.models import GroundClass, GroundGoal

FINISHED_WITHIN = timedelta(days=30)

checks.room("reporting", _("Figures and briefs"), place=8)


@check(
    "reporting.brief_figure_unknown",
    title=_("Draft of a brief that names a figure which is no more"),
    why=_("The brief cannot be shown or approved until the place is mended."),
    mend=_("Write another figure in that place."),
    severity=Severity.WRONG,
)
def brief_figure_unknown(scope: CheckScope) -> Found:
    """Drafts whose text holds a placeholder that no figure answers; approved briefs are frozen."""
    drafts = scope.within(Brief.objects.filter(state=Brief.State.DRAFT))
    faulty = [draft for draft in drafts if not is_readable(draft.text)]
    return checks.found(faulty, lambda row: _brief(row, _("Mend the text"), "reporting:edit_brief"), scope)


def is_readable(text: str) -> bool:
    """Can every placeholder of a stored text be filled?"""
    try:
        parse(text, layout().numbering, stored_speech())
    except FaultyPlace:
        return False
    return True


@check(
    "reporting.brief_waits",
    title=_("Draft of a brief that lies for a month"),
    why=_("Its figures go on moving: what it says is no longer what was meant."),
    mend=_("Finish the draft, or withdraw it."),
    severity=Severity.LOOK,
)
def brief_waits(scope: CheckScope) -> Found:
    """Drafts written over 30 days ago."""
    drafts = scope.within(Brief.objects.filter(state=Brief.State.DRAFT))
    old = drafts.filter(written_at__lt=clock.now() - FINISHED_WITHIN).order_by("written_at")
    return checks.found(old, lambda row: _brief(row, _("Finish"), "reporting:brief"), scope)


@check(
    "reporting.no_wording",
    title=_("No wording for briefs"),
    why=_("A brief begins with a wording; without one none can be written."),
    mend=_("Load the wordings on the page of briefs."),
    severity=Severity.LOOK,
    of_house=True,
    page="reporting:briefs",
)
def no_wording(scope: CheckScope) -> Found:
    """Is there a wording that is valid today?"""
    return checks.amiss(not BriefTemplate.objects.filter(valid_from__lte=clock.today()).exists())


@check(
    "reporting.goal_figure_unknown",
    title=_("Goal for a figure which is no more"),
    why=_("Whether the goal is reached can never be said."),
    mend=_("End the goal, and set one for a figure of the list."),
    severity=Severity.WRONG,
)
def goal_figure_unknown(scope: CheckScope) -> Found:
    """Goals of the ground's classes in force today whose figure no room declares."""
    known = {figure.key for figure in figures.all()}
    classes = scope.within(GroundClass.objects.all())
    goals = GroundGoal.objects.filter(ground_class__in=classes, until__isnull=True).exclude(figure__in=known)
    return checks.found(
        goals.select_related("ground_class"),
        lambda row: Subject(f"{row.ground_class.name} · {row.figure}"),
        scope,
    )


def _brief(row: Brief, act: Text, page: str) -> Subject:
    url = address("reporting:brief", row.pk)
    return Subject(row.title, url, act, address(page, row.pk), row.ground)
