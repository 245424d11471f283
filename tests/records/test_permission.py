"""How pages declare what they need, and the machine as a viewer."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest
from django.http import Http404, HttpRequest, HttpResponse

from tongxin.records.errors import RuleBroken, Stale
from tongxin.records.models import NumberSeries
from tongxin.records.permission import (
    SYSTEM,
    Act,
    NotAllowed,
    Reach,
    declaration_of,
    page,
    public_page,
    signed_in_page,
)


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def fresh() -> Callable[[HttpRequest], HttpResponse]:
    def function(request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok")

    return function


def test_a_page_declares_its_act() -> None:
    declared = declaration_of(page(Act.CASE_VIEW)(fresh()))
    assert declared is not None
    assert (declared.reach, declared.act) == (Reach.ACT, Act.CASE_VIEW)


def test_a_page_for_any_account_says_so() -> None:
    declared = declaration_of(signed_in_page(fresh()))
    assert declared is not None
    assert declared.reach is Reach.SIGNED_IN


def test_a_public_page_says_why() -> None:
    declared = declaration_of(public_page("the town's own list")(fresh()))
    assert declared is not None
    assert (declared.reach, declared.why) == (Reach.PUBLIC, "the town's own list")
    with pytest.raises(ValueError, match="why"):
        public_page(" ")


def test_a_page_without_a_declaration_has_none() -> None:
    assert declaration_of(answer) is None


def test_a_page_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        page(Act.CASE_VIEW)(signed_in_page(fresh()))


def test_the_declaration_is_seen_through_other_decorators() -> None:
    declared = page(Act.CASE_VIEW)(fresh())

    @functools.wraps(declared)
    def wrapped(request: HttpRequest) -> HttpResponse:
        return declared(request)

    assert declaration_of(wrapped) == declaration_of(declared)


@pytest.mark.django_db
def test_the_machine_may_everything_and_finds_rows() -> None:
    row = NumberSeries.objects.create(series="x", year=2022)
    SYSTEM.require(Act.CASE_CLOSE)
    assert SYSTEM.may(Act.ADMINISTER)
    assert SYSTEM.find(NumberSeries.objects.all(), Act.CASE_VIEW, pk=row.pk) == row
    assert row in SYSTEM.visible(NumberSeries.objects.all(), Act.CASE_VIEW)
    with pytest.raises(Http404):
        SYSTEM.find(NumberSeries.objects.all(), Act.CASE_VIEW, pk=0)


def test_the_machine_has_no_ground_and_a_name() -> None:
    assert SYSTEM.grounds(Act.CASE_VIEW) == ()
    assert SYSTEM.display_name


def test_not_allowed_carries_the_act_and_says_whom_to_ask() -> None:
    error = NotAllowed(Act.CASE_CLOSE)
    assert error.act is Act.CASE_CLOSE
    assert len(str(error)) > 10


def test_an_error_shows_its_own_message_or_the_one_given() -> None:
    assert str(RuleBroken("only this")) == "only this"
    assert str(Stale()) == str(Stale.message)
