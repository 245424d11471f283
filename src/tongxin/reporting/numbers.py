"""The numbers of a brief: live while it is a draft, frozen when it is approved.

Both give the same document; only where a value comes from differs. A share is always made of its two parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from tongxin.records import figures
from tongxin.records.figures import AnyFigure, Figure, FigureScope, Number, Ratio, plain_parts
from tongxin.reporting.document import Source
from tongxin.reporting.models import Brief, BriefFigure, plain_number
from tongxin.reporting.rules import digest_of, pack_ids
from tongxin.reporting.wording import shown
from tongxin.territory.ground import GroundKind, parse_key
from tongxin.territory.lookup import ground_of
from tongxin.territory.models import Division

_Question = tuple[str, FigureScope]


@dataclass
class Numbers:
    """Answers what a brief asks, each question once, and numbers the answers in the order of asking."""

    places: dict[str, str] = field(default_factory=dict)
    _answers: dict[_Question, Source] = field(default_factory=dict)
    _values: dict[_Question, Number | None] = field(default_factory=dict)

    def at(self, key: str, scope: FigureScope, *, listed: bool = True) -> Source:
        """The figure `key` for `scope`. Raises `UnknownFigure`."""
        question = (key, scope)
        figure = figures.get(key)
        if question in self._answers:
            if listed:
                self._list(figure, scope)
            return self._answers[question]
        position = self._reserve(figure, scope, listed)
        value = self._values[question] = self._value(figure, scope, listed)
        answer = replace(position, value=None if value is None else plain_number(value))
        self._answers[question] = replace(answer, shown=shown(value, answer.unit))
        return self._answers[question]

    def by_village(self, key: str, scope: FigureScope, codes: Sequence[str]) -> Mapping[str, Source]:
        """The figure for each village of `codes`, for the cells of a table."""
        figure = figures.get(key)
        scopes = {code: replace(scope, ground_key=code) for code in codes}
        for part in plain_parts(figure):
            if any((part.key, inner) not in self._values for inner in scopes.values()):
                self._prepare(part, scope, scopes)
        return {code: self.at(key, inner, listed=False) for code, inner in scopes.items()}

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every answer given, by its number."""
        return tuple(sorted(self._answers.values(), key=lambda source: source.position))

    def _reserve(self, figure: AnyFigure, scope: FigureScope, listed: bool) -> Source:
        """The answer without its value: it takes its number before the parts of a share or sum take theirs."""
        source = Source(
            position=len(self._answers) + 1,
            key=figure.key,
            title=str(figure.title),
            definition=str(figure.definition),
            unit=str(figure.unit),
            ground_key=scope.ground_key,
            place=self._place(scope.ground_key),
            since=scope.since.isoformat(),
            until=scope.until.isoformat(),
            value=None,
            shown="",
            listed=listed,
        )
        self._answers[figure.key, scope] = source
        return source

    def _list(self, figure: AnyFigure, scope: FigureScope) -> None:
        question = (figure.key, scope)
        self._answers[question] = replace(self._answers[question], listed=True)
        for part in () if isinstance(figure, Figure) else figure.made_of:
            self._list(part, scope)

    def _value(self, figure: AnyFigure, scope: FigureScope, listed: bool) -> Number | None:
        if not isinstance(figure, Figure):
            numbers = [self._part(part, scope, listed) or 0 for part in figure.made_of]
            return figure.share(*numbers) if isinstance(figure, Ratio) else sum(numbers, start=0)
        if (figure.key, scope) in self._values:
            return self._values[figure.key, scope]
        return self._measure(figure, scope)

    def _part(self, figure: AnyFigure, scope: FigureScope, listed: bool) -> Number | None:
        self.at(figure.key, scope, listed=listed)
        return self._values[figure.key, scope]

    def _place(self, key: str) -> str:
        if key not in self.places:
            self.places[key] = place_words(key)
        return self.places[key]

    def _measure(self, figure: Figure, scope: FigureScope) -> Number | None:
        return figure.value(scope)

    def _prepare(self, figure: Figure, whole: FigureScope, scopes: Mapping[str, FigureScope]) -> None:
        """Reads the values of all villages at once: one query instead of one a village."""
        found = figure.by_village(whole)
        for code, scope in scopes.items():
            self._values[figure.key, scope] = found.get(code, 0)


@dataclass(frozen=True)
class Listing:
    """The rows of a figure at one moment: their ids, and what each adds to the value."""

    ids: tuple[Any, ...] = ()
    marks: tuple[Any, ...] = ()

    def value(self, figure: Figure) -> Number:
        """The figure's value, made of these very rows."""
        given = [mark for mark in self.marks if mark is not None]
        match figure.how:
            case "sum":
                return sum(given, start=Decimal(0) if any(isinstance(mark, Decimal) for mark in given) else 0)
            case "distinct":
                return len(set(given))
            case _:
                return len(given)


@dataclass
class FreezingNumbers(Numbers):
    """Takes ids and value of each figure from one reading of its rows, and keeps them for `save`."""

    _listings: dict[_Question, Listing] = field(default_factory=dict)

    def _measure(self, figure: Figure, scope: FigureScope) -> Number | None:
        rows = figure.rows(scope).values_list("pk", figure.field or "pk")
        pairs = tuple(rows)
        return self._keep(figure, scope, pairs)

    def _prepare(self, figure: Figure, whole: FigureScope, scopes: Mapping[str, FigureScope]) -> None:
        rows = figure.rows(whole).values_list(figure.division_of(whole), "pk", figure.field or "pk")
        grouped: dict[str, list[tuple[Any, Any]]] = {code: [] for code in scopes}
        for code, row_id, mark in rows:
            if code in grouped:
                grouped[code].append((row_id, mark))
        for code, pairs in grouped.items():
            self._keep(figure, scopes[code], pairs)

    def _keep(self, figure: Figure, scope: FigureScope, pairs: Sequence[tuple[Any, Any]]) -> Number:
        listing = Listing(tuple(row for row, _ in pairs), tuple(mark for _, mark in pairs))
        self._listings[figure.key, scope] = listing
        value = self._values[figure.key, scope] = listing.value(figure)
        return value

    def save(self, brief: Brief) -> list[BriefFigure]:
        """Writes one `BriefFigure` for each answer. Inside the transaction of the approval."""
        frozen = {question: self._frozen(brief, question) for question in self._answers}
        for (key, scope), row in frozen.items():
            figure = figures.get(key)
            if isinstance(figure, Ratio):
                row.numerator = frozen[figure.numerator_key, scope]
                row.denominator = frozen[figure.denominator_key, scope]
            row.digest = digest_of(row.facts())
        rows = sorted(frozen.values(), key=lambda row: (row.numerator is not None, row.position))
        BriefFigure.objects.bulk_create(rows)  # parts before shares, which point at them
        return sorted(rows, key=lambda row: row.position)

    def _frozen(self, brief: Brief, question: _Question) -> BriefFigure:
        key, scope = question
        source, value = self._answers[question], self._values[question]
        ids = self._listings.get(question, Listing()).ids
        return BriefFigure(
            brief=brief,
            position=source.position,
            key=key,
            title=source.title,
            definition=source.definition,
            unit=source.unit,
            ground_key=scope.ground_key,
            since=scope.since,
            until=scope.until,
            value=None if value is None else Decimal(value),
            ids=pack_ids(ids),
            rows_count=len(ids),
        )


def place_words(key: str) -> str:
    """The name of the division of the place that `key` names; briefs are about divisions."""
    kind, code = parse_key(key)
    return Division.objects.name_of(
        str(code) if kind is GroundKind.DIVISION else ground_of(key).division_code
    )
