"""Work of lower rooms that is done in somebody's name: the person's posts are looked at again when it runs."""

from __future__ import annotations

from datetime import timedelta

from tongxin.access.actions import abandon_export, delete_files, lapse_exports, make_export
from tongxin.access.actions import exports as export_acts
from tongxin.access.models import Export
from tongxin.access.viewer import PostViewer, viewer_for
from tongxin.people.actions import run_import, run_look, run_undo
from tongxin.people.actions.register import JOB, LOOK_JOB, UNDO_JOB
from tongxin.people.models import Person, RegisterImport
from tongxin.records.errors import RuleBroken
from tongxin.records.jobs import handles
from tongxin.records.models import Job


@handles(JOB)
def apply_register(job: Job) -> None:
    """Writes a confirmed register as the person who confirmed it."""
    run = _import_of(job)
    run_import(run, by=_as(run.person), progress=job.progress)


@handles(LOOK_JOB)
def look_at_import(job: Job) -> None:
    """Reads a large upload as the person who chose it."""
    run = _import_of(job)
    run_look(run, by=_as(run.person), progress=job.progress)


@handles(UNDO_JOB)
def undo_import(job: Job) -> None:
    """Takes a large import back as the person who made it."""
    run = _import_of(job)
    run_undo(run, by=_as(run.person), progress=job.progress)


def _import_of(job: Job) -> RegisterImport:
    runs = RegisterImport.objects.select_related("person__account", "village", "file")
    return runs.get(pk=job.payload["import"])


@handles(export_acts.JOB)
def make_agreed_export(job: Job) -> None:
    """Makes the file of an agreed export as the person who asked for it."""
    exports = Export.objects.select_related("requested_by__account", "decided_by", "group", "grid", "site")
    export = exports.get(pk=job.payload["export"])
    try:
        make_export(export, by=_as(export.requested_by), progress=job.progress)
    except RuleBroken as error:
        abandon_export(export, why=str(error))


@handles("access.tidy_exports", every=timedelta(minutes=10))
def tidy_exports(job: Job) -> None:
    """Ends exports that nobody decided on in time, and deletes files that were kept long enough."""
    lapse_exports()
    delete_files()


def _as(person: Person) -> PostViewer:
    return viewer_for(person, account=getattr(person, "account", None))
