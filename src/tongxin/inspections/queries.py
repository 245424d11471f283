"""Questions about rounds and visits that need more than one table or the viewer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.http import Http404

from tongxin.access.rules import roles_with
from tongxin.inspections.models import Finding, Round, RoundTally, Visit
from tongxin.inspections.peers import HeldBack, held_back
from tongxin.inspections.querysets import FindingQuerySet, RoundQuerySet, VisitQuerySet, inspectors_by
from tongxin.inspections.rules import RoundState
from tongxin.people.models import Post
from tongxin.people.open_work import posts_beside, width
from tongxin.people.queries import PostQuerySet
from tongxin.records import clock
from tongxin.records.figures import percent
from tongxin.records.permission import Act, Viewer
from tongxin.standards.models import SheetVersion
from tongxin.standards.queries import SheetVersionQuerySet
from tongxin.territory.ground import (
    DIVISION_DIGITS,
    Ground,
    GroundKind,
    division_ground,
    division_stem,
)
from tongxin.territory.models import Division, Grid, Pause, VillagerGroup

TOWN_DIGITS = 9
UnitKind = Literal["grid", "group", "village"]
_UNIT_COLUMNS: dict[UnitKind, str] = {"grid": "grid_id", "group": "group_id", "village": "division_code"}


@dataclass(frozen=True)
class UnitScores:
    """Sums over the scored visits of one unit; scores are hundredths of points on 0..100."""

    unit_id: str
    name: str
    division_code: str
    count: int
    total: int
    squares: int


def scores_for(ground: Ground, since: date, until: date, unit: UnitKind = "grid") -> list[UnitScores]:
    """Number, sum and sum of squares of `score100` for each unit inside `ground`, by unit.

    Days from `since` to `until`, both included, in China. One group-by that every database of ours runs
    alike (A11); visits outside any unit of the kind are left out, and those to what was paused that day.
    """
    column = _UNIT_COLUMNS[unit]
    visits = compared_visits(ground, since, until)
    grouped = (
        visits.exclude(**{column: None})
        .order_by()
        .values(column, "division_code")
        .annotate(n=Count("pk"), total=Sum("score100"), squares=Sum(F("score100") * F("score100")))
        .order_by("division_code", column)
    )
    rows = list(grouped)
    names = _unit_names(unit, [row[column] for row in rows])
    return [
        UnitScores(
            unit_id=str(row[column]),
            name=names[row[column]],
            division_code=row["division_code"],
            count=row["n"],
            total=row["total"],
            squares=row["squares"],
        )
        for row in rows
    ]


def compared_visits(ground: Ground, since: date, until: date) -> VisitQuerySet:
    """The scored visits of a period that count in comparison: not those to a place that was paused that day.

    Main visits of rounds whose purpose counts (`data/inspections/purposes.json`) and whose sample does not look
    for problems; neither second visits nor those that looked again, so that a place seen twice weighs once.
    One small query for the pauses, one more where there are any; no visit is looked at for its day otherwise.
    """
    visits = Visit.objects.scored().compared().within(ground).visited_from(*_moments(since, until))
    pauses: dict[UUID | None, list[tuple[date, date]]] = {}
    rows = Pause.objects.within(ground).touching(since, until).order_by()
    for site_id, begun, ended in rows.values_list("site_id", "since", "until"):
        pauses.setdefault(site_id, []).append((begun, ended))
    if not pauses:
        return visits
    made = visits.filter(site__in=pauses).order_by().values_list("pk", "site_id", "visited_at")
    in_pause = [
        pk
        for pk, site_id, visited_at in made
        if visited_at is not None
        and any(begun <= clock.local(visited_at).date() < ended for begun, ended in pauses[site_id])
    ]
    return visits.exclude(pk__in=in_pause)


def _unit_names(unit: UnitKind, ids: Sequence[Any]) -> dict[Any, str]:
    if unit == "village":
        return {code: Division.objects.name_of(code) for code in ids}
    units = Grid.objects.all() if unit == "grid" else VillagerGroup.objects.all()
    return dict(units.filter(pk__in=ids).values_list("pk", "name"))


def _moments(since: date, until: date) -> tuple[Any, Any]:
    return clock.start_of(since), clock.start_of(until + timedelta(days=1))


def rounds_for(viewer: Viewer) -> RoundQuerySet:
    """The rounds that concern the viewer: on or across the viewer's ground, or inspected by the viewer."""
    grounds = cast("tuple[Ground, ...]", viewer.grounds(Act.ROUND_VIEW))
    plans = cast("tuple[Ground, ...]", viewer.grounds(Act.ROUND_PLAN))
    return Round.objects.concerning(grounds, inspectors_by(viewer), plans)


