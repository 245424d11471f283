"""The file of an export: the households, and a sheet that says who has it, when, what for and how many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongxin.access.export_columns import chosen_columns
from tongxin.access.models import Export
from tongxin.people.models import RegisterEntry
from tongxin.records import clock, export
from tongxin.records.export import Cell, Sheet
from tongxin.records.permission import Viewer
from tongxin.records.subjects import ERASED
from tongxin.territory.ground import Ground

STEP = 500  # rows between two reports of progress

Progress = Callable[[int, int], None]


def households_of(ground: Ground) -> QuerySet[RegisterEntry]:
    """The register's households of a ground that are still there, in walking order."""
    found = RegisterEntry.objects.within(ground).filter(site__closed_on__isnull=True).exclude(head=ERASED)
    return (
        found.select_related("site__group", "site__grid")
        .prefetch_related("members")
        .order_by("site__division_code", "site__group__number", "site__sequence", "site_id")
    )


def content_of(made: Export, entries: Sequence[RegisterEntry], *, by: Viewer, progress: Progress) -> bytes:
    """The bytes of the file; texts are texts and run nothing. Raises `TooManyRows`."""
    columns = chosen_columns(made.columns)
    headings = [column.title for column in columns]
    rows = ([column.value(entry) for column in columns] for entry in _reported(entries, progress))
    said = watermark(made, len(entries), by)
    if made.file_format == Export.Format.CSV:
        return export.csv_text(headings, [*rows, [], *said])
    more = Sheet(_("About this file"), (_("What"), _("Said")), said)
    return export.xlsx(_("Households"), headings, rows, more=more)


def watermark(made: Export, count: int, by: Viewer) -> list[tuple[Cell, ...]]:
    """Who has this file, since when, what for, how many households; and what may be done with it."""
    second = made.decided_by.name if made.decided_by else _("not needed")
    return [
        (_("Asked for by"), made.requested_by.name),
        (_("Agreed to by"), second),
        (_("Made at"), clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")),
        (_("Place"), made.place_name),
        (_("Purpose"), made.purpose_words),
        (_("Reason"), made.reason),
        (_("Households in it"), count),
        (_("Number of the export"), str(made.pk)),
        (_("Mind"), _("For this purpose only. Do not pass it on, and delete it when the work is done.")),
    ]


def media_type_of(made: Export) -> str:
    """The media type of the file."""
    return export.CSV if made.file_format == Export.Format.CSV else export.XLSX


def name_of(made: Export) -> str:
    """The name under which the file is saved: what, where, which day; nobody's name."""
    name = _("households %(place)s %(day)s") % {
        "place": made.place_name,
        "day": clock.today().isoformat(),
    }
    return f"{name}.{made.file_format}"


def _reported(entries: Sequence[RegisterEntry], progress: Progress) -> Iterator[RegisterEntry]:
    for number, entry in enumerate(entries):
        if number % STEP == 0:
            progress(number, len(entries))
        yield entry
    progress(len(entries), len(entries))
