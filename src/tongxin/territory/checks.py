"""Checks of the ground: nothing empty, nothing outside, and the history says what the present says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tongxin.records import checks, clock
from tongxin.records.checks import CheckScope, Found, Severity, Subject, check
from tongxin.territory import outline_checks  # noqa: F401 - declares its checks
from tongxin.territory.check_subjects import address, subject_at, subject_of
from tongxin.territory.ground import Ground
from tongxin.territory.models import (
    Division,
    Grid,
    GridVersion,
    MapImport,
    Pause,
    Placement,
    Site,
    VillagerGroup,
)

LONG_PAUSE = timedelta(days=365)
FAR_DEGREES = 0.15  # about 15 km: no village of the country reaches so far from its middle
DECIDED_WITHIN = timedelta(days=3)
FEWEST_PLACED = 3  # sites; of fewer nobody can say which one is wrong

checks.room("territory", _("Villages, groups and grids"), place=1)


@checks.places
def villages() -> list[Ground]:
    """The villages in use, one after the other."""
    return [village.ground for village in Division.objects.villages().filter(closed_on__isnull=True)]


@check(
    "territory.village_without_group",
    title=_("Village without a villager group"),
    why=_("Households are found by villager group and door; without groups none can be entered."),
    mend=_("Import the village's register, or add its groups."),
    severity=Severity.WRONG,
)
def village_without_group(scope: CheckScope) -> Found:
    """Villages in use in which no group is."""
    groups = VillagerGroup.objects.filter(village=OuterRef("pk"), closed_on__isnull=True)
    villages = scope.within(Division.objects.villages()).filter(~Exists(groups), closed_on__isnull=True)
    return checks.found(
        villages,
        lambda row: subject_of(row, act=_("Add a group"), act_url=address("territory:add_group", row.code)),
        scope,
    )


@check(
    "territory.village_without_public_place",
    title=_("Village without a public place"),
    why=_("The third ring is empty: nobody can be named for squares, roads, ditches and toilets."),
    mend=_("Add the village's public places."),
    severity=Severity.LOOK,
)
def village_without_public_place(scope: CheckScope) -> Found:
    """Villages with groups in which no public place in use lies."""
    places = Site.objects.public().filter(division_code=OuterRef("pk"))
    groups = VillagerGroup.objects.filter(village=OuterRef("pk"), closed_on__isnull=True)
    villages = scope.within(Division.objects.villages()).filter(Exists(groups), ~Exists(places))
    return checks.found(
        villages.filter(closed_on__isnull=True),
        lambda row: subject_of(
            row, act=_("Add a public place"), act_url=address("territory:add_place", row.code)
        ),
        scope,
    )


@check(
    "territory.empty_group",
    title=_("Villager group without a household"),
    why=_("Either its register is still missing, or the group is no more."),
    mend=_("Import the group's households, or merge it into its neighbour."),
    severity=Severity.LOOK,
)
def empty_group(scope: CheckScope) -> Found:
    """Groups in use in which no household in use lies."""
    doors = Site.objects.households().filter(group=OuterRef("pk"))
    groups = VillagerGroup.objects.filter(~Exists(doors), closed_on__isnull=True)
    return checks.found(
        scope.within(groups),
        lambda row: subject_of(row, act=_("Import the register"), act_url=address("people:register_import")),
        scope,
    )


@check(
    "territory.empty_grid",
    title=_("Grid with nothing in it"),
    why=_("It counts as a grid, has a leader and a rank, and there is nothing to look after."),
    mend=_("Put doors into the grid, or merge it into its neighbour."),
    severity=Severity.LOOK,
)
def empty_grid(scope: CheckScope) -> Found:
    """Grids in use in which no site in use lies."""
    sites = Site.objects.in_use().filter(grid=OuterRef("pk"))
    return checks.found(
        scope.within(Grid.objects.in_use()).filter(~Exists(sites)),
        lambda row: subject_of(row, act=_("Put doors in"), act_url=address("territory:grid_members", row.pk)),
        scope,
    )


@check(
    "territory.household_in_no_grid",
    title=_("Household in no grid"),
    why=_("No grid leader answers for it: it is a gap in the network."),
    mend=_("Put the household into a grid of its village."),
    severity=Severity.WRONG,
)
def household_in_no_grid(scope: CheckScope) -> Found:
    """Households in use outside of every grid; the way to mend leads to a grid of the group, where there is one."""
    near = Grid.objects.in_use().filter(group=OuterRef("group")).order_by("number")
    doors = scope.within(Site.objects.households()).filter(grid__isnull=True).select_related("group")
    return checks.found(
        doors.annotate(near=Subquery(near.values("pk")[:1])).order_by("division_code", "group", "sequence"),
        _loose_door,
        scope,
    )


def _loose_door(door: Any) -> Subject:
    """A door with `near`, the first grid of its group."""
    into = address("territory:grid_members", door.near) if door.near else ""
    anew = address("territory:add_grid", door.division_code, group=str(door.group_id))
    return subject_of(door, act=_("Put it into a grid"), act_url=into or anew)


@check(
    "territory.site_in_closed_ground",
    title=_("Place in a group or grid that is no more"),
    why=_("It is counted nowhere, and nobody's ground holds it."),
    mend=_("Put it into a grid that is in use."),
    severity=Severity.WRONG,
)
def site_in_closed_ground(scope: CheckScope) -> Found:
    """Sites in use whose group or grid was closed."""
    closed_groups = VillagerGroup.objects.filter(closed_on__isnull=False)
    closed_grids = Grid.objects.filter(closed_on__isnull=False)
    there = Q(group__in=closed_groups) | Q(grid__in=closed_grids)
    sites = scope.within(Site.objects.in_use()).filter(there).select_related("group")
    return checks.found(sites, subject_of, scope)


@check(
    "territory.pause_over_a_year",
    title=_("Paused for over a year"),
    why=_("A place that is never looked at slips out of sight; the reason of that time may be gone."),
    mend=_("Look whether the reason still holds, and end the pause otherwise."),
    severity=Severity.LOOK,
)
def pause_over_a_year(scope: CheckScope) -> Found:
    """Pauses in force that began over 365 days ago."""
    today = clock.today()
    pauses = scope.within(Pause.objects.in_force(today)).filter(since__lt=today - LONG_PAUSE)
    return checks.found(
        pauses.select_related("group", "site"),
        lambda row: subject_at(row, what=str(row.get_reason_display()), url=address("web:site", row.site_id)),
        scope,
    )


@check(
    "territory.placement_differs",
    title=_("Where a place lies and its history do not agree"),
    why=_("Figures of old periods are counted by the history; it must end where the present begins."),
    mend=_("Put the place into its grid once more; tell whoever looks after the program."),
    severity=Severity.WRONG,
    is_heavy=True,
)
def placement_differs(scope: CheckScope) -> Found:
    """Sites in use whose open placement is missing or says something else than the site."""
    standing = Placement.objects.filter(until__isnull=True)
    differing = standing.filter(
        ~Q(division_code=F("site__division_code")) | _differs("group") | _differs("grid"),
        site__closed_on__isnull=True,
    )
    wrong = list(scope.within(differing).values_list("site_id", flat=True)[: scope.most + 1])
    lacking = scope.within(Site.objects.in_use()).filter(~Exists(standing.filter(site=OuterRef("pk"))))
    if not wrong:
        return checks.found(lacking.select_related("group"), subject_of, scope)
    count = scope.within(differing).count() + lacking.count()
    named = Site.objects.select_related("group").filter(pk__in=wrong[: scope.most])
    return Found(count, tuple(subject_of(site) for site in named))


def _differs(column: str) -> Q:
    """The placement's column is not the site's; empty is equal to empty."""
    here, there = f"{column}__isnull", f"site__{column}__isnull"
    both = Q(**{here: False, there: False})
    one = Q(**{here: True, there: False}) | Q(**{here: False, there: True})
    return one | (both & ~Q(**{column: F(f"site__{column}")}))


@check(
    "territory.version_differs",
    title=_("A grid's outline and its history do not agree"),
    why=_("The map of an old day is drawn from the grid's versions."),
    mend=_("Draw the grid anew; tell whoever looks after the program."),
    severity=Severity.WRONG,
    is_heavy=True,
)
def version_differs(scope: CheckScope) -> Found:
    """Grids in use whose open version is missing or has another outline."""
    grids = scope.within(Grid.objects.in_use())
    standing = GridVersion.objects.filter(until__isnull=True)
    lacking = list(grids.filter(~Exists(standing.filter(grid=OuterRef("pk")))))
    drawn = standing.filter(Q(polygon__isnull=False) | Q(grid__polygon__isnull=False), grid__in=grids)
    differing = [row.grid for row in drawn.select_related("grid") if row.polygon != row.grid.polygon]
    return checks.found([*lacking, *differing], subject_of, scope)


@check(
    "territory.site_far_away",
    title=_("Position far from the village"),
    why=_("A slip in the coordinates sends people to the wrong place and spoils distances."),
    mend=_("Set the position on the map again."),
    severity=Severity.LOOK,
    is_heavy=True,
)
def site_far_away(scope: CheckScope) -> Found:
    """Sites over about 15 km from the middle of their village's other positions."""
    placed = scope.within(Site.objects.in_use()).filter(latitude__isnull=False)
    spans = (
        placed.order_by()
        .values("division_code")
        .annotate(
            number=Count("pk"),
            tall=Max("latitude") - Min("latitude"),
            wide=Max("longitude") - Min("longitude"),
            latitude_there=Avg("latitude"),
            longitude_there=Avg("longitude"),
        )
    )
    wide = spans.filter(Q(tall__gt=FAR_DEGREES) | Q(wide__gt=FAR_DEGREES), number__gte=FEWEST_PLACED)
    far: list[Site] = []
    for village in wide:
        middle = (village["latitude_there"], village["longitude_there"])
        far += placed.filter(_outside(*middle), division_code=village["division_code"]).select_related(
            "group"
        )
    return checks.found(far, subject_of, scope)


