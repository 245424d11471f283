"""Questions about agreements: which runs where, who has none, how far a ground has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404

from tongxin.council.models import Agreement
from tongxin.council.querysets import AgreementQuerySet
from tongxin.council.rules import AgreementState
from tongxin.records import clock
from tongxin.records.figures import percent
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground, division_ground
from tongxin.territory.kinds import SiteKind
from tongxin.territory.models import Division, Grid, Site, VillagerGroup
from tongxin.territory.queries import SiteQuerySet

DOORS = (SiteKind.HOUSEHOLD, SiteKind.SHOP)

Key = tuple[Any, ...]
Numbers = tuple[int, int, int, int]


def find_agreement(viewer: Viewer, act: Act, agreement_id: UUID) -> Agreement:
    """One agreement on the viewer's ground; missing and forbidden alike raise `Http404`."""
    rows = Agreement.objects.select_related(
        "group", "grid", "site", "text", "followed_by", "drafted_by", "signed_by", "ended_by", "evidence"
    )
    return viewer.find(rows, act, pk=agreement_id)


def open_for(site: Site) -> list[Agreement]:
    """The draft of a place and the agreement that runs or will, newest first; at most one of each."""
    today = clock.today()
    rows = Agreement.objects.filter(site=site).filter(_is_there(today))
    return list(rows.order_by("-drafted_at"))


def _is_there(today: date) -> Q:
    """A draft, or what is signed, not over and not renewed."""
    runs = Q(state=AgreementState.SIGNED, followed_by__isnull=True, until__gt=today)
    return Q(state=AgreementState.DRAFT) | runs


def doors(ground: Ground) -> SiteQuerySet:
    """Households and shops in use."""
    return Site.objects.within(ground).in_use().filter(kind__in=DOORS)


def sites_without_any(ground: Ground) -> SiteQuerySet:
    """Households and shops with neither a draft nor an agreement that runs, in walking order."""
    there = Agreement.objects.filter(_is_there(clock.today()), site=OuterRef("pk"))
    return doors(ground).exclude(Exists(there)).order_by("division_code", "group_id", "sequence", "id")


def agreed(sites: SiteQuerySet, on: date) -> SiteQuerySet:
    """Those of the sites with an agreement in force on the day `on`."""
    return sites.filter(Exists(Agreement.objects.in_force(on).filter(site=OuterRef("pk"))))


def not_agreed(viewer: Viewer, ground: Ground) -> SiteQuerySet:
    """The viewer's households and shops of `ground` without an agreement in force today, each with its draft if any."""
    in_force = Agreement.objects.in_force(clock.today()).filter(site=OuterRef("pk"))
    drafts = Agreement.objects.drafts().filter(site=OuterRef("pk")).values("pk")[:1]
    rows = viewer.visible(doors(ground), Act.AGREEMENT_VIEW).exclude(Exists(in_force))
    marked: SiteQuerySet = rows.annotate(draft_id=drafts)
    return marked.select_related("group", "grid").order_by("division_code", "group_id", "sequence", "id")


def agreements_for(viewer: Viewer) -> AgreementQuerySet:
    """Every agreement of the viewer's ground, the latest first."""
    return (
        viewer.visible(Agreement.objects.all(), Act.AGREEMENT_VIEW)
        .with_place()
        .order_by("-drafted_at", "-id")
    )


def earlier_of(agreement: Agreement) -> list[Agreement]:
    """Other agreements of the same door, the latest first."""
    others = Agreement.objects.filter(site=agreement.site_id).exclude(pk=agreement.pk)
    return list(others.order_by("-since", "-drafted_at")[:20])


@dataclass(frozen=True)
class Share:
    """How many doors of a place have an agreement in force today."""

    name: str
    ground: Ground
    households: int
    shops: int
    agreed: int
    drafts: int

    @property
    def doors(self) -> int:
        """Households and shops."""
        return self.households + self.shops

    @property
    def without(self) -> int:
        """Doors without one in force."""
        return self.doors - self.agreed

    @property
    def percent(self) -> Any:
        """The share in percent, one decimal; None where there is no door."""
        return percent(self.agreed, self.doors)


def together(shares: list[Share], name: str, ground: Ground) -> Share:
    """The sum of several places."""
    return Share(
        name,
        ground,
        sum(each.households for each in shares),
        sum(each.shops for each in shares),
        sum(each.agreed for each in shares),
        sum(each.drafts for each in shares),
    )


def shares_by_village(viewer: Viewer) -> list[Share]:
    """Each village of the viewer's ground that has doors, by code. Two queries, whatever the households."""
    counts = _counts(viewer, None, "division_code")
    return [
        Share(Division.objects.name_of(code), division_ground(code), *numbers)
        for (code,), numbers in sorted(counts.items())
    ]


def shares_inside(viewer: Viewer, village: str) -> tuple[list[Share], list[Share]]:
    """Each villager group and each grid of a village that has doors, by number. Four queries."""
    ground = division_ground(village)
    counts = _counts(viewer, ground, "group_id", "grid_id")
    groups = VillagerGroup.objects.within(ground).order_by("number")
    grids = Grid.objects.within(ground).order_by("number")
    return _of(groups, 0, counts), _of(grids, 1, counts)


def _of(areas: Iterable[VillagerGroup | Grid], place: int, counts: Mapping[Key, Numbers]) -> list[Share]:
    """The counts whose key has the area at `place`, summed for each area that has any."""
    sums: dict[Any, list[int]] = {}
    for key, numbers in counts.items():
        kept = sums.setdefault(key[place], [0, 0, 0, 0])
        sums[key[place]] = [old + new for old, new in zip(kept, numbers, strict=True)]
    return [Share(area.name, area.ground, *sums[area.pk]) for area in areas if area.pk in sums]


def _counts(viewer: Viewer, ground: Ground | None, *columns: str) -> dict[Key, Numbers]:
    """By `columns` of the site: households, shops, agreed doors, drafts. A site counts where it lies today."""
    sites = viewer.visible(Site.objects.in_use().filter(kind__in=DOORS), Act.AGREEMENT_VIEW)
    if ground is not None:
        sites = sites.within(ground)
    found: dict[Key, list[int]] = {}
    for *key, kind, number in sites.order_by().values_list(*columns, "kind").annotate(number=Count("pk")):
        found.setdefault(tuple(key), [0, 0, 0, 0])[0 if kind == SiteKind.HOUSEHOLD else 1] = number
    today = clock.today()
    is_draft = Q(state=AgreementState.DRAFT)
    rows = Agreement.objects.filter(is_draft | Q(since__lte=today, until__gt=today))
    here = rows.filter(site__in=sites.order_by().values("pk")).order_by()
    counted = here.values_list(*(f"site__{column}" for column in columns)).annotate(
        agreed=Count("site", distinct=True, filter=~is_draft), drafts=Count("pk", filter=is_draft)
    )
    for *key, agreed_doors, drafts in counted:
        found[tuple(key)][2:] = [agreed_doors, drafts]
    return {key: (row[0], row[1], row[2], row[3]) for key, row in found.items()}


def require_ground(viewer: Viewer, act: Act, ground: Ground) -> Ground:
    """The ground, where the viewer may `act` on some part of it or on all of it; else `Http404`."""
    held = [each for each in viewer.grounds(act) if isinstance(each, Ground)]
    if any(each.contains(ground) or ground.contains(each) for each in held):
        return ground
    raise Http404
