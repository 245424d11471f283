"""Versions of the text: the one that came with the system, and those that a town adopts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tongxin.council.errors import ReasonNeeded, TextBegins, TextMentionsMoney, TextUnfit
from tongxin.council.models import AgreementText
from tongxin.council.money import names_money
from tongxin.council.wording import faults_of, money_words, supplied
from tongxin.people.catalogue import town_of
from tongxin.records import clock, ledger
from tongxin.records.permission import Act, Viewer
from tongxin.territory.ground import division_ground


def text_for(division_code: str, on: date) -> AgreementText:
    """The version that new agreements of a town get on the day `on`: its own, else the supplied one.

    The supplied one becomes a row when it is first needed. In the caller's transaction.
    """
    town = town_of(division_code)
    own = AgreementText.objects.of_town(town).in_force(on).first()
    return own or _supplied()


def _supplied() -> AgreementText:
    given = supplied()
    text, _made = AgreementText.objects.get_or_create(
        division_code="",
        version=given.version,
        defaults={"text": dict(given.text), "valid_from": date.min, "reason": given.source[:200]},
    )
    return text


@transaction.atomic
def adopt_text(
    town: str, *, text: Mapping[str, Any], valid_from: date, reason: str, by: Viewer
) -> AgreementText:
    """Adopts a version of the text for a town from a day on. Agreements drawn up before keep theirs.

    Raises `NotAllowed`, `ReasonNeeded`, `TextUnfit` (a part is missing), `TextMentionsMoney`, `TextBegins` (not
    after the version before it, or in the past).
    """
    ground = division_ground(town_of(town))
    by.require(Act.STANDARD_LOAD, ground)
    if not reason.strip():
        raise ReasonNeeded
    if faults := faults_of(text):
        raise TextUnfit(faults)
    if names_money(text, money_words()):
        raise TextMentionsMoney
    earlier = AgreementText.objects.of_town(ground.division_code).select_for_update().first()
    if earlier is not None and valid_from <= earlier.valid_from:
        raise TextBegins(earlier.valid_from)
    if valid_from < clock.today():
        raise TextBegins(clock.today())
    count = AgreementText.objects.of_town(ground.division_code).count()
    adopted = AgreementText.objects.create(
        division_code=ground.division_code,
        version=f"{valid_from.year}.{count + 1}",
        text=dict(text),
        valid_from=valid_from,
        reason=reason.strip(),
        adopted_by_id=by.person_id,
    )
    ledger.append(
        "agreement_text.adopt",
        by=by,
        subject=adopted,
        division_code=ground.division_code,
        detail={"version": adopted.version, "valid_from": valid_from.isoformat()},
    )
    return adopted
