"""Tags about people."""

from __future__ import annotations

from django import template
from django.db.models import Model

from tongxin.people.models import Person
from tongxin.people.stand_ins import StandIns, stand_ins

register = template.Library()

_READ = "_stand_ins"  # kept on the subject, so that a page asks the ledger once for it


@register.simple_tag
def acted_by(subject: Model, person: Person | None, *acts: str | int) -> str:
    """`{% acted_by list list.approved_by "list.approve" %}`: who did it and, of a deputy, for whom.

    More than one act where the same column is filled by any of them.
    """
    known = getattr(subject, _READ, None)
    if not isinstance(known, StandIns):
        known = stand_ins(subject)
        setattr(subject, _READ, known)
    return known.name(person, *acts)
