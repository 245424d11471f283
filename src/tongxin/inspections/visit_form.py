"""What the pages that enter a visit have in common: the form with the sheet's items, and its messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongxin.inspections.bounds import Bound, bounds
from tongxin.inspections.errors import AmissAtItem
from tongxin.inspections.forms import VisitForm
from tongxin.inspections.forms.items import SheetInputs
from tongxin.inspections.judging import hints_for
from tongxin.inspections.models import Visit
from tongxin.inspections.visit_queries import matters_for, place_on_list
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Act, SignedInRequest
from tongxin.standards.models import MatterType


def inputs_for(shown: Visit) -> SheetInputs:
    """The items of the visit's sheet, with the hints in force today."""
    version = shown.round.sheet_version
    return SheetInputs(version.parts, hints_for(version, clock.today()))


def fill(request: HttpRequest, inputs: SheetInputs) -> bool:
    """Does what a button asks for that only changes the form: a part in order, one more place. Was there one?"""
    if "fill" in request.POST:
        inputs.say_in_order(request.POST["fill"])
    elif "more" in request.POST:
        inputs.add_place(request.POST["more"])
    else:
        return False
    return True


def tell(form: VisitForm, inputs: SheetInputs, error: RuleBroken) -> None:
    """Puts the message on top of the form, and on the item where it belongs."""
    form.add_error(None, str(error))
    for one in inputs:
        if isinstance(error, AmissAtItem) and one.item.id == error.item_id:
            one.fault = str(error)


def kept(request: HttpRequest, form: type[VisitForm]) -> dict[str, Any]:
    """What the form held beside the items, to be shown again."""
    names = form.base_fields
    return {name: request.POST[name] for name in names if name in request.POST}


def matters_by_code(shown: Visit, inputs: SheetInputs) -> dict[str, MatterType]:
    """The kinds of problem that the form offers, by code."""
    return {matter.code: matter for matter in _offered(shown.round.sheet_version.object_kind, inputs)}


def _offered(object_kind: str, inputs: SheetInputs) -> list[MatterType]:
    """The kinds of problem to choose from: those of such places, and each item's usual one."""
    offered = {matter.code: matter for matter in matters_for(object_kind)} | inputs.hints.matters
    return [offered[code] for code in sorted(offered)]


def form_page(
    request: SignedInRequest, shown: Visit, form: VisitForm, inputs: SheetInputs, **more: Any
) -> HttpResponse:
    """The page of the form; 422 where something is wrong with it."""
    version = shown.round.sheet_version
    context: Mapping[str, Any] = {
        "visit": shown,
        "form": form,
        "inputs": inputs,
        "matters": _offered(version.object_kind, inputs),
        "sheet": version.content,
        "is_private": any(one.is_private for one in inputs),
        "place": place_on_list(shown),
        "most_photos": bounds()[Bound.PHOTOS_A_FINDING],
        "may_see_rounds": request.viewer.may(Act.ROUND_VIEW),
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, "inspections/enter.html", context, status=status)
