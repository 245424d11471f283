"""What of a red list the public may read: names of places, without scores, ranks or order."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from tongxin.ranking.errors import KindStaysPrivate, UnknownPlaces
from tongxin.ranking.models import RankedList
from tongxin.ranking.rules import MAY_BE_PUBLISHED
from tongxin.ranking.words import kind_word, period_words
from tongxin.records import publication
from tongxin.records.canonical import JSON
from tongxin.records.permission import Viewer

KIND = "ranked_list"


def show(ranked_list: RankedList, *, by: Viewer) -> None:
    """Publishes the red list, or what is left of it; nothing left takes it down.

    Raises `KindStaysPrivate` for roads, households and the like, `UnknownPlaces` for names that are not those
    of villages, groups or grids of this ground: a name typed into a spreadsheet could be a person's.
    """
    if not ranked_list.is_red:
        raise KindStaysPrivate([ranked_list.colour_word])
    listings = list(
        ranked_list.listings.filter(ended_at__isnull=True)
        .select_related("unit")
        .order_by("division_code", "unit__parent_name", "unit__name")
    )
    units = [listing.unit for listing in listings]
    if private := [unit.full_name for unit in units if unit.kind not in MAY_BE_PUBLISHED]:
        raise KindStaysPrivate(private)
    if unknown := [unit.full_name for unit in units if not unit.is_known]:
        raise UnknownPlaces(unknown)
    if not units:
        hide(ranked_list, by=by)
        return
    table = ranked_list.table
    with translation.override(settings.LANGUAGE_CODE):
        body: JSON = {
            "colour": ranked_list.colour,
            "word": ranked_list.colour_word,
            "period": period_words(table.since, table.until),
            "kind": kind_word(table.kind),
            "issuer": table.division_name,
            "statement": ranked_list.statement,
            "entries": [{"name": unit.name, "parent": unit.parent_name} for unit in units],
        }
        publication.publish(
            KIND,
            str(ranked_list.pk),
            title=ranked_list.title,
            body=body,
            division_code=ranked_list.division_code,
            expires_at=ranked_list.expires_at,
            by=by,
        )


def hide(ranked_list: RankedList, *, by: Viewer) -> None:
    """Takes the list off the public page, where it still stands there."""
    if publication.current(KIND).filter(key=str(ranked_list.pk)).exists():
        publication.withdraw(KIND, str(ranked_list.pk), by=by)