def _outside(latitude: float, longitude: float) -> Q:
    near = Q(
        latitude__range=(latitude - FAR_DEGREES, latitude + FAR_DEGREES),
        longitude__range=(longitude - FAR_DEGREES, longitude + FAR_DEGREES),
    )
    return ~near


@check(
    "territory.map_import_waits",
    title=_("Map file that nobody has decided on"),
    why=_("It is removed after some days; then it has to be uploaded again."),
    mend=_("Look at what would change, and take it over or let it be."),
    severity=Severity.LOOK,
)
def map_import_waits(scope: CheckScope) -> Found:
    """Uploads for the map that have waited for a decision for over three days."""
    waiting = MapImport.objects.filter(
        state=MapImport.State.PREVIEW, file__isnull=False, uploaded_at__lt=clock.now() - DECIDED_WITHIN
    )
    return checks.found(scope.within(waiting).order_by("uploaded_at", "id"), _map_import, scope)


def _map_import(row: MapImport) -> Subject:
    """By division and day: a file's name may be anybody's."""
    day = date_format(clock.local(row.uploaded_at), "SHORT_DATE_FORMAT")
    where = Division.objects.name_of(row.division_code)
    return Subject(f"{where} · {day}", act=_("Decide"), act_url=address("territory:map_run", row.pk))
