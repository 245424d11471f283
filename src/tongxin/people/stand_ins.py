"""Who did it, and for whom: an act of a deputy names both, on every page, from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from tongxin.people.models import Person, Post
from tongxin.records.ledger import FOR_POST
from tongxin.records.models import LedgerEntry


@dataclass(frozen=True)
class StandIns:
    """For one subject: which of its acts were done for somebody else, by verb or by the version they made."""

    holders: dict[str | int, Person]

    def name(self, person: Person | None, *acts: str | int) -> str:
        """The person's name, with that of the person who was away: 李某（代王某）; empty for nobody.

        `acts`: the verb of the ledger (any of several) or, where acts count versions of the subject, the number of
        the version.
        """
        if person is None:
            return ""
        holder = next((self.holders[act] for act in acts if act in self.holders), None)
        return person.masked_name if holder is None else both(person, holder)


def stand_ins(subject: Model) -> StandIns:
    """Reads from the ledger for whom acts on `subject` were done: one query, two where there was a deputy."""
    entries: Any = LedgerEntry.objects.filter(
        subject_kind=subject._meta.label_lower, subject_id=str(subject.pk), detail__has_key=FOR_POST
    )
    found = [(entry.verb, entry.detail) for entry in entries]
    posts = Post.objects.select_related("person").in_bulk([detail[FOR_POST] for _verb, detail in found])
    holders = {str(key): post.person for key, post in posts.items()}
    return StandIns(
        {
            act: holders[detail[FOR_POST]]
            for verb, detail in found
            for act in (verb, detail.get("version"))
            if act is not None and detail[FOR_POST] in holders
        }
    )


def doer_of(subject: Model, act: str, person_id: UUID) -> str:
    """Who did `act` on `subject`, of whom only the id is known: the name, of a deputy both names."""
    return stand_ins(subject).name(Person.objects.filter(pk=person_id).first(), act)


def both(deputy: Person, holder: Person) -> str:
    """Two names as one: who did it, and for whom."""
    return _("%(deputy)s (for %(holder)s)") % {"deputy": deputy.masked_name, "holder": holder.masked_name}


def in_turn(post: Post) -> str:
    """Who acts for a post read `with_deputies`: the holder, or today's deputy with the holder's name."""
    leaves = getattr(post, "leaves_now", [])
    return both(leaves[0].deputy, post.person) if leaves else post.person.masked_name
