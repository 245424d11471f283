"""Drawing up agreements: one at a time, or for every door of a villager group or grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from tongxin.council.actions.texts import text_for
from tongxin.council.errors import (
    AlreadyAgreed,
    AlreadyFollowed,
    NobodyLeft,
    NoDoorThere,
    NoLongerDraft,
    NotRunning,
    TermTooEarly,
    TermUnfit,
    TooManyAtOnce,
)
from tongxin.council.models import Agreement
from tongxin.council.queries import DOORS, open_for, sites_without_any
from tongxin.council.rules import Party
from tongxin.council.wording import numbers
from tongxin.records import clock, ledger
from tongxin.records.numbers import next_number
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import Ground
from tongxin.territory.models import Division, Site
from tongxin.territory.queries import grounded


@dataclass(frozen=True)
class Terms:
    """What a draft says besides its text: days, other side, and the area in words; metres only where measured.

    `until` is the first day no longer in force.
    """

    since: date
    until: date
    party: Party = Party.VILLAGE
    front: str = ""
    left: str = ""
    right: str = ""
    width: Decimal | None = None
    depth: Decimal | None = None


@transaction.atomic
def draft_agreement(site: Site, *, terms: Terms, by: Viewer, renews: Agreement | None = None) -> Agreement:
    """Draws up an agreement for a household or shop, with the version of the text that holds on its first day.

    With `renews` it is to follow that one, which runs on until it is signed. Raises `NotAllowed`, `NoDoorThere`,
    `AlreadyAgreed` (a draft, or one that runs and is not renewed), `TermUnfit`, `TermTooEarly`.
    """
    by.require(Act.AGREEMENT_KEEP, site.ground)
    current = Site.objects.select_for_update().get(pk=site.pk)
    if current.closed_on is not None or current.kind not in DOORS:
        raise NoDoorThere
    _fit(terms)
    running = open_for(current)
    if renews is not None:
        _may_follow(renews, terms)
    for other in running:
        if other.is_draft or renews is None or other.pk != renews.pk:
            raise AlreadyAgreed(other.number)
    agreement = _made(current, terms, by)
    agreement.number = _number(current.division_code)
    agreement.save(force_insert=True)
    _tell("agreement.draft", agreement, by)
    return agreement


def _may_follow(renews: Agreement, terms: Terms) -> None:
    earlier = Agreement.objects.select_for_update().get(pk=renews.pk)
    if not earlier.is_open:
        raise NotRunning
    if earlier.followed_by_id is not None:
        raise AlreadyFollowed
    if terms.since <= earlier.since:
        raise TermTooEarly(earlier.since)


@transaction.atomic
def change_draft(agreement: Agreement, *, terms: Terms, by: Viewer) -> Agreement:
    """Changes what a draft says; its text is that of its first day.

    Raises `NotAllowed`, `NoLongerDraft`, `TermUnfit`.
    """
    current = _draft(agreement, by)
    _fit(terms)
    made = _made(current.site, terms, by) if current.site is not None else current
    for name in (
        "since",
        "until",
        "agreed_until",
        "party",
        "front",
        "left",
        "right",
        "width",
        "depth",
        "text",
    ):
        setattr(current, name, getattr(made, name))
    current.save()
    _tell("agreement.change", current, by)
    return current


@transaction.atomic
def discard_draft(agreement: Agreement, *, by: Viewer) -> None:
    """Takes a draft out; nobody has signed it. Raises `NotAllowed`, `NoLongerDraft`."""
    current = _draft(agreement, by)
    _tell("agreement.discard", current, by)
    current.delete()


@transaction.atomic
def draft_for_all(ground: Ground, *, terms: Terms, by: Viewer) -> int:
    """Drafts for every household and shop of `ground` that has neither an agreement nor a draft; all or none.

    Gives how many were made. Raises `NotAllowed`, `TermUnfit`, `NobodyLeft`, `TooManyAtOnce`.
    """
    by.require(Act.AGREEMENT_KEEP, ground)
    _fit(terms)
    sites = list(sites_without_any(ground).select_for_update(of=("self",)))
    if not sites:
        raise NobodyLeft
    most = numbers().made_at_once
    if len(sites) > most:
        raise TooManyAtOnce(len(sites), most)
    made = [_made(site, terms, by) for site in sites]
    for agreement in made:
        agreement.number = _number(agreement.division_code)
    Agreement.objects.bulk_create(made, batch_size=500)
    ledger.append(
        "agreement.draft_all",
        by=by,
        subject=made[0],
        division_code=ground.division_code,
        detail={"ground": ground.key, "drafts": len(made), "first": made[0].number, "last": made[-1].number},
    )
    return len(made)


def _draft(agreement: Agreement, by: Viewer) -> Agreement:
    by.require(Act.AGREEMENT_KEEP, agreement.ground)
    current = Agreement.objects.select_for_update(of=("self",)).select_related("site").get(pk=agreement.pk)
    if not current.is_draft:
        raise NoLongerDraft
    return current


def _fit(terms: Terms) -> None:
    if terms.until <= terms.since or terms.until <= clock.today():
        raise TermUnfit


def _made(site: Site, terms: Terms, by: Viewer) -> Agreement:
    return Agreement(
        text=text_for(site.division_code, terms.since),
        party=terms.party.value,
        front=terms.front.strip(),
        left=terms.left.strip(),
        right=terms.right.strip(),
        width=terms.width,
        depth=terms.depth,
        since=terms.since,
        until=terms.until,
        agreed_until=terms.until,
        drafted_by_id=by.person_id,
        **grounded(site.ground),
    )


def _number(division_code: str) -> str:
    village = Division.objects.get(pk=division_code)
    return next_number(f"agreement:{division_code}", clock.today().year, prefix=f"{village.brief_name}-BQ")


def _tell(verb: str, agreement: Agreement, by: Viewer) -> None:
    ledger.append(
        verb,
        by=by,
        subject=agreement,
        division_code=agreement.division_code,
        detail={
            "number": agreement.number,
            "since": agreement.since.isoformat(),
            "until": agreement.until.isoformat(),
        },
    )
