"""One step on many cases: each by the room's own act and its own check, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from tongxin.cases.actions.sending_on import take_back
from tongxin.cases.actions.steps import assign_case, verify_case
from tongxin.cases.batch_errors import NothingChosen, NotYourBatch, TooLateToUndo, TooManyChosen
from tongxin.cases.errors import NeedsPerson
from tongxin.cases.models import Batch, BatchItem, Case
from tongxin.cases.models.batches import BatchKind
from tongxin.cases.oversight import batch_rules
from tongxin.people.catalogue import town_of
from tongxin.people.models import Person
from tongxin.records import clock, ledger
from tongxin.records.errors import RuleBroken
from tongxin.records.permission import Viewer

WHY_LENGTH = 300


@dataclass(frozen=True)
class Chosen:
    """A case that was ticked, in the version in which it was seen."""

    case: Case
    seen: int


@transaction.atomic
def assign_batch(chosen: Sequence[Chosen], *, to: Person, by: Viewer, note: str = "") -> Batch:
    """Gives each case to `to`, where that person may put it right; the batch tells which went and which not.

    Raises `NothingChosen`, `TooManyChosen`, `NeedsPerson`; what hinders one case hinders that case alone.
    """

    def assign(each: Chosen) -> None:
        assign_case(each.case, to=to, by=by, note=note, seen=each.seen)

    return _run(BatchKind.ASSIGN, chosen, assign, by=by, assignee=to)


@transaction.atomic
def verify_batch(chosen: Sequence[Chosen], *, by: Viewer, note: str = "") -> Batch:
    """Verifies each case; one that the viewer put right stays with another person (four eyes).

    Raises as `assign_batch`.
    """

    def verify(each: Chosen) -> None:
        verify_case(each.case, by=by, note=note, seen=each.seen)

    return _run(BatchKind.VERIFY, chosen, verify, by=by)


@transaction.atomic
def undo_batch(batch: Batch, *, by: Viewer) -> Batch:
    """Takes back what was done, case by case, as long as nothing followed there; once, and for a short time.

    Raises `NotYourBatch`, `TooLateToUndo`.
    """
    current = Batch.objects.select_for_update().get(pk=batch.pk)
    if by.person_id != current.done_by_id:
        raise NotYourBatch
    if not current.is_undoable:
        raise TooLateToUndo
    current.undone_at = clock.now()
    current.save(update_fields=["undone_at"])
    items = list(current.items.filter(outcome=BatchItem.Outcome.DONE).select_related("case"))
    _lock([item.case_id for item in items])
    for item in items:
        item.why = _tried(partial(take_back, item.case, by=by, seen=item.version))
        item.outcome = BatchItem.Outcome.KEPT if item.why else BatchItem.Outcome.UNDONE
    BatchItem.objects.bulk_update(items, ["why", "outcome"])
    _tell("batch.undo", current, by, items, BatchItem.Outcome.UNDONE)
    return current


def _run(
    kind: BatchKind,
    chosen: Sequence[Chosen],
    act: Callable[[Chosen], None],
    *,
    by: Viewer,
    assignee: Person | None = None,
) -> Batch:
    most = batch_rules().cases_at_most
    once = list({each.case.pk: each for each in chosen}.values())
    if not once:
        raise NothingChosen
    if len(once) > most:
        raise TooManyChosen(most)
    if by.person_id is None:
        raise NeedsPerson
    _lock([each.case.pk for each in once])
    batch = Batch.objects.create(kind=kind, assignee=assignee, done_at=clock.now(), done_by_id=by.person_id)
    items = [_item(batch, position, each, act) for position, each in enumerate(once, start=1)]
    BatchItem.objects.bulk_create(items)
    _tell(f"batch.{kind.value}", batch, by, items, BatchItem.Outcome.DONE)
    return batch


def _lock(cases: Sequence[UUID]) -> None:
    """Locks all cases in one order: two batches with the same cases wait for each other instead of for ever."""
    list(Case.objects.select_for_update().filter(pk__in=cases).order_by("pk").values_list("pk", flat=True))


def _item(batch: Batch, position: int, each: Chosen, act: Callable[[Chosen], None]) -> BatchItem:
    why = _tried(partial(act, each))
    outcome = BatchItem.Outcome.REFUSED if why else BatchItem.Outcome.DONE
    version = each.seen if why else each.seen + 1
    return BatchItem(
        batch=batch, case=each.case, position=position, outcome=outcome, why=why, version=version
    )


def _tried(act: Callable[[], object]) -> str:
    """Takes a step by itself; gives why it was not taken, in the language of the town, else nothing."""
    try:
        with transaction.atomic():
            act()
    except RuleBroken as error:
        with translation.override(settings.LANGUAGE_CODE):
            return str(error)[:WHY_LENGTH]
    return ""


def _tell(
    verb: str, batch: Batch, by: Viewer, items: Sequence[BatchItem], outcome: BatchItem.Outcome
) -> None:
    """The entry in the ledger, by the town of the first case; each case has its own beside it."""
    first = batch.items.select_related("case").order_by("position")[0]
    ledger.append(
        verb,
        by=by,
        subject=batch,
        division_code=town_of(first.case.division_code),
        detail={"cases": len(items), "went": sum(item.outcome == outcome for item in items)},
    )
