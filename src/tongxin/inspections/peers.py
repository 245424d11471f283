"""What inspectors of a round may not see yet: others' scores, answers and findings before their own are in.

The one place of this rule: pages, downloads, lists of findings, figures and their data ask here.
Reason: whoever has seen a colleague's score looks for the same (see `docs/rules/score.md`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from tongxin.inspections.models import PeerLook, Round, RoundInspector, Visit
from tongxin.inspections.querysets import FindingQuerySet, VisitQuerySet, inspectors_by
from tongxin.inspections.rules import RoundState
from tongxin.records import clock
from tongxin.records.permission import Act, Viewer


@dataclass(frozen=True)
class HeldBack:
    """What of one round is held back from a viewer: everything of others, or others' visits to some places.

    `mine`: the inspectors whose visits are the viewer's own (deputies make those of the person who is away).
    """

    mine: tuple[UUID, ...] = ()
    everything: bool = False
    unit_keys: frozenset[str] = frozenset()

    def hides(self, visit: Visit) -> bool:
        """Is what came of this visit held back?"""
        is_held = self.everything or visit.unit_key in self.unit_keys
        return is_held and visit.inspector_id not in self.mine

    def visits(self, rows: VisitQuerySet) -> VisitQuerySet:
        """The visits of the round of which everything may be seen."""
        if self.everything:
            return rows.filter(inspector__in=self.mine)
        return rows.filter(~Q(unit_key__in=self.unit_keys) | Q(inspector__in=self.mine))

    def findings(self, rows: FindingQuerySet) -> FindingQuerySet:
        """The findings of the round that may be seen."""
        if self.everything:
            return rows.filter(visit__inspector__in=self.mine)
        return rows.filter(~Q(visit__unit_key__in=self.unit_keys) | Q(visit__inspector__in=self.mine))


NOTHING_HELD = HeldBack()


def held_back(viewer: Viewer, round_: Round) -> HeldBack:
    """What of the round is held back from the viewer: while it is open, and only from those with visits of it.

    Until the own list is done everything of others is; a place where the own visit is still to be tried again
    stays so. The office that plans the round sees all of it.
    """
    if not round_.is_open or viewer.may(Act.ROUND_PLAN, round_.ground):
        return NOTHING_HELD
    mine = tuple(inspectors_by(viewer))
    if not mine:
        return NOTHING_HELD
    left = _own_left(mine).filter(round=round_)
    if left.planned().exists():
        return HeldBack(mine, everything=True)
    again = left.to_try_again().values_list("unit_key", flat=True)
    return HeldBack(mine, unit_keys=frozenset(again))


def _own_left(mine: Iterable[UUID]) -> VisitQuerySet:
    """The own visits still to be made, for the first time or again; what is paused cannot be, so it is none."""
    return Visit.objects.filter(inspector__in=list(mine)).to_make().not_paused(clock.today())


def rounds_held_back(viewer: Viewer) -> frozenset[UUID]:
    """The open rounds whose scores as a whole are held back from the viewer: one query."""
    rounds = (
        _own_left(inspectors_by(viewer))
        .planned()
        .filter(round__state=RoundState.OPEN)
        .order_by()
        .values_list("round_id", flat=True)
        .distinct()
    )
    held = Round.objects.filter(pk__in=rounds).select_related("group", "grid", "site")
    return frozenset(row.pk for row in held if not viewer.may(Act.ROUND_PLAN, row.ground))


def seen_visits(viewer: Viewer, rows: VisitQuerySet) -> VisitQuerySet:
    """Of visits of any rounds those of which the viewer may see what came of them."""
    held = rounds_held_back(viewer)
    return rows.filter(~Q(round__in=held) | Q(inspector__in=inspectors_by(viewer))) if held else rows


def seen_findings(viewer: Viewer, rows: FindingQuerySet) -> FindingQuerySet:
    """Of findings of any rounds those that the viewer may see."""
    held = rounds_held_back(viewer)
    if not held:
        return rows
    return rows.filter(~Q(round__in=held) | Q(visit__inspector__in=inspectors_by(viewer)))


def note_look(viewer: Viewer, round_: Round, visit: Visit | None = None) -> None:
    """Keeps that an inspector of the open round saw a colleague's result, or the round's scores; once a day.

    Signals read it: an entry that is changed after such a look is worth a second look, no more.
    """
    if viewer.person_id is None or not round_.is_open:
        return
    if visit is not None and (visit.is_planned or visit.inspector_id in inspectors_by(viewer)):
        return
    if not RoundInspector.objects.filter(round=round_, person=viewer.person_id).exists():
        return
    looks = PeerLook.objects.filter(round=round_, visit=visit, person=viewer.person_id)
    if not looks.filter(at__gte=clock.start_of(clock.today())).exists():
        PeerLook.objects.create(round=round_, visit=visit, person_id=viewer.person_id)
