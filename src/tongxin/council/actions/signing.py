"""Signing, and handing over the three copies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from tongxin.council.errors import (
    AlreadyAgreed,
    NoLongerDraft,
    PhotoMissing,
    PlaceOfPaperMissing,
    SignedInFuture,
    TermUnfit,
)
from tongxin.council.models import Agreement
from tongxin.council.rules import AgreementState, Holder, SignedHow
from tongxin.records import clock, files, ledger
from tongxin.records.models import StoredFile
from tongxin.records.permission import Act, Viewer
from tongxin.records.photos import Photo


@dataclass(frozen=True)
class Signature:
    """In what way the other side agreed, and on which day.

    `picture`: the hand-drawn signature (never needed) or the photo of the paper. `paper_place`: where a paper lies.
    `copies`: who got a copy at once.
    """

    how: SignedHow
    on: date
    picture: Photo | None = None
    paper_place: str = ""
    copies: Collection[Holder] = field(default_factory=frozenset)


@transaction.atomic
def sign_agreement(agreement: Agreement, *, signature: Signature, by: Viewer) -> Agreement:
    """Writes down that a draft was signed; from its first day it is in force.

    Where another one runs at the place, this one follows it: that one holds until the day before. Raises
    `NotAllowed`, `NoLongerDraft`, `SignedInFuture`, `PhotoMissing`, `PlaceOfPaperMissing`, `AlreadyAgreed` (the one
    that runs begins no earlier), `TermUnfit` (the draft lay until its last day was over).
    """
    by.require(Act.AGREEMENT_KEEP, agreement.ground)
    current = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if not current.is_draft:
        raise NoLongerDraft
    _fit(signature)
    if current.until <= clock.today():
        raise TermUnfit
    before = _runs_before(current)
    current.state = AgreementState.SIGNED
    current.signed_how, current.signed_on, current.signed_at = signature.how, signature.on, clock.now()
    current.signed_by_id = by.person_id
    current.evidence = _kept(current, signature)
    current.paper_place = signature.paper_place.strip()
    for holder in signature.copies:
        setattr(current, f"{holder.value}_copy_on", signature.on)
    if before is not None:
        # The one before is no longer the last of its place before this one becomes it.
        before.followed_by = current
        before.until = min(before.until, current.since)
        before.save(update_fields=["followed_by", "until"])
    current.save()
    _tell("agreement.sign", current, by, how=signature.how.value, follows=before.number if before else "")
    return current


def _fit(signature: Signature) -> None:
    if signature.on > clock.today():
        raise SignedInFuture
    if signature.how is SignedHow.PHOTO and signature.picture is None:
        raise PhotoMissing
    if signature.how is SignedHow.PAPER and not signature.paper_place.strip():
        raise PlaceOfPaperMissing


def _runs_before(current: Agreement) -> Agreement | None:
    """The agreement that this one follows; one whose term is over runs out at once."""
    found = Agreement.objects.select_for_update().unfollowed().filter(site=current.site_id).first()
    if found is None:
        return None
    if found.until <= clock.today():
        found.state = AgreementState.EXPIRED
        found.save(update_fields=["state"])
        return None
    if current.since <= found.since:
        raise AlreadyAgreed(found.number)
    return found


def _kept(current: Agreement, signature: Signature) -> StoredFile | None:
    if signature.picture is None or signature.how is SignedHow.PAPER:
        return None
    return files.store(signature.picture.content, media_type="image/jpeg", name=f"{current.number}.jpg")


@transaction.atomic
def hand_copies(agreement: Agreement, *, to: Collection[Holder], on: date, by: Viewer) -> Agreement:
    """Notes who got a copy of what was signed.

    Raises `NotAllowed`, `NoLongerDraft` (a draft has no copies), `SignedInFuture`.
    """
    by.require(Act.AGREEMENT_KEEP, agreement.ground)
    current = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if current.is_draft:
        raise NoLongerDraft
    if on > clock.today():
        raise SignedInFuture
    for holder in to:
        setattr(current, f"{holder.value}_copy_on", on)
    current.save()
    _tell("agreement.copies", current, by, to=",".join(sorted(holder.value for holder in to)))
    return current


def _tell(verb: str, agreement: Agreement, by: Viewer, **detail: str) -> None:
    ledger.append(
        verb,
        by=by,
        subject=agreement,
        division_code=agreement.division_code,
        detail={"number": agreement.number, **detail},
    )
