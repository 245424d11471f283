"""Versions of the text: adopted from a day, never changed."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.council.conftest import DAY, Desk
from tests.town import TOWN
from tongxin.council import errors
from tongxin.council.actions import adopt_text, text_for
from tongxin.council.models import AgreementText
from tongxin.council.wording import supplied
from tongxin.records import guards
from tongxin.records.permission import NotAllowed


def adopted(desk: Desk, valid_from: date = DAY, **more: Any) -> AgreementText:
    """A version of the town."""
    values: dict[str, Any] = {"text": copy.deepcopy(dict(supplied().text)), "reason": "镇里通过"} | more
    by = values.pop("by", desk.persons.viewer("town_clerk"))
    return adopt_text(TOWN, valid_from=valid_from, by=by, **values)


def test_the_version_of_its_first_day_is_an_agreements_text(desk: Desk) -> None:
    later = adopted(desk, DAY + timedelta(days=10))
    assert text_for(TOWN, DAY).is_suggested
    assert text_for(TOWN, DAY + timedelta(days=10)) == later


def test_the_supplied_text_is_kept_once(desk: Desk) -> None:
    assert text_for(TOWN, DAY) == text_for(TOWN, DAY)
    assert AgreementText.objects.count() == 1


def test_only_the_clerk_adopts(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        adopted(desk, by=desk.secretary)


def test_versions_follow_each_other_and_do_not_reach_back(desk: Desk) -> None:
    adopted(desk)
    for day in (DAY, DAY - timedelta(days=1)):
        with pytest.raises(errors.TextBegins):
            adopted(desk, day)


def test_a_version_says_why_and_is_whole(desk: Desk) -> None:
    with pytest.raises(errors.ReasonNeeded):
        adopted(desk, reason=" ")
    with pytest.raises(errors.TextUnfit):
        adopted(desk, text={"zh": {}})


def test_an_adopted_text_is_never_changed(desk: Desk) -> None:
    text = adopted(desk)
    text.reason = "另一个"
    with pytest.raises(DatabaseError), transaction.atomic():
        text.save()
    guards.remove(connection)  # a broken variant: the guard is taken away
    text.save()
    guards.install(connection)
