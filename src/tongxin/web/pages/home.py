"""The pages where a day begins: what is to be done, or what needs attention, the three rings, the month's figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.access.viewer import PostViewer
from tongxin.records import clock
from tongxin.records.calendar import day_kind
from tongxin.records.permission import Act, SignedInRequest, page
from tongxin.reporting.covered_rings import covered_rings
from tongxin.reporting.queries import VillageSeries, open_cases_by_week
from tongxin.reporting.rings import ThreeRings, three_rings
from tongxin.territory.ground import Ground
from tongxin.territory.kinds import Level
from tongxin.territory.models import Division
from tongxin.web import covered_rings as covered_drawing
from tongxin.web import rings, sparklines
from tongxin.web.context import viewer_behind
from tongxin.web.month import month_tiles
from tongxin.web.preferences import RingsForm, rings_form
from tongxin.web.tasks import attention_for, stand_ins_of, today_for
from tongxin.web.today import is_home_of, today_of

# Hour from which each greeting holds.
GREETINGS = ((5, _("Good morning")), (11, _("Good day")), (13, _("Good afternoon")), (18, _("Good evening")))


@dataclass(frozen=True)
class Row:
    """One village in one ring, as a row of the table shows it; shares in percent."""

    seen: Decimal | None
    gap: Decimal | None
    open: int
    overdue: int
    url: str


@dataclass(frozen=True)
class Trend:
    """A village's open cases of the last weeks, and how they are drawn."""

    series: VillageSeries
    line: str
    area: str


@dataclass(frozen=True)
class Trends:
    """All villages on one scale from 0 to `top`, and their sums; `change` since the first of the weeks."""

    villages: tuple[Trend, ...]
    top: int
    open: int
    overdue: int
    change: int

    @property
    def fewer(self) -> int:
        """How many fewer there are now than at the first of the weeks."""
        return -self.change


@page(Act.HOME_OPEN)
def home(request: SignedInRequest) -> HttpResponse:
    """Where the day begins: for the field what is to be done today, for the office the overview."""
    return today(request) if is_home_of(viewer_behind(request)) else overview(request)


@page(Act.HOME_OPEN)
def today(request: SignedInRequest) -> HttpResponse:
    """What waits for the viewer, and what the viewer did this week; nothing else."""
    viewer = viewer_behind(request)
    if viewer.home_ground is None:
        raise Http404
    now = clock.local(clock.now())
    context = {
        "now": now,
        "greeting": greeting(now.hour),
        "may_report": viewer.may(Act.CASE_REPORT),
        "today": today_of(viewer),
        "stand_ins": stand_ins_of(viewer),
    }
    return render(request, "web/today.html", context)


@page(Act.HOME_OPEN)
def overview(request: SignedInRequest) -> HttpResponse:
    """The viewer's ground at a glance; `?as=table` gives the rings as a table."""
    viewer = viewer_behind(request)
    ground = viewer.home_ground
    if ground is None:
        raise Http404
    on = clock.today()
    town_rings = three_rings(viewer, ground, on)
    covered = covered_rings(viewer, ground, on) if rings_form(request) is RingsForm.COVERED else None
    return render(
        request,
        "web/home.html",
        {
            "now": clock.local(clock.now()),
            "greeting": greeting(clock.local(clock.now()).hour),
            "day_name": day_kind(on).name,
            "may_report": viewer.may(Act.CASE_REPORT),
            "may_write": viewer.may(Act.BRIEF_WRITE),
            "today": today_for(viewer),
            "attention": attention_for(viewer, town_rings),
            "rings": town_rings,
            "table": table_of(town_rings),
            "totals": [(ring, _rest(ring.responsible_share)) for ring in town_rings.rings],
            "as_table": request.GET.get("as") == "table",
            "villages": len({cell.village_code for cell in town_rings.cells}),
            "drawing": drawing_of(town_rings),
            "covered": covered,
            "covered_drawing": covered_drawing.draw(covered.rings) if covered else None,
            "tiles": month_tiles(viewer, ground, on),
            "trends": trends_for(viewer, ground, town_rings),
            "is_new": viewer.may(Act.REGISTER_IMPORT) and not any(ring.total for ring in town_rings.rings),
        },
    )


def drawing_of(town_rings: ThreeRings) -> rings.Drawing | None:
    """The rings as a drawing, its labels without the word for village; None where only the table is fit."""
    names = {
        cell.village_code: Division(short_name=cell.village_name, level=Level.VILLAGE).brief_name
        for cell in town_rings.cells
    }
    return rings.draw(town_rings.cells, [ring.key for ring in town_rings.rings], names)


def greeting(hour: int) -> str | Promise:
    """What one says at this hour."""
    return next((words for since, words in reversed(GREETINGS) if hour >= since), GREETINGS[-1][1])


def table_of(town_rings: ThreeRings) -> list[tuple[str, list[Row]]]:
    """The cells village by village, from inside outwards, with shares in percent."""
    by_village: dict[str, tuple[str, list[Row]]] = {}
    for cell in town_rings.cells:
        row = Row(_percent(cell.seen_share), _percent(cell.gap_share), cell.open, cell.overdue, cell.url)
        by_village.setdefault(cell.village_code, (cell.village_name, []))[1].append(row)
    return list(by_village.values())


def _percent(share: float | None) -> Decimal | None:
    return None if share is None else (Decimal(share) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _rest(share: Decimal | None) -> Decimal | None:
    return None if share is None else 100 - share


def trends_for(viewer: PostViewer, ground: Ground, town_rings: ThreeRings) -> Trends | None:
    """The lines of the viewer's villages; None for whoever has one village only, or may not see cases."""
    villages = {cell.village_code for cell in town_rings.cells}
    if len(villages) < 2 or not viewer.may(Act.CASE_VIEW, ground):
        return None
    return trends_of(open_cases_by_week(ground))


def trends_of(villages: tuple[VillageSeries, ...]) -> Trends:
    """The villages' lines on one scale."""
    top = max(max(village.points) for village in villages)
    return Trends(
        villages=tuple(
            Trend(village, sparklines.line(village.points, top), sparklines.area(village.points, top))
            for village in villages
        ),
        top=top,
        open=sum(village.open for village in villages),
        overdue=sum(village.overdue for village in villages),
        change=sum(village.points[-1] - village.points[0] for village in villages),
    )
