"""From a brief's text to the document that is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tongxin.records import clock, ledger
from tongxin.records.figures import FigureScope
from tongxin.reporting import document as printed
from tongxin.reporting.data import layout
from tongxin.reporting.document import Document, Piece, Source
from tongxin.reporting.errors import PlaceNotRead
from tongxin.reporting.models import Brief
from tongxin.reporting.numbers import Numbers
from tongxin.reporting.published import last_red_list
from tongxin.reporting.rules import previous_period
from tongxin.reporting.text import (
    Block,
    FaultyPlace,
    FigurePlace,
    Heading,
    ListPlace,
    Name,
    NamePlace,
    Paragraph,
    Part,
    SourceTable,
    VillageTable,
    Words,
    parse,
)
from tongxin.reporting.wording import SOURCE_HEADS, day_words, period_words, stored_speech
from tongxin.territory.history import villages_in


def document_of(brief: Brief) -> Document:
    """The brief as it is printed: a draft with live numbers, an approved one as it was frozen."""
    return compose(brief, Numbers()) if brief.body is None else printed.from_json(brief.body)


def compose(brief: Brief, numbers: Numbers) -> Document:
    """The document of a brief's text with the values of `numbers`, in the language of its template.

    Raises `PlaceNotRead` for a text with a figure that is no longer declared.
    """
    with translation.override(brief.template.language):
        return _Composer(brief, numbers).document()


def filled(pattern: str, place: str, scope: FigureScope) -> str:
    """A pattern of a template (masthead, issuer, title) with its names filled in."""
    return pattern.replace("{place}", place).replace("{period}", period_words(scope.since, scope.until))


@dataclass
class _Composer:
    brief: Brief
    numbers: Numbers

    def document(self) -> Document:
        brief = self.brief
        blocks = tuple(self._blocks())
        approved = clock.local(brief.approved_at).date() if brief.approved_at else clock.today()
        number = brief.issue_no
        return Document(
            language=brief.template.language,
            masthead=brief.series,
            issue=layout().issue.format(n=number) if number else layout().issue_pending,
            issuer=brief.issuer,
            dated=day_words(approved),
            title=brief.title,
            blocks=blocks,
            sources=tuple(_told_once(self.numbers.sources)),
            distribution=tuple(brief.template.distribution),
            taken=_("Figures as of %(day)s, from the records of this system.") % {"day": day_words(approved)},
            ledger=_ledger_words() if brief.approved_at else "",
        )

    def _blocks(self) -> Iterator[printed.Block]:
        try:
            blocks = parse(self.brief.text, layout().numbering, stored_speech())
        except FaultyPlace as faulty:  # a figure that this version no longer has
            raise PlaceNotRead(faulty) from faulty
        yield from map(self._block, blocks)

    def _block(self, block: Block) -> printed.Block:
        match block:
            case Heading(level=level, number=number, parts=parts):
                return printed.HeadingBlock(
                    level, layout().numbering.mark(level, number), self._pieces(parts)
                )
            case Paragraph(parts=parts):
                return printed.ParagraphBlock(self._pieces(parts))
            case VillageTable(keys=keys):
                return self._table(keys)
            case ListPlace():
                return self._red_list()
            case SourceTable():
                heads = tuple(str(head) for head in SOURCE_HEADS)
                return printed.SourcesBlock(_("Table of figures"), heads)

    def _pieces(self, parts: tuple[Part, ...]) -> tuple[Piece, ...]:
        return tuple(self._piece(part) for part in parts)

    def _piece(self, part: Part) -> Piece:
        match part:
            case Words(text):
                return Piece(text)
            case NamePlace(name):
                return Piece(self._names[name])
            case FigurePlace(key, previous):
                return _figure_piece(self.numbers.at(key, self._before if previous else self.brief.scope))

    def _table(self, keys: tuple[str, ...]) -> printed.TableBlock:
        columns = [self.numbers.at(key, self.brief.scope) for key in keys]
        cells = [self.numbers.by_village(key, self.brief.scope, list(self._villages)) for key in keys]
        rows = [
            (Piece(name), *(_figure_piece(column[code]) for column in cells))
            for code, name in self._villages.items()
        ]
        total = (Piece(_("Total")), *(_figure_piece(column) for column in columns))
        heads = (_("Village"), *(_column_head(column) for column in columns))
        return printed.TableBlock(heads, (*rows, total))

    def _red_list(self) -> printed.ListBlock:
        found = last_red_list(self.brief.ground, until=self.brief.until)
        if found is None:
            return printed.ListBlock(_("Red list: none was published in this period."), ())
        return printed.ListBlock(_("Red list, %(title)s:") % {"title": found.title}, found.entries)

    @cached_property
    def _villages(self) -> dict[str, str]:
        return villages_in(self.brief.ground, self.brief.since, self.brief.until)

    @cached_property
    def _before(self) -> FigureScope:
        return FigureScope(self.brief.scope.ground_key, *previous_period(self.brief.since, self.brief.until))

    @cached_property
    def _names(self) -> dict[Name, str]:
        brief = self.brief
        return {
            Name.PLACE: brief.place_name,
            Name.PERIOD: period_words(brief.since, brief.until),
            Name.SINCE: day_words(brief.since),
            Name.UNTIL: day_words(brief.until),
        }


def _figure_piece(source: Source) -> Piece:
    return Piece(source.shown, source.position)


def _column_head(source: Source) -> str:
    return _("%(title)s (%(unit)s)") % {"title": source.title, "unit": source.unit}


def _told_once(sources: Iterable[Source]) -> Iterator[Source]:
    """The sources; one asked for again in another period refers to the words of the first."""
    told: dict[str, int] = {}
    for source in sources:
        first = told.setdefault(source.key, source.position)
        if first == source.position:
            yield source
        else:
            yield replace(source, definition=_("as no. %(number)d") % {"number": first})


def _ledger_words() -> str:
    head = ledger.head()
    text = _("Head of the ledger at approval: seal %(number)d, %(head)s")
    return text % {"number": head.number, "head": head.head}
