"""What a page of figures is asked for: place and period, from the address or by habit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest

from tongxin.records import clock
from tongxin.records.figures import AnyFigure, FigureScope, plain_parts
from tongxin.records.permission import Act, Viewer
from tongxin.reporting.behind import touches, viewers_grounds
from tongxin.reporting.forms import Choices, ScopeForm
from tongxin.reporting.rules import previous_period, quarter_of
from tongxin.standards.lines import lines
from tongxin.territory.errors import NoSuchGround
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.lookup import ground_of, place_of
from tongxin.territory.models import Division


def ground_choices(grounds: Iterable[Ground]) -> Choices:
    """The grounds and the divisions inside them, by name."""
    choices: dict[str, str] = {}
    for ground in grounds:
        choices[ground.key] = place_name(ground)
        if ground.kind is GroundKind.DIVISION:
            inside = Division.objects.within(ground).order_by("code")
            choices.update((division.code, division.short_name) for division in inside)
    return list(choices.items())


def place_name(ground: Ground) -> str:
    """The name of a place, with its village where it is part of one."""
    village = Division.objects.name_of(ground.division_code)
    if ground.kind is GroundKind.DIVISION:
        return village
    return f"{village} {place_of(ground.key)}"


Ways = Callable[[Ground], Choices]


def scope_form(
    request: HttpRequest, viewer: Viewer, act: Act, *, by_line: bool = False, ways: Ways | None = None
) -> ScopeForm:
    """The filter bar, filled from the address; without one with the viewer's ground and this quarter.

    `by_line`: it offers the lines of work too; `ways`: what may stand in a row, by ground. Raises `Http404` where
    the viewer may do `act` nowhere, or for ground outside of the viewer's.
    """
    grounds = viewers_grounds(viewer, act)
    if not grounds:
        raise Http404
    since = quarter_of(clock.today())[0]
    usual = {"ground": grounds[0].key, "since": since.isoformat(), "until": clock.today().isoformat()}
    asked = {name: request.GET.get(name) or value for name, value in usual.items()}
    asked |= {name: request.GET.get(name, "") for name in ("line", "per")}
    choices = dict(ground_choices(grounds))
    if asked["ground"] not in choices:
        choices[asked["ground"]] = _other_place(asked["ground"], viewer, act)
    rows = ways(ground_of(asked["ground"])) if ways is not None else ()
    return ScopeForm(asked, grounds=list(choices.items()), lines=lines() if by_line else {}, rows=rows)


@dataclass(frozen=True)
class Asked:
    """What a page shows: the filter bar, the scope that it asks for, and the place with its name."""

    form: ScopeForm
    scope: FigureScope
    ground: Ground

    @property
    def place(self) -> str:
        """The name of the place."""
        return place_name(self.ground)

    @property
    def line_name(self) -> str:
        """The name of the line of work to which it is narrowed; empty for all of them."""
        return self.form.lines.get(self.scope.line, "")


def asked_for(
    request: HttpRequest,
    viewer: Viewer,
    act: Act,
    figure: AnyFigure | None = None,
    *,
    ways: Ways | None = None,
) -> Asked:
    """What the address asks for; for a faulty period this quarter, the fault stays on the form.

    A line of work is asked for only where every part of `figure` knows lines. Raises `Http404` as `scope_form`
    does.
    """
    by_line = figure is not None and all(part.line_field for part in plain_parts(figure))
    form = scope_form(request, viewer, act, by_line=by_line, ways=ways)
    ground = ground_of(form.data["ground"])
    if form.is_valid():
        return Asked(form, form.scope, ground)
    return Asked(form, FigureScope(ground.key, quarter_of(clock.today())[0], clock.today()), ground)


def last_quarter(on: date) -> tuple[date, date]:
    """The quarter before that of `on`: the period that a new brief proposes."""
    return previous_period(*quarter_of(on))


def _other_place(key: str, viewer: Viewer, act: Act) -> str:
    try:
        ground = place_of(key).ground
    except NoSuchGround as error:
        raise Http404 from error
    if not touches(viewer, act, ground):
        raise Http404
    return place_name(ground)
