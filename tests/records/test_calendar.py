"""The town's calendar: its hours, its own days, the names of holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.utils import translation

from tongxin.records.calendar import LimitUnit, day_kind, due_at, missing_year, town_calendar
from tongxin.records.models import CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2022, 7, 21, 9, tzinfo=UTC)  # 17:00 in China


def test_a_day_entered_by_hand_moves_the_limit() -> None:
    assert due_at(THURSDAY, 1, LimitUnit.WORKING_HOURS).at == datetime(2022, 7, 22, 1, tzinfo=UTC)
    CalendarDay.objects.create(day=date(2022, 7, 22), working=False, name="火把节")
    assert due_at(THURSDAY, 1, LimitUnit.WORKING_HOURS).at == datetime(2022, 7, 25, 1, tzinfo=UTC)


def test_the_hours_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TONGXIN_WORK_HOURS", "8:00-12:00,14:30-18:00")
    assert due_at(THURSDAY, 1, LimitUnit.WORKING_DAYS).at == datetime(2022, 7, 22, 10, tzinfo=UTC)


def test_a_holiday_has_its_name_in_the_users_language() -> None:
    with translation.override("en"):
        assert day_kind(date(2022, 10, 3)).name == "National Day"
    with translation.override("zh-hans"):
        assert day_kind(date(2022, 10, 3)).name == "国庆节"


def test_a_day_of_the_town_keeps_the_name_it_was_given() -> None:
    CalendarDay.objects.create(day=date(2022, 7, 22), working=False, name="火把节")
    assert day_kind(date(2022, 7, 22)).name == "火把节"
    assert not day_kind(date(2022, 7, 22)).working


def test_a_missing_year_is_told_from_december() -> None:
    assert missing_year(date(2026, 11, 30)) is None
    assert missing_year(date(2026, 12, 1)) == 2027
    assert missing_year(date(2027, 3, 1)) == 2027


def test_a_year_entered_whole_is_not_missing() -> None:
    CalendarYear.objects.create(year=2027, source="国办发明电〔2026〕1号")
    assert missing_year(date(2027, 3, 1)) is None
    assert not town_calendar().day_kind(date(2027, 3, 1)).provisional
