"""The pages of agreements, as their users walk through them."""

from __future__ import annotations

import base64
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from tests.architecture.tree import ROOT
from tests.conftest import ClientFor
from tests.council.conftest import DAY, Desk
from tongxin.access.models import Opening
from tongxin.cases.models import Case
from tongxin.council.models import Agreement, AgreementText
from tongxin.council.rules import AgreementState, SignedHow
from tongxin.records.permission import SYSTEM
from tongxin.standards.actions import load_standards

DAYS = {"since": DAY.isoformat(), "last_day": (DAY + timedelta(days=364)).isoformat(), "party": "village"}


@pytest.fixture
def client(desk: Desk, client_for: ClientFor) -> Client:
    """The secretary's browser."""
    return client_for(desk.persons.village_secretary)


def drawn() -> str:
    """What the pad sends."""
    out = BytesIO()
    Image.new("RGBA", (64, 24)).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def test_a_door_gets_its_agreement_and_signs_it_with_two_forms(desk: Desk, client: Client) -> None:
    page = client.get(f"/agreements/at/{desk.town.household.pk}/", follow=True)
    assert page.redirect_chain[-1][0].endswith("/draft/")
    client.post(page.redirect_chain[-1][0], DAYS)
    agreement = Agreement.objects.get()
    signing = {"how": "screen", "on": DAY.isoformat(), "copies": ["household"], "drawn": drawn()}
    client.post(f"/agreements/{agreement.pk}/sign/", signing)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.term.last_day) == (AgreementState.SIGNED, DAY + timedelta(days=364))
    assert agreement.household_copy_on == DAY
    picture = client.get(f"/agreements/{agreement.pk}/evidence")
    assert picture["Content-Type"] == "image/jpeg"
    picture.close()


def test_a_drawn_signature_can_be_left_out(desk: Desk, client: Client) -> None:
    agreement = desk.draft()
    client.post(f"/agreements/{agreement.pk}/sign/", {"how": "screen", "on": DAY.isoformat(), "drawn": ""})
    agreement.refresh_from_db()
    assert (agreement.signed_how, agreement.evidence) == (SignedHow.SCREEN, None)


def test_a_signature_that_is_no_picture_is_refused(desk: Desk, client: Client) -> None:
    agreement = desk.draft()
    sent = {"how": "screen", "on": DAY.isoformat(), "drawn": "data:image/png;base64,AAAA"}
    assert client.post(f"/agreements/{agreement.pk}/sign/", sent).status_code == 422
    assert Agreement.objects.get().is_draft


def test_a_broken_rule_comes_back_on_the_form(desk: Desk, client: Client) -> None:
    agreement = desk.draft()
    answer = client.post(f"/agreements/{agreement.pk}/sign/", {"how": "photo", "on": DAY.isoformat()})
    assert answer.status_code == 422
    assert "没有收到照片" in answer.content.decode()


def test_a_renewal_is_filled_with_what_was_agreed(desk: Desk, client: Client) -> None:
    agreement = desk.signed()
    form = client.get(f"/agreements/{agreement.pk}/renew/").content.decode()
    assert "门前自墙根至路沿" in form
    assert 'value="2023-05-21"' in form


def test_the_paper_with_the_name_opens_the_register_for_a_purpose(desk: Desk, client: Client) -> None:
    agreement = desk.draft()
    address = f"/agreements/{agreement.pk}/named-paper/"
    assert client.post(address, {"purpose": ""}).status_code == 422
    assert not Opening.objects.exists()
    answer = client.post(address, {"purpose": "agreement"})
    assert answer["Content-Type"] == "application/pdf"
    assert Opening.objects.get().purpose == "agreement"


def test_the_plain_paper_opens_nothing(desk: Desk, client: Client) -> None:
    agreement = desk.draft()
    assert client.get(f"/agreements/{agreement.pk}/paper.pdf").content.startswith(b"%PDF")
    assert not Opening.objects.exists()


def test_no_page_of_an_agreement_names_a_person_of_the_household(desk: Desk, client: Client) -> None:
    agreement = desk.signed()
    for part in ("", "renew/", "end/", "breach/"):
        assert "李小明" not in client.get(f"/agreements/{agreement.pk}/{part}").content.decode()


def test_drafts_for_a_group_are_made_and_printed_from_one_page(desk: Desk, client: Client) -> None:
    key = desk.town.group.ground.key
    client.post(f"/agreements/drafts/{key}/", DAYS)
    assert Agreement.objects.drafts().count() == 4
    assert client.get(f"/agreements/papers/{key}.pdf").content.startswith(b"%PDF")


def test_a_whole_village_is_not_drawn_up_at_once(desk: Desk, client: Client) -> None:
    assert client.get(f"/agreements/drafts/{desk.town.lianhua.code}/").status_code == 404


def test_a_breach_leads_to_its_case(desk: Desk, client: Client) -> None:
    load_standards(ROOT / "data", by=SYSTEM)
    agreement = desk.signed()
    client.post(f"/agreements/{agreement.pk}/breach/", {"duty": "order", "note": "占道"})
    assert Case.objects.get().number in client.get(f"/agreements/{agreement.pk}/").content.decode()


def test_the_clerk_adopts_a_text_and_new_agreements_carry_it(desk: Desk, client_for: ClientFor) -> None:
    old = desk.draft()
    clerk = client_for(desk.persons.town_clerk)
    fields = clerk.get("/agreements/texts/adopt/").context["form"].fields
    form = {name: field.initial for name, field in fields.items()}
    form |= {"valid_from": DAY.isoformat(), "reason": "镇人大通过", "zh_closing": "没做到的改好。"}
    assert clerk.post("/agreements/texts/adopt/", form).status_code == 302
    adopted = AgreementText.objects.get(division_code=desk.town.division.code)
    assert desk.draft(desk.town.next_household).text == adopted
    old.refresh_from_db()
    assert old.text.is_suggested


def test_a_text_with_an_amount_of_money_is_refused(desk: Desk, client_for: ClientFor) -> None:
    clerk = client_for(desk.persons.town_clerk)
    fields = clerk.get("/agreements/texts/adopt/").context["form"].fields
    form = {name: field.initial for name, field in fields.items()}
    form |= {"valid_from": DAY.isoformat(), "reason": "改", "zh_closing": "没做到的罚50元。"}
    assert clerk.post("/agreements/texts/adopt/", form).status_code == 422
    assert not AgreementText.objects.exists()
