"""Figures: declared once; value, records, villages and words follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet

from tongxin.records import figures
from tongxin.records.figure_counts import VILLAGE, added, counts, counts_by, value_of
from tongxin.records.figures import Column, FigureScope, UnknownFigure, figure, ratio, total
from tongxin.records.models import PublishedRow, StoredFile
from tongxin.records.permission import Act

pytestmark = pytest.mark.django_db
LIANHUA, BENDONG = "532301105203", "532301105204"
SCOPE = FigureScope("532301105000", date(2022, 7, 1), date(2022, 9, 30))
WORDS: dict[str, Any] = {
    "title": "Rows published",
    "unit": "rows",
    "definition": "Rows published in the period.",
    "act": Act.FIGURE_OPEN,
    "columns": (Column("Title", "title"),),
}


def published(scope: FigureScope) -> QuerySet[PublishedRow]:
    return PublishedRow.objects.filter(
        kind="test", published_at__gte=scope.starts_at, published_at__lt=scope.ends_before
    )


def withdrawn(scope: FigureScope) -> QuerySet[PublishedRow]:
    return published(scope).filter(withdrawn_at__isnull=False)


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_registry", {})


@pytest.fixture
def rows() -> None:
    at = datetime(2022, 9, 16, tzinfo=UTC)
    for key, code, title, gone in (
        ("1", LIANHUA, "a", at),
        ("2", LIANHUA, "b", None),
        ("3", LIANHUA, "b", None),
        ("4", BENDONG, "b", None),
    ):
        PublishedRow.objects.create(
            kind="test", key=key, title=title, body={}, division_code=code, published_at=at, withdrawn_at=gone
        )


def test_a_figure_counts_its_rows(rows: None) -> None:
    figure("test.published", **WORDS)(published)
    found = figures.plain("test.published")
    assert found.value(SCOPE) == 4 == found.rows(SCOPE).count()


def test_the_villages_add_up_to_the_whole(rows: None) -> None:
    figure("test.published", **WORDS)(published)
    villages = figures.get("test.published").by_village(SCOPE)
    assert villages == {LIANHUA: 3, BENDONG: 1}


def test_a_sum_adds_a_field() -> None:
    for digit, size in (("a", 10), ("b", 32)):
        StoredFile.objects.create(digest=digit * 64, media_type="x/test", name="n", size=size)
    files = StoredFile.objects.filter(media_type="x/test")
    figure("test.size", **WORDS, how="sum", field="size", division_field="media_type")(lambda scope: files)
    assert figures.get("test.size").value(SCOPE) == 42
    assert figures.get("test.size").by_village(SCOPE) == {"x/test": 42}


def test_a_sum_of_nothing_is_nought() -> None:
    figure("test.size", **WORDS, how="sum", field="size")(lambda scope: StoredFile.objects.none())
    assert figures.get("test.size").value(SCOPE) == 0


def test_distinct_values_are_counted_once(rows: None) -> None:
    figure("test.titles", **WORDS, how="distinct", field="title")(published)
    assert figures.get("test.titles").value(SCOPE) == 2
    assert figures.get("test.titles").by_village(SCOPE) == {LIANHUA: 2, BENDONG: 1}


@pytest.mark.parametrize("how", ["sum", "distinct"])
def test_a_sum_without_a_field_is_refused(how: figures.How) -> None:
    with pytest.raises(ValueError, match="field"):
        figure("test.x", **WORDS, how=how)


def share() -> figures.Ratio:
    figure("test.published", **WORDS)(published)
    figure("test.withdrawn", **WORDS)(withdrawn)
    return ratio(
        "test.rate",
        title="Rate",
        definition="Withdrawn of published.",
        act=Act.FIGURE_OPEN,
        numerator="test.withdrawn",
        denominator="test.published",
    )


def test_a_share_is_in_percent_and_shows_what_it_is_about(rows: None) -> None:
    rate = share()
    assert (rate.value(SCOPE), rate.parts(SCOPE)) == (Decimal("25.0"), (1, 4))
    assert rate.by_village(SCOPE) == {LIANHUA: Decimal("33.3"), BENDONG: Decimal("0.0")}
    assert [part.key for part in rate.made_of] == ["test.withdrawn", "test.published"]


def test_a_sum_adds_figures_of_different_rows_and_can_stand_below_the_line(rows: None) -> None:
    share()
    words = {name: WORDS[name] for name in ("title", "unit", "definition", "act")}
    both = total("test.both", parts=("test.published", "test.withdrawn"), **words)
    assert (both.value(SCOPE), both.by_village(SCOPE)) == (5, {LIANHUA: 4, BENDONG: 1})
    rate = ratio(
        "test.of_both",
        title="t",
        definition="d",
        act=Act.FIGURE_OPEN,
        numerator="test.withdrawn",
        denominator="test.both",
        places=2,
    )
    assert rate.value(SCOPE) == Decimal("20.00")
    assert [part.key for part in figures.plain_parts(rate)] == [
        "test.withdrawn",
        "test.published",
        "test.withdrawn",
    ]


def test_several_figures_are_counted_in_one_query(rows: None, django_assert_num_queries: Any) -> None:
    rate = share()
    with django_assert_num_queries(1):
        found = counts([rate], SCOPE)
    assert found == {"test.published": 4, "test.withdrawn": 1}
    assert value_of(rate, found) == Decimal("25.0")
    villages = counts_by([rate], SCOPE, VILLAGE)
    assert {place: value_of(rate, each) for (place,), each in villages.items()} == rate.by_village(SCOPE)
    assert added(villages.values()) == found


def test_what_is_no_count_of_rows_is_not_counted_so(rows: None) -> None:
    figure("test.titles", **WORDS, how="distinct", field="title")(published)
    with pytest.raises(ValueError, match="does not count rows"):
        counts([figures.get("test.titles")], SCOPE)


def test_figures_say_what_must_stand_beside_them(rows: None) -> None:
    figure("test.withdrawn", **WORDS)(withdrawn)
    figure("test.published", **WORDS, beside=("test.withdrawn",))(published)
    assert figures.unaccompanied(["test.published"]) == {"test.published": ("test.withdrawn",)}
    assert figures.unaccompanied(["test.published", "test.withdrawn"]) == {}


def test_a_share_of_nothing_is_not_measured() -> None:
    assert share().value(SCOPE) is None


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 3, "33.3"), (1, 8, "12.5"), (1, 2000, "0.1"), (1, 2001, "0.0"), (5, 5, "100.0")],
)
def test_a_percentage_is_rounded_halves_up(part: int, whole: int, shown: str) -> None:
    assert figures.percent(part, whole) == Decimal(shown)


def test_a_share_of_a_share_is_refused() -> None:
    share()
    twice = ratio(
        "test.twice",
        title="t",
        definition="d",
        act=Act.FIGURE_OPEN,
        numerator="test.rate",
        denominator="test.rate",
    )
    with pytest.raises(ValueError, match="share itself"):
        twice.value(SCOPE)


def test_a_key_declared_twice_is_refused() -> None:
    figure("test.published", **WORDS)(published)
    with pytest.raises(ValueError, match="twice"):
        figure("test.published", **WORDS)(published)


def test_a_figure_without_a_definition_is_refused() -> None:
    with pytest.raises(ValueError, match="what is counted"):
        figure("test.published", **{**WORDS, "definition": " "})(published)


def test_a_figure_typed_by_hand_is_unknown() -> None:
    with pytest.raises(UnknownFigure, match=r"test\.typed"):
        figures.get("test.typed")


def test_all_figures_are_listed_by_key() -> None:
    for key in ("test.b", "test.a"):
        figure(key, **WORDS)(published)
    assert [each.key for each in figures.all()] == ["test.a", "test.b"]


def test_a_scope_has_both_its_days_in_china() -> None:
    scope = FigureScope("532301105000", date(2022, 9, 16), date(2022, 9, 16))
    assert scope.starts_at == datetime(2022, 9, 15, 16, tzinfo=UTC)
    assert scope.ends_before == datetime(2022, 9, 16, 16, tzinfo=UTC)


def test_a_scope_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        FigureScope("532301105000", date(2022, 9, 2), date(2022, 9, 1))


@dataclass
class Door:
    name: str | None = "12号"
    state: str = "ok"

    def get_state_display(self) -> str:
        return "合格"


@dataclass
class Row:
    door: Door | None


def test_a_column_reads_its_value_along_the_path() -> None:
    assert Column("Door", "door__name").value(Row(Door())) == "12号"
    assert Column("State", "door__state").value(Row(Door())) == "合格"
    assert Column("Door", "door__name").value(Row(None)) is None


def test_a_column_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(AttributeError):
        Column("Door", "door__nonsense").value(Row(Door()))
