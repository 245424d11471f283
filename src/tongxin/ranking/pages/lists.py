"""Lists: drafting with the consequences in view, one list and its steps, private notices."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.ranking.actions import (
    approve_list,
    draw_list,
    end_listing,
    publish_list,
    taken_by_other,
    withdraw_list,
)
from tongxin.ranking.drafting import Candidate, HeldBack, candidates, rules_for
from tongxin.ranking.forms import DraftForm, PublishForm, ReasonForm
from tongxin.ranking.holding import held_units
from tongxin.ranking.models import Listing, RankedList, ScoredUnit, Table
from tongxin.ranking.rules import AtCut, Colour, ListAct, ListState, next_state
from tongxin.ranking.words import period_words
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

FIRST = {"colour": Colour.RED.value, "n": 3, "at_cut": AtCut.ALL_ENTER.value}


@page(Act.LIST_DRAFT)
def draft(request: SignedInRequest, table_id: UUID) -> HttpResponse:
    """Shows what every rule would do with these numbers; the chosen one draws the list."""
    table = request.viewer.find(Table.objects.all(), Act.LIST_DRAFT, pk=table_id)
    units = list(ScoredUnit.objects.filter(table=table, kind=table.kind).order_by("position"))
    given = request.POST if request.method == "POST" else request.GET
    form = DraftForm({**FIRST, "limit": _middle(units), **given.dict()})
    shown: list[Candidate] = []
    if form.is_valid():
        rules = rules_for(
            form.chosen_colour,
            n=form.cleaned_data["n"],
            limit=form.cleaned_data["limit"],
            at_cut=form.chosen_at_cut,
        )
        taken = taken_by_other(table, form.chosen_colour)
        shown = candidates(
            rules,
            [unit.to_rank() for unit in units],
            min_n=table.min_n,
            taken=taken,
            held=held_units(units, form.chosen_colour),
        )
        if request.method == "POST" and request.POST.get("rule") in rules:
            try:
                drawn = draw_list(table, rule=rules[request.POST["rule"]], by=request.viewer)
            except NotAllowed:
                raise
            except RuleBroken as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The list is drafted. Another person has to approve it."))
                return redirect("ranking:list", drawn.pk)
    context = {"table": table, "form": form, "candidates": shown}
    return render(request, "ranking/draft.html", context, status=422 if form.errors else 200)


def _middle(units: list[ScoredUnit]) -> Decimal:
    """A limit to begin with: the score in the middle of the table."""
    scores = sorted(unit.score for unit in units if unit.score is not None)
    return scores[len(scores) // 2] if scores else Decimal(0)


@page(Act.TABLE_VIEW)
def ranked_list(request: SignedInRequest, list_id: UUID) -> HttpResponse:
    """One list: its rule, who drew and approved it, its entries, and the next step."""
    return _list_page(request, _find(request, list_id, Act.TABLE_VIEW))


@page(Act.LIST_APPROVE)
@require_POST
def approve(request: SignedInRequest, list_id: UUID) -> HttpResponse:
    """Approves a draft that another person drew."""
    approve_list(_find(request, list_id, Act.LIST_APPROVE), by=request.viewer)
    messages.success(request, _("The list is approved. It can be published now."))
    return redirect("ranking:list", list_id)


@page(Act.LIST_PUBLISH)
@require_POST
def publish(request: SignedInRequest, list_id: UUID) -> HttpResponse:
    """Puts an approved list in force."""
    shown = _find(request, list_id, Act.LIST_PUBLISH)
    form = PublishForm(request.POST, colour=Colour(shown.colour))
    if form.is_valid():
        try:
            publish_list(shown, days=form.cleaned_data["days"], by=request.viewer)
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error("days", str(error))
        else:
            told = (
                _("The list is on the public page.")
                if shown.is_red
                else _("The private notices can be printed now.")
            )
            messages.success(request, told)
            return redirect("ranking:list", list_id)
    return _list_page(request, shown, publish_form=form, status=422)


@page(Act.LIST_PUBLISH)
@require_POST
def withdraw(request: SignedInRequest, list_id: UUID) -> HttpResponse:
    """Takes a list back."""
    shown = _find(request, list_id, Act.LIST_PUBLISH)
    form = ReasonForm(request.POST)
    if form.is_valid():
        withdraw_list(shown, reason=form.cleaned_data["reason"], by=request.viewer)
        messages.success(request, _("The list is withdrawn."))
        return redirect("ranking:list", list_id)
    return _list_page(request, shown, reason_form=form, status=422)


@page(Act.LIST_PUBLISH)
def end(request: SignedInRequest, listing_id: UUID) -> HttpResponse:
    """Takes one entry off a list in force."""
    entries = Listing.objects.select_related("unit", "ranked_list__table")
    listing = request.viewer.find(entries, Act.LIST_PUBLISH, pk=listing_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_listing(listing, reason=form.cleaned_data["reason"], by=request.viewer)
        messages.success(request, _("The entry is taken off the list."))
        return redirect("ranking:list", listing.ranked_list_id)
    context = {"listing": listing, "list": listing.ranked_list, "form": form}
    return render(request, "ranking/end.html", context, status=422 if form.errors else 200)


@page(Act.TABLE_VIEW)
def notice(request: SignedInRequest, listing_id: UUID) -> HttpResponse:
    """The private notice for one place, to print; only while it stands."""
    entries = Listing.objects.standing().filter(ranked_list__colour=Colour.IMPROVE)
    listing = request.viewer.find(
        entries.select_related("unit", "ranked_list__table"), Act.TABLE_VIEW, pk=listing_id
    )
    table = listing.ranked_list.table
    context = {
        "listing": listing,
        "list": listing.ranked_list,
        "period": period_words(table.since, table.until),
        "issuer": table.division_name,
    }
    return render(request, "ranking/notice.html", context)


def _find(request: SignedInRequest, list_id: UUID, act: Act) -> RankedList:
    lists = RankedList.objects.select_related("table", "drawn_by", "approved_by", "published_by")
    return request.viewer.find(lists, act, pk=list_id)


def _list_page(
    request: SignedInRequest,
    shown: RankedList,
    *,
    publish_form: PublishForm | None = None,
    reason_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    state, viewer = ListState(shown.state), request.viewer
    listings = list(shown.listings.select_related("unit").order_by("position"))
    is_second = viewer.person_id != shown.drawn_by_id
    context = {
        "list": shown,
        "table": shown.table,
        "listings": listings,
        "held": _held(shown, state, listings),
        "may_approve": is_second and _may(request, shown, state, ListAct.APPROVE, Act.LIST_APPROVE),
        "waits_for_second": not is_second and state is ListState.DRAFT,
        "may_publish": _may(request, shown, state, ListAct.PUBLISH, Act.LIST_PUBLISH),
        "may_withdraw": _may(request, shown, state, ListAct.WITHDRAW, Act.LIST_PUBLISH),
        "may_end": state is ListState.PUBLISHED and viewer.may(Act.LIST_PUBLISH, shown.ground),
        "publish_form": publish_form or PublishForm(colour=Colour(shown.colour)),
        "reason_form": reason_form or ReasonForm(),
        "period": period_words(shown.table.since, shown.table.until),
    }
    return render(request, "ranking/list.html", context, status=status)


def _held(shown: RankedList, state: ListState, listings: list[Listing]) -> list[HeldBack]:
    """The entries that keep a red list from being published, as things stand now."""
    if state not in (ListState.DRAFT, ListState.APPROVED):
        return []
    held = held_units([listing.unit for listing in listings], Colour(shown.colour))
    return [
        HeldBack(listing.unit.to_rank(), held[str(listing.unit_id)])
        for listing in listings
        if str(listing.unit_id) in held
    ]


def _may(request: SignedInRequest, shown: RankedList, state: ListState, step: ListAct, act: Act) -> bool:
    return next_state(state, step) is not None and request.viewer.may(act, shown.ground)
