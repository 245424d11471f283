"""Naming who keys in a round's paper forms."""

from __future__ import annotations

from django.db import transaction

from tongxin.inspections.errors import CannotType
from tongxin.inspections.models import Round, RoundTypist
from tongxin.inspections.queries import posts_that_inspect
from tongxin.people.models import Person
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer


@transaction.atomic
def name_typist(round_: Round, *, person: Person, by: Viewer) -> RoundTypist:
    """Lets a person of the town key in what inspectors of the round wrote on paper; twice is once.

    Raises `NotAllowed`, `CannotType` for somebody without a post of the town that may enter visits.
    """
    by.require(Act.ROUND_PLAN, round_.ground)
    if not posts_that_inspect(clock.today(), round_.ground).filter(person=person).exists():
        raise CannotType(person.masked_name)
    typist, is_new = RoundTypist.objects.get_or_create(
        round=round_, person=person, defaults={"named_by_id": by.person_id}
    )
    if is_new:
        _write_down("round.name_typist", round_, person, by)
    return typist


@transaction.atomic
def drop_typist(round_: Round, *, person: Person, by: Viewer) -> None:
    """Takes it back; what was keyed in stays. Raises `NotAllowed`."""
    by.require(Act.ROUND_PLAN, round_.ground)
    dropped, _rows = RoundTypist.objects.filter(round=round_, person=person).delete()
    if dropped:
        _write_down("round.drop_typist", round_, person, by)


def _write_down(verb: str, round_: Round, person: Person, by: Viewer) -> None:
    detail = {"person": str(person.pk)}
    ledger.append(verb, by=by, subject=round_, division_code=round_.division_code, detail=detail)
