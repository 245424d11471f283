"""Pages about many doors: how far a ground has come, lists, drafts and papers for all of an area."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tongxin.council.actions import draft_for_all
from tongxin.council.errors import NothingToPrint
from tongxin.council.forms import AgreementFilter, AllTermsForm, initial_terms
from tongxin.council.links import addresses
from tongxin.council.papers import agreements_pdf, to_print
from tongxin.council.queries import (
    agreements_for,
    not_agreed,
    require_ground,
    shares_by_village,
    shares_inside,
    sites_without_any,
    together,
)
from tongxin.council.rules import Term, after_months
from tongxin.council.wording import numbers
from tongxin.records import clock, export
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.lookup import ground_of, place_of

PDF = "application/pdf"
REFUSED = 422


@page(Act.AGREEMENT_VIEW)
@require_GET
def coverage(request: SignedInRequest) -> HttpResponse:
    """How many doors have an agreement in force, by village; by villager group and grid where a village is chosen."""
    villages = shares_by_village(request.viewer)
    chosen = request.GET.get("village", "")
    if len(villages) == 1:
        chosen = villages[0].ground.division_code
    village = next((each for each in villages if each.ground.division_code == chosen), None)
    groups, grids = shares_inside(request.viewer, chosen) if village else ([], [])
    whole = together(villages, "", villages[0].ground) if villages else None
    context = {
        "villages": villages,
        "village": village,
        "whole": village or whole,
        "groups": groups,
        "grids": grids,
        "today": clock.today(),
        "may_keep": request.viewer.may(Act.AGREEMENT_KEEP),
        "may_open_figures": request.viewer.may(Act.FIGURE_OPEN),
    }
    return render(request, "council/coverage.html", context)


@page(Act.AGREEMENT_VIEW)
@require_GET
def agreements(request: SignedInRequest) -> HttpResponse:
    """The agreements of the viewer's ground."""
    villages = [(each.ground.division_code, each.name) for each in shares_by_village(request.viewer)]
    narrowed = AgreementFilter(request.GET, queryset=agreements_for(request.viewer), villages=villages)
    context = {"filter": narrowed, "page": page_of(narrowed.qs, request.GET.get("page"))}
    return render(request, "council/list.html", context)


@page(Act.AGREEMENT_VIEW)
@require_GET
def without(request: SignedInRequest, key: str) -> HttpResponse:
    """The doors of a village, group or grid that have no agreement in force."""
    ground = _ground(request, Act.AGREEMENT_VIEW, key)
    context = {
        "place": place_of(key),
        "key": key,
        "page": page_of(not_agreed(request.viewer, ground), request.GET.get("page")),
        "may_keep": request.viewer.may(Act.AGREEMENT_KEEP, ground),
        "is_area": ground.kind in (GroundKind.GROUP, GroundKind.GRID),
    }
    return render(request, "council/without.html", context)


@page(Act.AGREEMENT_KEEP)
def draft_all(request: SignedInRequest, key: str) -> HttpResponse:
    """Drafts for every door of a villager group or grid that has none; all or none."""
    ground = _area(request, Act.AGREEMENT_KEEP, key)
    today = clock.today()
    term = Term(today, after_months(today, numbers().term))
    form = AllTermsForm(request.POST or None, initial=initial_terms(term))
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_for_all(ground, terms=form.terms(), by=request.viewer)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            words = ngettext("%(made)d draft is made.", "%(made)d drafts are made.", made)
            messages.success(request, words % {"made": made})
            return redirect("council:without", key)
    context = {
        "form": form,
        "place": place_of(key),
        "key": key,
        "number": sites_without_any(ground).count(),
    }
    return render(request, "council/draft_all.html", context, status=REFUSED if form.errors else 200)


@page(Act.AGREEMENT_VIEW)
@require_GET
def papers(request: SignedInRequest, key: str) -> HttpResponse:
    """Drafts and running agreements of a group or grid as one PDF, in parts; names are left to be written."""
    ground = _area(request, Act.AGREEMENT_VIEW, key)
    most = numbers().printed_at_once
    part = page_of(to_print(ground), request.GET.get("part"), per_page=most)
    if not part.count:
        raise NothingToPrint
    content = agreements_pdf(part.rows, address=addresses(request))
    name = _("door agreements %(place)s %(first)d-%(last)d") % {
        "place": place_of(key),
        "first": part.start,
        "last": part.end,
    }
    return export.download(content, f"{name}.pdf", PDF)


def _ground(request: SignedInRequest, act: Act, key: str) -> Ground:
    try:
        return require_ground(request.viewer, act, ground_of(key))
    except NoSuchGround as error:
        raise Http404 from error


def _area(request: SignedInRequest, act: Act, key: str) -> Ground:
    """A villager group or grid that lies wholly in the viewer's ground."""
    ground = _ground(request, act, key)
    if ground.kind not in (GroundKind.GROUP, GroundKind.GRID) or not request.viewer.may(act, ground):
        raise Http404
    return ground
