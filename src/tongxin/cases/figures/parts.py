"""What the figures of cases share: the columns of their pages, and the questions that several of them ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongxin.cases.models import Case, CaseEvent
from tongxin.cases.queries import CaseQuerySet
from tongxin.cases.rules import Move
from tongxin.records import clock
from tongxin.records.figures import Column, FigureScope, figure
from tongxin.records.permission import Act
from tongxin.territory.lookup import ground_of

WHAT = (
    Column(pgettext_lazy("column of cases", "Number"), "number"),
    Column(pgettext_lazy("column of cases", "Problem"), "title"),
    Column(pgettext_lazy("column of cases", "Place"), "place_name"),
    Column(pgettext_lazy("column of cases", "State"), "state"),
    Column(pgettext_lazy("column of cases", "Found"), "found_at"),
)
TO_FIX = (*WHAT, Column(pgettext_lazy("column of cases", "To be put right by"), "due_at"))
FIXED = (*TO_FIX, Column(pgettext_lazy("column of cases", "Put right"), "fixed_at"))
DONE = (*FIXED, Column(pgettext_lazy("column of cases", "Closed"), "closed_at"))
UNIT = pgettext_lazy("unit of a figure", "cases")
PLACES = 2  # decimals of the rates, as the bulletins of digital city management print them: 93.72 %
CLOSED_BESIDE = ("cases.verified", "cases.reopened")  # "100 % closed" alone proves nothing

Source = Callable[[FigureScope], CaseQuerySet]


def of_cases(
    key: str, *, title: str | Promise, definition: str | Promise, columns: tuple[Column, ...], **more: Any
) -> Callable[[Source], Source]:
    """Declares a figure that counts cases, by village, grid and line, each row opening the case."""

    def declare(source: Source) -> Source:
        figure(
            key,
            title=title,
            unit=UNIT,
            definition=definition,
            act=Act.CASE_VIEW,
            columns=columns,
            row_url="cases:case",
            line_field="line",
            **more,
        )(source)
        return source

    return declare


def here(scope: FigureScope) -> CaseQuerySet:
    """Cases of the scope's ground."""
    return Case.objects.within(ground_of(scope.ground_key)).with_places_and_people()


def closed_in(scope: FigureScope) -> CaseQuerySet:
    """Cases put right, verified and closed in the scope."""
    return here(scope).closed(scope.starts_at, scope.ends_before)


def open_at_end(scope: FigureScope) -> CaseQuerySet:
    """Real cases open at the end of the scope, or now where it still runs.

    What is open now is one look into an index, and was found by now. Of the past, two lists of ids, each from its
    own index: as one condition on `closed_at`, SQLite reads the whole table (3 s instead of 0.2 s at a million
    cases).
    """
    if scope.ends_before > clock.now():
        return here(scope).open()
    there = Case.objects.within(ground_of(scope.ground_key))
    ended_later = there.filter(closed_at__gte=scope.ends_before)
    not_ended = Q(pk__in=there.open().values("pk")) | Q(pk__in=ended_later.values("pk"))
    return here(scope).real().filter(not_ended, found_at__lt=scope.ends_before)


def past_limit(scope: FigureScope) -> Q:
    """Whether the limit of a case had ended at the end of the scope, or has now where it still runs.

    A limit that stands still does not end; one that had ended before it was stopped stays ended.
    """
    end = end_of(scope)
    running = Q(waiting_since__isnull=True) | Q(waiting_since__gte=end) | Q(waiting_since__gt=F("due_at"))
    return Q(running, due_at__lt=end)


def end_of(scope: FigureScope) -> datetime:
    """The end of the scope, or now where it still runs."""
    return min(scope.ends_before, clock.now())


def with_move(scope: FigureScope, move: Move) -> CaseQuerySet:
    """Real cases on whose timeline the move stands in the scope, each once."""
    steps = CaseEvent.objects.filter(move=move, at__gte=scope.starts_at, at__lt=scope.ends_before)
    return here(scope).real().filter(pk__in=steps.values("case_id"))


def together(*parts: CaseQuerySet) -> CaseQuerySet:
    """The cases of all the parts, each once; each part is found by its own index, and its ground is asked there."""
    wanted = Q()
    for part in parts:
        wanted |= Q(pk__in=part.order_by().values("pk"))
    return Case.objects.filter(wanted).with_places_and_people()
