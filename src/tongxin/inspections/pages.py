"""Pages of rounds and visits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from tongxin.inspections.actions import close_round, open_round, plan_round
from tongxin.inspections.forms import PlanForm, ReassignForm, RoundFilter, VisitFilter
from tongxin.inspections.loads import able_people, loads_of, orphans
from tongxin.inspections.models import Round, RoundTally
from tongxin.inspections.peers import HeldBack, held_back, note_look, rounds_held_back
from tongxin.inspections.purposes import planning_numbers
from tongxin.inspections.queries import (
    Progress,
    find_round,
    findings_of,
    is_secret_from,
    may_see_frame,
    progress_by_grid,
    progress_by_village,
    rounds_for,
    together,
    visits_of,
    with_held,
)
from tongxin.inspections.querysets import VisitQuerySet
from tongxin.inspections.redrawing import draw_again, strata_shown
from tongxin.inspections.visit_queries import may_key_in
from tongxin.people.models import Person
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.export import XLSX, Cell, download, xlsx
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.standards.words import OBJECT_WORDS, chosen
from tongxin.territory.models import Division

_EXPORT_BATCH = 2000


@page(Act.ROUND_VIEW)
def rounds(request: SignedInRequest) -> HttpResponse:
    """The rounds that concern the viewer, with how far each has come on the viewer's ground."""
    narrowed = RoundFilter(
        request.GET, queryset=rounds_for(request.viewer).select_related("group", "grid", "site")
    )
    found = page_of(narrowed.qs, request.GET.get("page"), per_page=20)
    tallies = request.viewer.visible(
        RoundTally.objects.filter(round__in=[row.pk for row in found]), Act.ROUND_VIEW
    )
    sums = {
        row["round_id"]: row
        for row in tallies.order_by()
        .values("round_id")
        .annotate(
            left=Sum("planned"),
            made=Sum("done") + Sum("nobody_home") + Sum("refused") + Sum("place_gone"),
            found=Sum("findings"),
        )
    }
    secret = set(Round.objects.secret_from(request.viewer).filter(pk__in=sums).values_list("pk", flat=True))
    held = rounds_held_back(request.viewer)
    rows = [(row, sums.get(row.pk), row.pk in secret, row.pk in held) for row in found]
    context = {
        "filter": narrowed,
        "page": found,
        "rows": rows,
        "may_plan": request.viewer.may(Act.ROUND_PLAN),
        "may_visit": request.viewer.may(Act.VISIT_ENTER),
    }
    return render(request, "inspections/rounds.html", context)


@page(Act.ROUND_PLAN)
def plan(request: SignedInRequest) -> HttpResponse:
    """Plans a round. Asked with the form's values it says what the sample can tell; so the form asks as it changes."""
    numbers = planning_numbers()
    initial = {
        "starts_on": clock.today(),
        "sample_kind": "per_grid",
        "sample_number": 5,
        "sample_among": "everything",
        "cross_share": numbers.cross_share,
    }
    sent = request.POST or (request.GET if "ground" in request.GET else None)
    form = PlanForm(sent, by=request.viewer, initial=initial)
    if sent is not None and form.is_valid() and request.method == "POST" and "look" not in request.POST:
        try:
            planned = plan_round(by=request.viewer, **form.plan())
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The round is planned. Open it when the visits may begin."))
            return redirect("inspections:round", planned.pk)
    advice = form.advice() if form.is_bound else None
    return render(request, "inspections/plan.html", {"form": form, "advice": advice})


