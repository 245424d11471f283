"""Who may read which complaint: the one way to their rows. A person is named, never a post.

Source: `burden-rules.md` B10 (a complaint function that by-passes grid leader and village).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from tongxin.access.queries import who_may
from tongxin.cases.complaint_queries import ComplaintQuerySet, ReaderQuerySet
from tongxin.cases.models import Complaint, ComplaintExclusion, ComplaintReader
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import division_ground
from tongxin.territory.models import Division


def readable_by(viewer: Viewer) -> ComplaintQuerySet:
    """Complaints of towns for which the viewer is named today and may answer, without those about the viewer.

    Who stands in for a named person is not named by that.
    """
    me = viewer.person_id
    if me is None:
        return Complaint.objects.none()
    named = ComplaintReader.objects.in_force(clock.today()).filter(person=me)
    towns = [
        code
        for code in named.values_list("town_code", flat=True)
        if viewer.may(Act.COMPLAINT_HANDLE, division_ground(code))
    ]
    return Complaint.objects.filter(town_code__in=towns).exclude(exclusions__person=me)


def readers_of(town_code: str, on: date) -> ReaderQuerySet:
    """Who is named for a town on the day `on`, with their names."""
    return ComplaintReader.objects.in_force(on).filter(town_code=town_code).select_related("person")


def able_readers(town: Division) -> ReaderQuerySet:
    """Who is named for a town today and holds a post by which they may answer there."""
    today = clock.today()
    able = who_may(Act.COMPLAINT_HANDLE, town.ground, today, deputies=False)
    return readers_of(town.code, today).filter(person__in=able.values("pk"))


def hidden_from_all(town: Division, viewer: Viewer) -> int:
    """How many complaints of a town no named person may read; those about the viewer, or naming them, not counted."""
    shut_out = ComplaintExclusion.objects.filter(
        complaint=OuterRef(OuterRef("pk")), person=OuterRef("person")
    )
    able = able_readers(town).filter(~Exists(shut_out))
    waiting = Complaint.objects.not_answered().filter(~Exists(able), town_code=town.code)
    return waiting.exclude(exclusions__person=viewer.person_id).count()
