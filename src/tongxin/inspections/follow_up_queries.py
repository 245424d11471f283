"""Questions about follow-up visits: whose they are, which are due, what is still open on one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from tongxin.inspections.models import FollowUp, FollowUpItem
from tongxin.inspections.queries import is_sent_by
from tongxin.inspections.querysets import FollowUpItemQuerySet, FollowUpQuerySet, inspectors_by
from tongxin.people.models import Post
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer


def follow_ups_to_make(viewer: Viewer) -> FollowUpQuerySet:
    """Follow-up visits that fall to the viewer, earliest day first; what is paused today waits."""
    mine = FollowUp.objects.falling_to(viewer).due().not_paused(clock.today())
    return mine.with_places().order_by("due_on", "id")


def follow_ups_due(viewer: Viewer) -> FollowUpQuerySet:
    """Those of `follow_ups_to_make` whose day has come."""
    return follow_ups_to_make(viewer).filter(due_on__lte=clock.today())


def follow_ups_there(viewer: Viewer) -> FollowUpQuerySet:
    """Follow-up visits still to be made on the viewer's ground, whoever makes them, earliest day first."""
    rows = viewer.visible(FollowUp.objects.due().not_paused(clock.today()), Act.VISIT_VIEW)
    return rows.with_places().order_by("due_on", "id")


def follow_ups_made(viewer: Viewer) -> FollowUpQuerySet:
    """Follow-up visits that were made, on the viewer's ground or by the viewer, latest first."""
    made = FollowUp.objects.filter(made_at__isnull=False)
    seen = viewer.visible(made, Act.VISIT_VIEW) | made.falling_to(viewer)
    return seen.with_places().order_by("-made_at", "-id")


def find_follow_up(viewer: Viewer, follow_up_id: UUID) -> FollowUp:
    """One on the viewer's ground, or one that falls to the viewer; missing and forbidden alike raise `Http404`."""
    one = FollowUp.objects.filter(pk=follow_up_id)
    seen = viewer.visible(one, Act.VISIT_VIEW) | one.falling_to(viewer)
    found = seen.with_places().select_related("made_by", "entered_by").first()
    if found is None:
        raise Http404
    return found


def may_make(viewer: Viewer, follow_up: FollowUp) -> bool:
    """May the viewer enter it: to whom it falls, a deputy, or the office that plans rounds there?"""
    return follow_up.inspector_id in inspectors_by(viewer) or viewer.may(Act.ROUND_PLAN, follow_up.ground)


def items_of(follow_up: FollowUp) -> FollowUpItemQuerySet:
    """What a follow-up looks at, with everything that its page shows: what is open, or what it came to."""
    items = FollowUpItem.objects.filter(follow_up=follow_up)
    rows = items.open() if follow_up.is_due else items.exclude(outcome="")
    related = ("finding__visit__round__sheet_version", "finding__matter", "finding__case__assignee")
    return rows.select_related(*related).prefetch_related("finding__photos").order_by("correct_by", "id")


def follow_ups_of_post(post: Post) -> FollowUpQuerySet:
    """Follow-up visits that fall to the post's person by this post, and are still to be made."""
    if not is_sent_by(post):
        return FollowUp.objects.none()
    return FollowUp.objects.due().filter(inspector=post.person_id).order_by("due_on", "id")
