"""Keying in from paper: which rounds and visits somebody may type, and the visit that a form belongs to."""

from __future__ import annotations

import re
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from tongxin.inspections.models import Round, RoundTypist, Visit
from tongxin.inspections.querysets import VisitQuerySet, inspectors_by
from tongxin.inspections.visit_queries import may_enter, may_key_in
from tongxin.people.models import Person
from tongxin.records.permission import Viewer

_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"[0-9]{1,6}")


def round_to_key_in(viewer: Viewer, round_id: UUID) -> Round:
    """A round whose forms the viewer may type: all of them, or the own ones. Raises `Http404`."""
    found = Round.objects.select_related("sheet_version", "group", "grid", "site").filter(pk=round_id).first()
    if (
        found is None
        or found.is_planned
        or not (may_key_in(viewer, found.pk, found.ground) or _own(viewer, found).exists())
    ):
        raise Http404
    return found


def _own(viewer: Viewer, round_: Round) -> VisitQuerySet:
    return Visit.objects.falling_to(viewer).filter(round=round_)


def visits_to_key_in(viewer: Viewer, round_: Round) -> VisitQuerySet:
    """Visits of the round whose forms the viewer may type and that are not in yet, in walking order."""
    rows = (
        Visit.objects.filter(round=round_)
        if may_key_in(viewer, round_.pk, round_.ground)
        else _own(viewer, round_)
    )
    return rows.planned().select_related("group", "grid", "site", "inspector").order_by("position", "role")


def visit_of_form(viewer: Viewer, round_: Round, text: str) -> Visit | None:
    """The visit that a form belongs to, by the number on it or the text of its code; None for no such form.

    Where two inspectors saw the place, the one whose form is not in yet comes first.
    """
    code, number = _ID.search(text), _NUMBER.fullmatch(text.strip())
    if code is not None:
        wanted = Q(pk=UUID(code.group()))
    elif number is not None:
        wanted = Q(position=int(number.group()))
    else:
        return None
    rows = Visit.objects.filter(wanted, round=round_).select_related("round", "group", "grid", "site")
    allowed = [row for row in rows.order_by("role", "id") if may_enter(viewer, row)]
    return min(allowed, key=lambda row: not row.is_planned, default=None)


def visit_to_key_in(viewer: Viewer, visit_id: UUID) -> Visit:
    """A visit whose form the viewer may type; missing and forbidden alike raise `Http404`."""
    places = ("group", "grid", "site", "inspector", "entered_by", "made_by")
    found = Visit.objects.select_related("round__sheet_version", *places).filter(pk=visit_id).first()
    if found is None or not may_enter(viewer, found):
        raise Http404
    return found


def inspectors_of(round_: Round) -> list[Person]:
    """Whose name may stand on a form of the round, in the order of the plan."""
    return [row.person for row in round_.inspectors.select_related("person")]


def typists_of(round_: Round) -> list[Person]:
    """Who is named to type the round's forms."""
    return [row.person for row in RoundTypist.objects.filter(round=round_).select_related("person")]


def is_own(viewer: Viewer, visit: Visit) -> bool:
    """Does the visit fall to the viewer, or to somebody away for whom the viewer stands in?"""
    return visit.inspector_id in inspectors_by(viewer)
