"""What the pages of the matrix are asked for: ground, period, division into blocks; from the address or by habit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict

from tongxin.plans.blocks import By, ways_to_divide
from tongxin.plans.forms import MatrixForm
from tongxin.plans.matrix import month_so_far
from tongxin.records import clock
from tongxin.records.figures import FigureScope
from tongxin.records.permission import Act, Viewer
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.lookup import ground_of, place_of
from tongxin.territory.models import Division


@dataclass(frozen=True)
class Asked:
    """The filter bar, and what it asks for."""

    form: MatrixForm
    scope: FigureScope
    ground: Ground
    by: By

    @property
    def place(self) -> str:
        """The name of the ground."""
        return place_name(self.ground)


def asked_for(query: QueryDict, viewer: Viewer) -> Asked:
    """What the address asks for; without one the viewer's widest ground and this month. For a faulty period this
    month, the fault stays on the form.

    Raises `Http404` for ground that is not the viewer's.
    """
    own = grounds_of(viewer)
    ground = seen_ground(query.get("ground") or own[0].key, viewer)
    ways = ways_to_divide(ground)
    since, until = month_so_far(clock.today())
    data: dict[str, Any] = {"ground": ground.key, "by": query.get("by") or ways[0].value}
    data |= {name: query.get(name) or day.isoformat() for name, day in (("since", since), ("until", until))}
    form = MatrixForm(data, grounds=_choices(own, ground), ways=ways)
    if form.is_valid():
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    by = next((way for way in ways if way == data["by"]), ways[0])
    return Asked(form, FigureScope(ground.key, since, until), ground, by)


def grounds_of(viewer: Viewer) -> list[Ground]:
    """The grounds whose cases the viewer sees, the widest first. Raises `Http404` where there is none."""
    grounds = viewer.grounds(Act.CASE_VIEW)
    if not grounds:
        raise Http404
    return [ground if isinstance(ground, Ground) else ground_of(ground.key) for ground in grounds]


def seen_ground(key: str, viewer: Viewer) -> Ground:
    """A village, group or grid, or a division above, whose cases the viewer sees. Raises `Http404`."""
    try:
        ground = ground_of(key)
    except NoSuchGround as error:
        raise Http404 from error
    if ground.kind is GroundKind.SITE or not viewer.may(Act.CASE_VIEW, ground):
        raise Http404
    return ground


def place_name(ground: Ground) -> str:
    """The name of a place, with its village where it is part of one."""
    village = Division.objects.name_of(ground.division_code)
    return village if ground.kind is GroundKind.DIVISION else f"{village} {place_of(ground.key)}"


def _choices(own: list[Ground], asked: Ground) -> list[tuple[str, str]]:
    """The viewer's grounds and the divisions inside them; groups and grids are reached by the matrix itself."""
    choices: dict[str, str] = {}
    for ground in own:
        if ground.kind is GroundKind.SITE:
            continue
        choices[ground.key] = place_name(ground)
        if ground.kind is GroundKind.DIVISION:
            inside = Division.objects.in_use().within(ground).order_by("code")
            choices.update((division.code, division.short_name) for division in inside)
    choices.setdefault(asked.key, place_name(asked))
    return list(choices.items())
