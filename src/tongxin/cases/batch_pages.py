"""The pages of a step on many cases: what was ticked, then what became of each, with the way back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tongxin.cases import actions
from tongxin.cases.actions import Chosen
from tongxin.cases.batch_forms import AssignBatchForm, BatchForm, chosen_from
from tongxin.cases.models import Batch, BatchItem
from tongxin.cases.models.batches import BatchKind
from tongxin.people.models import Person
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page

REFUSED = 422


@page(Act.CASE_ASSIGN)
def assign(request: SignedInRequest) -> HttpResponse:
    """Gives the ticked cases to one person."""
    chosen = _chosen(request)
    form = AssignBatchForm(_sent(request), chosen=chosen)

    def take() -> Batch:
        person = Person.objects.get(pk=form.cleaned_data["to"])
        return actions.assign_batch(chosen, to=person, note=form.cleaned_data["note"], by=request.viewer)

    return _page(request, BatchKind.ASSIGN, chosen, form, take)


@page(Act.CASE_VERIFY)
def verify(request: SignedInRequest) -> HttpResponse:
    """Verifies the ticked cases."""
    chosen = _chosen(request)
    form = BatchForm(_sent(request))

    def take() -> Batch:
        return actions.verify_batch(chosen, note=form.cleaned_data["note"], by=request.viewer)

    return _page(request, BatchKind.VERIFY, chosen, form, take)


@page(Act.CASE_VIEW)
@require_GET
def batch(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """What became of each case; one's own steps only."""
    shown = _own(request, batch_id)
    items = list(shown.items.select_related("case__group", "case__grid", "case__site").order_by("position"))
    went = sum(item.outcome in (BatchItem.Outcome.DONE, BatchItem.Outcome.UNDONE) for item in items)
    context = {"batch": shown, "items": items, "went": went, "not_done": len(items) - went}
    return render(request, "cases/batch.html", context)


@page(Act.CASE_VIEW)
@require_POST
def undo(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """Takes the whole step back, where nothing followed."""
    shown = _own(request, batch_id)
    actions.undo_batch(shown, by=request.viewer)
    kept = shown.items.filter(outcome=BatchItem.Outcome.KEPT).count()
    if kept:
        told = ngettext(
            "Taken back, but for %(count)d case on which something followed.",
            "Taken back, but for %(count)d cases on which something followed.",
            kept,
        )
        messages.warning(request, told % {"count": kept})
    else:
        messages.success(request, _("Everything is taken back."))
    return redirect("cases:batch", batch_id)


def _chosen(request: SignedInRequest) -> list[Chosen]:
    given = request.POST if request.method == "POST" else request.GET
    return chosen_from(given.getlist("case"), request.viewer)


def _sent(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _own(request: SignedInRequest, batch_id: UUID) -> Batch:
    return get_object_or_404(
        Batch.objects.select_related("assignee"), pk=batch_id, done_by=request.viewer.person_id
    )


def _page(
    request: SignedInRequest,
    kind: BatchKind,
    chosen: list[Chosen],
    form: BatchForm,
    take: Callable[[], Batch],
) -> HttpResponse:
    """What was ticked and the form; on sending, one call into the room, then the page of what became of it."""
    if request.method == "POST" and form.is_valid():
        try:
            made = take()
        except NotAllowed:
            raise
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            return redirect("cases:batch", made.pk)
    context = {"kind": kind, "chosen": chosen, "form": form}
    return render(request, "cases/batch_new.html", context, status=REFUSED if form.errors else 200)