def find_round(viewer: Viewer, round_id: UUID) -> Round:
    """One round of `rounds_for`; missing and forbidden alike raise `Http404`."""
    found = rounds_for(viewer).select_related("sheet_version__sheet").filter(pk=round_id).first()
    if found is None:
        raise Http404
    return found


def visits_of(viewer: Viewer, round_: Round, *, mine: bool = False, village: str = "") -> VisitQuerySet:
    """The round's visits on the viewer's ground; with `mine` those that fall to the viewer, wherever they are.

    `village` (a code) narrows them. They come in walking order, which goes village by village, said in the
    columns of one index each, so that no row is sorted however many there are.
    """
    visits = Visit.objects.filter(round=round_)
    if not round_.is_announced:
        visits = visits.told_to(viewer)
    if mine:
        narrowed = visits.falling_to(viewer)
        return (narrowed.filter(division_code=village) if village else narrowed).order_by("position")
    if village and viewer.may(Act.VISIT_VIEW, division_ground(village)):
        return visits.filter(division_code=village).order_by("position")
    if viewer.may(Act.VISIT_VIEW, round_.ground):
        return visits.order_by("division_code", "position")
    grounds = cast("tuple[Ground, ...]", viewer.grounds(Act.VISIT_VIEW))
    is_wide = all(ground.kind is GroundKind.DIVISION for ground in grounds)
    return visits.within_any(grounds).order_by(*(("division_code", "position") if is_wide else ("position",)))


def findings_of(viewer: Viewer, round_: Round) -> FindingQuerySet:
    """What was found on the round, as far as its visits are the viewer's to see, in the order of entry.

    What is held back from an inspector (`peers`) is left out.
    """
    standing = Finding.objects.standing().filter(round=round_)
    if not viewer.may(Act.VISIT_VIEW, round_.ground):
        inspected = standing.filter(visit__inspector__in=inspectors_by(viewer))
        standing = viewer.visible(standing, Act.VISIT_VIEW) | inspected
    places = ("visit__group", "visit__grid", "visit__site", "matter", "case")
    return held_back(viewer, round_).findings(standing).select_related(*places).order_by("id")


@dataclass(frozen=True)
class Progress:
    """How far a round, or its part in one village or grid, has come."""

    name: str
    key: str
    planned: int
    done: int
    nobody_home: int
    refused: int
    place_gone: int
    scored: int
    sum_score100: int
    findings: int
    is_held_back: bool = False

    @property
    def all(self) -> int:
        """Visits on the list."""
        return self.planned + self.made

    @property
    def made(self) -> int:
        """Visits that were made, whatever came of them."""
        return self.done + self.nobody_home + self.refused + self.place_gone

    @property
    def not_met(self) -> int:
        """Visits on which nothing could be looked at."""
        return self.made - self.done

    @property
    def share(self) -> Any:
        """Visits made in percent of all; None for an empty list."""
        return percent(self.made, self.all)

    @property
    def mean(self) -> Any:
        """Mean score on 0..100 with one decimal; None where nothing was scored, or it is held back."""
        return None if self.is_held_back else percent(self.sum_score100, self.scored * 10_000)


_SUMS = {
    name: Sum(name)
    for name in (
        "planned",
        "done",
        "nobody_home",
        "refused",
        "place_gone",
        "scored",
        "sum_score100",
        "findings",
    )
}


def with_held(parts: Iterable[Progress], held: HeldBack) -> list[Progress]:
    """The lines without scores and findings where those are held back."""
    return [replace(part, is_held_back=held.everything) for part in parts]


def together(parts: Iterable[Progress], name: str) -> Progress:
    """Several lines as one."""
    listed = list(parts)
    sums = {field: sum(getattr(part, field) for part in listed) for field in _SUMS}
    return Progress(name=name, key="", is_held_back=any(part.is_held_back for part in listed), **sums)


def progress_by_village(viewer: Viewer, round_: Round) -> list[Progress]:
    """One line a village."""
    rows = (
        _tallies(viewer, round_)
        .order_by()
        .values("division_code")
        .annotate(**_SUMS)
        .order_by("division_code")
    )
    return [
        Progress(name=Division.objects.name_of(row["division_code"]), key=row.pop("division_code"), **row)
        for row in map(dict, rows)
    ]


