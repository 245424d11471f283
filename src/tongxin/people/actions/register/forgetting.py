"""Uploads are forgotten when they have done their duty, and with them all that shows or remembers persons."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from tongxin.people.models import ImportedRow, ImportFault, RegisterImport
from tongxin.records import durable
from tongxin.records.models import StoredFile
from tongxin.territory.models import Division

FINISHED = (RegisterImport.State.DONE, RegisterImport.State.UNDONE)


def forget(old: QuerySet[RegisterImport], kept: QuerySet[RegisterImport]) -> int:
    """Forgets the uploads `old`; a file that stands in `kept` too stays. Gives how many files went."""
    with transaction.atomic():
        leaving = list(old.values_list("pk", "file_id"))
        runs = [run for run, _file in leaving]
        files = {file for _run, file in leaving if file} - set(kept.values_list("file_id", flat=True))
        ImportFault.objects.filter(run__in=runs).delete()
        ImportedRow.objects.filter(run__in=runs).delete()
        RegisterImport.objects.filter(pk__in=runs).update(file=None, plan=[], shown={})
        StoredFile.objects.filter(pk__in=files).delete()
    for digest in files:
        durable.path_of(str(digest)).unlink(missing_ok=True)
    return len(files)


def forget_town(town: Division) -> int:
    """Forgets every upload of a town and its villages at once."""
    runs = RegisterImport.objects.within(town.ground).filter(file__isnull=False)
    return forget(runs, RegisterImport.objects.exclude(pk__in=runs.values("pk")).filter(file__isnull=False))
