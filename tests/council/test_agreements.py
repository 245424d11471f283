"""The life of an agreement through the acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image

from tests.conftest import On
from tests.council.conftest import DAY, NEXT_YEAR, TERMS, Desk
from tongxin.council import errors
from tongxin.council.actions import (
    Signature,
    Terms,
    change_draft,
    discard_draft,
    draft_agreement,
    draft_for_all,
    end_agreement,
    end_at_closed_doors,
    expire_agreements,
    hand_copies,
    sign_agreement,
)
from tongxin.council.models import Agreement
from tongxin.council.queries import open_for
from tongxin.council.rules import AgreementState, EndReason, Holder, SignedHow, Standing
from tongxin.council.wording import numbers
from tongxin.records import photos
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.territory.actions import merge_households
from tongxin.territory.actions.imports import close_sites


def picture() -> photos.Photo:
    """A small photo."""
    out = BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    return photos.reencode(BytesIO(out.getvalue()))


def test_an_agreement_is_drawn_up_signed_and_in_force(desk: Desk) -> None:
    agreement = desk.draft()
    assert agreement.number == "莲华-BQ-2022-0001"
    assert agreement.text.is_suggested
    assert not Agreement.objects.in_force(DAY).exists()
    assert desk.sign(agreement).standing is Standing.RUNNING
    assert Agreement.objects.in_force(DAY).count() == 1
    assert not Agreement.objects.in_force(NEXT_YEAR).exists()


def test_a_public_place_has_no_door(desk: Desk) -> None:
    with pytest.raises(errors.NoDoorThere):
        desk.draft(desk.town.public_place)


def test_the_next_grid_leader_cannot_draw_up_for_this_grid(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        draft_agreement(desk.town.household, terms=TERMS, by=desk.persons.viewer("next_grid_leader"))


def test_a_cadre_sees_agreements_and_signs_none(desk: Desk) -> None:
    agreement = desk.draft()
    with pytest.raises(NotAllowed):
        sign_agreement(
            agreement, signature=Signature(SignedHow.SCREEN, DAY), by=desk.persons.viewer("liaison_cadre")
        )


@pytest.mark.parametrize(
    ("since", "until"), [(DAY, DAY), (date(2022, 6, 1), date(2022, 5, 1)), (date(2020, 1, 1), DAY)]
)
def test_a_term_that_is_empty_or_over_is_refused(desk: Desk, since: date, until: date) -> None:
    with pytest.raises(errors.TermUnfit):
        desk.draft(terms=Terms(since, until))


def test_a_door_has_one_draft_and_one_agreement(desk: Desk) -> None:
    draft = desk.draft()
    with pytest.raises(errors.AlreadyAgreed):
        desk.draft()
    desk.sign(draft)
    with pytest.raises(errors.AlreadyAgreed):
        desk.draft()


def _twin(agreement: Agreement) -> Agreement:
    """The same row once more, past every act."""
    return Agreement(
        **{
            field.attname: getattr(agreement, field.attname)
            for field in Agreement._meta.concrete_fields
            if field.attname not in ("id", "number")
        }
        | {"number": "二"}
    )


def test_the_database_keeps_a_second_running_agreement_out(desk: Desk) -> None:
    agreement = desk.signed()
    with pytest.raises(IntegrityError), transaction.atomic():
        _twin(agreement).save()
    with connection.cursor() as cursor:  # a broken variant: the rule is taken away
        cursor.execute("DROP INDEX one_running_agreement_a_place")
    _twin(agreement).save()
    assert len(open_for(desk.town.household)) == 2


def test_a_draft_can_be_changed_and_taken_out_until_it_is_signed(desk: Desk) -> None:
    draft = change_draft(desk.draft(), terms=replace(TERMS, left="左至2号"), by=desk.secretary)
    assert Agreement.objects.get(pk=draft.pk).left == "左至2号"
    desk.sign(draft)
    with pytest.raises(errors.NoLongerDraft):
        change_draft(draft, terms=TERMS, by=desk.secretary)
    with pytest.raises(errors.NoLongerDraft):
        discard_draft(draft, by=desk.secretary)


def test_a_discarded_draft_leaves_only_the_ledger(desk: Desk) -> None:
    discard_draft(desk.draft(), by=desk.secretary)
    assert not Agreement.objects.exists()
    assert LedgerEntry.objects.filter(verb="agreement.discard").count() == 1


def test_no_photo_is_ever_needed(desk: Desk) -> None:
    paper = Signature(SignedHow.PAPER, DAY, paper_place="村委会档案柜")
    signed = sign_agreement(desk.draft(), signature=paper, by=desk.secretary)
    assert signed.evidence is None
    assert signed.paper_place == "村委会档案柜"


def test_a_photographed_paper_is_kept_and_made_anew(desk: Desk) -> None:
    photo = Signature(SignedHow.PHOTO, DAY, picture=picture())
    signed = sign_agreement(desk.draft(), signature=photo, by=desk.secretary)
    assert signed.evidence is not None
    assert signed.evidence.media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("signature", "refused"),
    [
        (Signature(SignedHow.PHOTO, DAY), errors.PhotoMissing),
        (Signature(SignedHow.PAPER, DAY), errors.PlaceOfPaperMissing),
        (Signature(SignedHow.SCREEN, date(2022, 5, 22)), errors.SignedInFuture),
    ],
)
def test_a_signature_says_what_its_way_needs(
    desk: Desk, signature: Signature, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        sign_agreement(desk.draft(), signature=signature, by=desk.secretary)


def test_the_three_copies_have_their_holders(desk: Desk) -> None:
    signature = Signature(SignedHow.SCREEN, DAY, copies={Holder.HOUSEHOLD, Holder.VILLAGE})
    signed = sign_agreement(desk.draft(), signature=signature, by=desk.secretary)
    handed = hand_copies(signed, to={Holder.TOWN}, on=DAY, by=desk.secretary)
    assert [day for _holder, _words, day in handed.copies] == [DAY, DAY, DAY]


def test_a_renewal_follows_without_a_gap_and_holds_alone(desk: Desk) -> None:
    first = desk.signed()
    terms = Terms(NEXT_YEAR, date(2024, 5, 21))
    second = desk.sign(desk.draft(terms=terms, renews=first))
    first.refresh_from_db()
    assert first.followed_by == second
    for day in (DAY, NEXT_YEAR):
        assert Agreement.objects.in_force(day).count() == 1
    assert first.state == AgreementState.SIGNED


def test_a_renewal_from_today_cuts_the_one_before(desk: Desk, on: On) -> None:
    first = desk.signed()
    on("2022-08-01")
    terms = Terms(date(2022, 8, 1), date(2023, 8, 1))
    desk.sign(desk.draft(terms=terms, renews=first), on=date(2022, 8, 1))
    first.refresh_from_db()
    assert (first.until, first.agreed_until) == (date(2022, 8, 1), NEXT_YEAR)
    assert Agreement.objects.in_force(date(2022, 8, 1)).count() == 1


def test_what_was_renewed_is_not_renewed_again(desk: Desk) -> None:
    first = desk.signed()
    desk.sign(desk.draft(terms=Terms(NEXT_YEAR, date(2024, 5, 21)), renews=first))
    first.refresh_from_db()
    with pytest.raises(errors.AlreadyFollowed):
        desk.draft(terms=Terms(NEXT_YEAR, date(2025, 5, 21)), renews=first)


def test_ending_early_needs_a_reason_and_frees_the_door(desk: Desk) -> None:
    agreement = desk.signed()
    with pytest.raises(errors.ReasonNeeded):
        end_agreement(agreement, reason=EndReason.OTHER, by=desk.secretary)
    ended = end_agreement(agreement, reason=EndReason.WITHDRAWN, by=desk.secretary)
    assert ended.state == AgreementState.ENDED
    assert not Agreement.objects.in_force(DAY).exists()
    assert desk.draft().is_draft


def test_an_agreement_runs_out_by_itself(desk: Desk, on: On) -> None:
    agreement = desk.signed()
    on(date(2023, 5, 20))
    assert expire_agreements() == 0
    on(NEXT_YEAR)
    assert (expire_agreements(), expire_agreements()) == (1, 0)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.EXPIRED
    with pytest.raises(errors.NotRunning):
        end_agreement(agreement, reason=EndReason.MOVED, by=desk.secretary)


def test_one_that_ran_out_unseen_does_not_bar_the_next(desk: Desk, on: On) -> None:
    desk.signed()
    on(date(2023, 6, 1))
    terms = Terms(date(2023, 6, 1), date(2024, 6, 1))
    assert desk.sign(desk.draft(terms=terms), on=date(2023, 6, 1)).standing is Standing.RUNNING


def test_what_was_agreed_ends_when_the_door_is_no_more(desk: Desk) -> None:
    agreement = desk.signed()
    close_sites([desk.town.household.pk], on=DAY)
    assert end_at_closed_doors(by=SYSTEM) == 1
    agreement.refresh_from_db()
    assert agreement.end_reason == EndReason.GONE


def test_of_two_doors_that_become_one_household_one_agreement_stands(desk: Desk) -> None:
    first, second = desk.town.households(desk.town.grid)[:2]
    stays, goes = desk.signed(first), desk.signed(second)
    merge_households(first, second, keeps_entry=False, reason="分家又合", by=desk.town.founder)
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert stays.is_open
    assert (goes.state, goes.end_reason) == (AgreementState.ENDED, EndReason.MERGED)


def test_drafts_for_a_group_are_made_for_whoever_has_none(desk: Desk) -> None:
    desk.signed()
    assert draft_for_all(desk.town.group.ground, terms=TERMS, by=desk.secretary) == 3
    assert Agreement.objects.drafts().count() == 3
    with pytest.raises(errors.NobodyLeft):
        draft_for_all(desk.town.group.ground, terms=TERMS, by=desk.secretary)


def test_drafts_for_a_group_are_made_all_or_none(desk: Desk) -> None:
    with (
        patch("tongxin.council.actions.drafts._number", side_effect=["一", "二", RuntimeError]),
        pytest.raises(RuntimeError),
        transaction.atomic(),
    ):
        draft_for_all(desk.town.group.ground, terms=TERMS, by=desk.secretary)
    assert not Agreement.objects.exists()


def test_a_step_that_would_be_too_large_is_refused(desk: Desk) -> None:
    few = replace(numbers(), made_at_once=2)
    with (
        patch("tongxin.council.actions.drafts.numbers", return_value=few),
        pytest.raises(errors.TooManyAtOnce),
    ):
        draft_for_all(desk.town.group.ground, terms=TERMS, by=desk.secretary)