def progress_by_grid(viewer: Viewer, round_: Round, village: str) -> list[Progress]:
    """One line a grid of `village`; what lies in no grid has the key ""."""
    rows = (
        _tallies(viewer, round_)
        .filter(division_code=village)
        .order_by("grid__number")
        .values("grid_id", "grid__name", *_SUMS)
    )
    return [
        Progress(name=row.pop("grid__name") or "", key=str(row.pop("grid_id") or ""), **row)
        for row in map(dict, rows)
    ]


def _tallies(viewer: Viewer, round_: Round) -> Any:
    """Tallies of the round on the viewer's ground; all of them for those on whose ground it is held.

    Of a round that is secret from the viewer only those of grids in which a visit was made.
    """
    tallies = RoundTally.objects.filter(round=round_)
    if is_secret_from(viewer, round_):
        tallies = tallies.begun()
    return tallies if viewer.may(Act.ROUND_VIEW, round_.ground) else viewer.visible(tallies, Act.ROUND_VIEW)


def is_secret_from(viewer: Viewer, round_: Round) -> bool:
    """Is the list of the round not to be known to the viewer before the visits?"""
    return not round_.is_announced and not viewer.may(Act.ROUND_PLAN, round_.ground)


def town_code(ground: Ground) -> str:
    """The code of the town in which a ground lies, or of the county where it is no smaller."""
    return ground.division_code[:TOWN_DIGITS].ljust(DIVISION_DIGITS, "0")


def sheets_for(ground: Ground, on: date) -> SheetVersionQuerySet:
    """The sheets that a round on the ground may use from the day `on`: those in force, and incomplete ones to try."""
    in_force = SheetVersion.objects.in_force(on, town=town_code(ground)).order_by()
    to_try = SheetVersion.objects.newest().exclude(completeness="complete").order_by()
    allowed = Q(pk__in=in_force.values("pk")) | Q(pk__in=to_try.values("pk"))
    return SheetVersion.objects.filter(allowed).order_by("completeness", "sheet", "pk")


def posts_that_inspect(on: date, ground: Ground) -> PostQuerySet:
    """Posts in force on `on` in the town of `ground` whose holders may be inspectors."""
    town = division_ground(town_code(ground))
    return Post.objects.in_force(on).of_role(*roles_with(Act.VISIT_ENTER)).within(town)


def able_to_inspect(ground: Ground) -> set[UUID]:
    """Persons who may inspect today on a round held on `ground`."""
    return set(posts_that_inspect(clock.today(), ground).values_list("person_id", flat=True))


def may_see_frame(viewer: Viewer, round_: Round) -> bool:
    """May the viewer see what was drawn from with all chances: planners always, others once the round is closed?"""
    return round_.is_seed_shown or viewer.may(Act.ROUND_PLAN, round_.ground)


def own_grounds(on: date, person_ids: Collection[UUID]) -> dict[UUID, list[Ground]]:
    """For each person the villages, groups, grids and sites that a post in force on `on` gives to look after.

    A post for a whole town is nobody's own ground here: with it nobody of the town office could inspect.
    """
    grounds: dict[UUID, list[Ground]] = {person_id: [] for person_id in person_ids}
    for post in Post.objects.in_force(on).filter(person_id__in=person_ids):
        if len(division_stem(post.division_code)) == DIVISION_DIGITS:
            grounds[post.person_id].append(post.ground)
    return grounds


def is_sent_by(post: Post) -> bool:
    """Is it this post by which its person is sent on visits: the widest of the person's posts that may visit?

    A visit is a person's, not a ground's; so that it goes along with one post, and with no other.
    """
    able = roles_with(Act.VISIT_ENTER)
    beside = [other for other in posts_beside(post) if other.acts_as in able]
    widest = min([post, *beside], key=lambda each: (*width(each), each.since, each.pk))
    return post.acts_as in able and widest == post


def visits_of_post(post: Post) -> VisitQuerySet:
    """Visits of rounds under way that fall to the post's person by this post, and are still to be made.

    What an unannounced round sends the person to on a later day is neither listed nor passed on: it falls to
    nobody then, and the round's page says so to those who plan it.
    """
    if not is_sent_by(post):
        return Visit.objects.none()
    mine = Visit.objects.of_inspector(post.person_id).to_make().filter(round__state=RoundState.OPEN)
    mine = mine.not_before_its_day(clock.today())
    return mine.order_by("round__ends_on", "round_id", "position")