@page(Act.ROUND_VIEW)
def round_page(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """One round: progress, scores by village and grid, and its visits."""
    shown = find_round(request.viewer, round_id)
    inspectors = [row.person for row in shown.inspectors.select_related("person")]
    held = held_back(request.viewer, shown)
    if not held.everything:
        note_look(request.viewer, shown)
    villages = with_held(progress_by_village(request.viewer, shown), held)
    narrowed = _narrowed(request, shown, villages, inspectors)
    visits = page_of(_with_places(narrowed.qs), request.GET.get("page"))
    village = narrowed.form.cleaned_data.get("village") if narrowed.form.is_valid() else ""
    may_plan = request.viewer.may(Act.ROUND_PLAN, shown.ground)
    is_run = may_plan and shown.is_open
    loads = loads_of(request.viewer, shown, inspectors)
    able = able_people(shown) if is_run else []
    context = {
        "round": shown,
        "made_for": OBJECT_WORDS[shown.sheet_version.object_kind],
        "inspectors": inspectors,
        "progress": together(villages, shown.title),
        "villages": villages,
        "village": village,
        "grids": with_held(progress_by_grid(request.viewer, shown, village), held) if village else [],
        "village_name": Division.objects.name_of(village) if village else "",
        "filter": narrowed,
        "page": visits,
        "rows": [(visit, held.hides(visit)) for visit in visits],
        "is_held_back": held.everything,
        "may_key_in": shown.is_open and may_key_in(request.viewer, shown.pk, shown.ground),
        "query": request.GET.urlencode(),
        "elsewhere": _without(request, "village", "grid", "page"),
        "loads": loads,
        "orphans": orphans(loads, able) if is_run else [],
        "reassign": ReassignForm(loads=loads, able=able) if is_run else None,
        "is_secret": is_secret_from(request.viewer, shown),
        "may_plan": may_plan,
        "may_open": may_plan and shown.is_planned,
        "may_close": may_plan and shown.is_open,
        "may_export": request.viewer.may(Act.VISIT_VIEW),
    }
    return render(request, "inspections/round.html", context)


def _without(request: SignedInRequest, *names: str) -> str:
    """The address's query without some of its parts, to be continued: "state=done&"."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


def _narrowed(
    request: SignedInRequest, shown: Round, villages: Sequence[Progress], people: Sequence[Person]
) -> VisitFilter:
    me = str(request.viewer.person_id)
    mine = request.GET.get("inspector") == me or not villages  # an inspector without ground of the round
    asked = request.GET.get("village", "")
    village = asked if asked in {part.key for part in villages} else ""
    return VisitFilter(
        request.GET,
        queryset=visits_of(request.viewer, shown, mine=mine, village=village),
        villages=[(part.key, part.name) for part in villages],
        inspectors=[(str(person.pk), person.masked_name) for person in people],
    )


def _with_places(visits: VisitQuerySet) -> VisitQuerySet:
    return visits.select_related("group", "grid", "site", "inspector")


@page(Act.ROUND_PLAN)
@require_POST
def open_page(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """Opens a round: its visit list is drawn."""
    opened = open_round(find_round(request.viewer, round_id), by=request.viewer)
    messages.success(request, _("The round is open: the visit list is drawn and shared out."))
    return redirect("inspections:round", opened.pk)


@page(Act.ROUND_PLAN)
@require_POST
def close_page(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """Closes a round."""
    closed = close_round(find_round(request.viewer, round_id), by=request.viewer)
    messages.success(request, _("The round is closed."))
    return redirect("inspections:round", closed.pk)


@page(Act.ROUND_VIEW)
def sample(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """How the visit list was drawn, and once the round is closed the same drawing done again."""
    shown = find_round(request.viewer, round_id)
    knows = may_see_frame(request.viewer, shown)
    strata = page_of(shown.strata.order_by("key"), request.GET.get("page")) if knows else None
    context = {
        "round": shown,
        "knows": knows,
        "again": draw_again(shown) if knows and not shown.is_planned else None,
        "page": strata,
        "strata": strata_shown(shown, list(strata)) if strata else [],
    }
    return render(request, "inspections/sample.html", context)


@page(Act.VISIT_VIEW)
def findings(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """What was found on a round, in walking order."""
    shown = find_round(request.viewer, round_id)
    if not held_back(request.viewer, shown).everything:
        note_look(request.viewer, shown)
    found = page_of(findings_of(request.viewer, shown), request.GET.get("page"))
    items = shown.sheet_version.parts.by_id
    rows = [(finding, chosen(items[finding.item_id].zh, items[finding.item_id].en)) for finding in found]
    return render(request, "inspections/findings.html", {"round": shown, "page": found, "rows": rows})


@page(Act.VISIT_VIEW)
def export(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """The visits of the screen, filtered alike, as a workbook."""
    shown = find_round(request.viewer, round_id)
    inspectors = [row.person for row in shown.inspectors.select_related("person")]
    narrowed = _narrowed(request, shown, progress_by_village(request.viewer, shown), inspectors)
    headings = [
        pgettext("column of visits", "Place"),
        pgettext("column of visits", "State"),
        pgettext("column of visits", "Visited"),
        pgettext("column of visits", "Score"),
        pgettext("column of visits", "of"),
        pgettext("column of visits", "on 0 to 100"),
        pgettext("column of visits", "Failed"),
        pgettext("column of visits", "Inspector"),
        pgettext("column of visits", "Kind of visit"),
    ]
    held = held_back(request.viewer, shown)
    if not held.everything:
        note_look(request.viewer, shown)
    content = xlsx(shown.title, headings, _export_rows(_with_places(narrowed.qs), held))
    return download(content, f"{shown.title}.xlsx", XLSX)


def _export_rows(visits: VisitQuerySet, held: HeldBack) -> Iterator[list[Cell]]:
    for visit in visits.iterator(_EXPORT_BATCH):
        is_held = held.hides(visit)
        yield [
            visit.place_name,
            visit.get_state_display(),
            visit.visited_at,
            None if is_held else visit.score,
            None if is_held else visit.max_score,
            None if is_held else visit.percent,
            pgettext("column of visits", "yes") if visit.failed and not is_held else "",
            visit.inspector.masked_name if visit.inspector else "",
            visit.get_role_display(),
        ]
