"""What changes of the ground mean for posts at single places and for the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tongxin.people.actions.closed_ground import follow_ground
from tongxin.people.models import Post, RegisterEntry
from tongxin.records import ledger
from tongxin.territory.events import GroundClosed, HouseholdsMerged, SitesChangedVillage
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.models import Site


@transaction.atomic
def take_posts_along(news: SitesChangedVillage) -> None:
    """Posts at single places go on at the same place under the code of its new village."""
    open_posts = Post.objects.filter(until__isnull=True, ground_kind=GroundKind.SITE)
    held = open_posts.filter(site__in=news.site_ids)
    grounds = {post.site_id: post.ground for post in held if post.site_id is not None}
    for site in Site.objects.filter(pk__in=grounds):
        follow_ground(GroundClosed(grounds[site.pk], news.on, site.ground, goes_on=True, by=news.by))


@transaction.atomic
def settle_entry(news: HouseholdsMerged) -> None:
    """The surviving household's entry stands for both; the other's is removed unless it is to be kept."""
    if news.keeps_entry:
        return
    for entry in RegisterEntry.objects.filter(site=news.other_id).select_related("site"):
        code = entry.site.division_code
        ledger.append("register.remove", by=news.by, subject=entry, division_code=code)
        entry.delete()


def posts_there(grounds: Sequence[Ground], on: date) -> int:
    """How many posts in force lie on exactly these places."""
    return sum(Post.objects.on(ground).in_force(on).count() for ground in grounds)
