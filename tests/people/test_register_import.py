"""A register comes in: preview, all or none, and nobody leaves it silently."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from tests.conftest import On
from tests.people.registers import Value, household, look, register_csv
from tests.persons import Persons
from tests.town import BENDONG, LIANHUA, Town, register_file
from tongxin.access.viewer import viewer_for
from tongxin.people.actions import apply_register
from tongxin.people.errors import RegisterFaulty, RegisterMoved
from tongxin.people.models import RegisterEntry
from tongxin.people.register_import import Preview
from tongxin.people.register_layouts import template_workbook
from tongxin.people.register_rules import FaultKind
from tongxin.records.models import LedgerEntry
from tongxin.records.permission import SYSTEM, NotAllowed
from tongxin.territory.models import Division, Grid, Site, VillagerGroup

HEADS = ("李小明", "王芬", "杨贵", "普明")


def group_rows(**first: Value) -> list[tuple[Value, ...]]:
    """The first group of Lianhua as it stands, the first household changed by `first`."""
    rows = [household(str(door), head) for door, head in enumerate(HEADS, start=1)]
    return [household("1", **{"head": HEADS[0], **first}), *rows[1:]]  # type: ignore[arg-type]


def preview(*rows: tuple[Value, ...]) -> Preview:
    return look(register_csv(*rows))


def test_the_register_that_is_there_changes_nothing(town: Town) -> None:
    seen = look(register_file())
    assert not seen.faults
    assert (seen.rows, seen.difference.same, seen.size) == (16, 16, 0)


def test_looking_asks_as_many_questions_for_one_row_as_for_all(
    town: Town, django_assert_num_queries: object
) -> None:
    for content in (register_csv(household("1")), register_file()):
        with django_assert_num_queries(10):  # type: ignore[operator]
            look(content)


def test_faulty_rows_come_in_order_and_there_is_no_difference(town: Town) -> None:
    seen = preview(
        household("1", phone="1"), household("2", village="莲花村"), household("3"), household("3")
    )
    assert [(fault.row, fault.kind) for fault in seen.faults] == [
        (2, FaultKind.PHONE_FAULTY),
        (3, FaultKind.VILLAGE_UNKNOWN),
        (4, FaultKind.DOOR_DOUBLED),
        (5, FaultKind.DOOR_DOUBLED),
    ]
    assert seen.size == 0


def test_all_that_is_wrong_with_a_row_is_told_at_once(town: Town) -> None:
    seen = preview(household("1", phone="1", village="莲花村"), household("7", people=-1), household("7"))
    assert [(fault.row, fault.kind) for fault in seen.faults] == [
        (2, FaultKind.VILLAGE_UNKNOWN),
        (2, FaultKind.PHONE_FAULTY),
        (3, FaultKind.PEOPLE_FAULTY),
        (3, FaultKind.DOOR_DOUBLED),
        (4, FaultKind.DOOR_DOUBLED),
    ]
    assert seen.rows == 3


def test_new_groups_and_grids_are_shown_before_they_are_made(town: Town) -> None:
    seen = preview(household("1", group="小伍排", grid="一号网格"))
    assert [(each.name, each.resembles) for each in seen.groups] == [("小伍排", "小伍排组")]
    assert [each.name for each in seen.grids] == ["一号网格"]
    assert not VillagerGroup.objects.filter(name="小伍排").exists()


def test_an_import_makes_groups_grids_doors_and_entries(town: Town) -> None:
    apply_register(
        register_csv(
            household("1", "毕家福", group="上营组", grid="上营网格", phone="13800000077", people=5)
        ),
        by=SYSTEM,
    )
    entry = RegisterEntry.objects.select_related("site__group", "site__grid").get(head="毕家福")
    assert entry.site.group == VillagerGroup.objects.get(name="上营组", number=3)
    assert entry.site.grid == Grid.objects.get(name="上营网格")
    assert Grid.objects.get(name="上营网格").group == entry.site.group
    assert (entry.phone, entry.people) == ("13800000077", 5)


def test_a_grid_is_found_by_its_number_too(town: Town) -> None:
    apply_register(register_csv(household("9", grid="2")), by=SYSTEM)
    assert Site.objects.get(door="9").grid == town.next_grid


def test_a_new_grid_of_two_groups_lies_in_none(town: Town) -> None:
    rows = [household("8", grid="大网格"), household("8", group="大村组", grid="大网格")]
    apply_register(register_csv(*rows), by=SYSTEM)
    assert Grid.objects.get(name="大网格").group is None


def test_only_stated_fields_change(town: Town) -> None:
    apply_register(register_csv(*group_rows(phone="13900000000", note="池塘边")), by=SYSTEM)
    entry = RegisterEntry.objects.get(site=town.household)
    assert (entry.head, entry.phone, entry.people, entry.note) == ("李小明", "13900000000", 3, "池塘边")


def test_a_household_moves_to_the_stated_grid(town: Town) -> None:
    apply_register(register_csv(household("1", grid="大村网格")), by=SYSTEM)
    assert Site.objects.get(pk=town.household.pk).grid == town.next_grid


def test_a_household_missing_from_the_file_stays_unless_it_was_ticked(town: Town, on: On) -> None:
    on("2022-09-16")
    content = register_csv(*group_rows()[1:])
    assert apply_register(content, by=SYSTEM).gone == 0
    assert Site.objects.get(pk=town.household.pk).closed_on is None
    assert apply_register(content, by=SYSTEM, gone=[town.household.pk]).gone == 1
    assert Site.objects.get(pk=town.household.pk).closed_on == date(2022, 9, 16)


def test_a_household_that_the_file_names_or_that_lies_elsewhere_cannot_be_marked_gone(town: Town) -> None:
    for stranger in (town.household.pk, town.next_household.pk, UUID(int=1)):
        with pytest.raises(RegisterMoved):
            apply_register(register_csv(*group_rows()), by=SYSTEM, gone=[stranger])


def test_a_household_that_was_gone_returns_with_its_record(town: Town) -> None:
    apply_register(register_csv(*group_rows()[1:]), by=SYSTEM, gone=[town.household.pk])
    apply_register(register_csv(*group_rows()), by=SYSTEM)
    assert Site.objects.get(pk=town.household.pk).closed_on is None


def test_one_faulty_row_and_nothing_is_written(town: Town) -> None:
    with pytest.raises(RegisterFaulty):
        apply_register(register_csv(household("90"), household("91", phone="1")), by=SYSTEM)
    assert not Site.objects.filter(door="90").exists()


@pytest.mark.parametrize(
    "broken",
    [
        "people.actions.register.households._register",
        "people.actions.register.households._change_entries",
        "people.actions.register.applying._close",
        "people.actions.register.applying._tell_ledger",
        "territory.actions.imports.close_sites",
        "territory.actions.put_into_grid",
    ],
)
def test_a_fault_in_the_middle_leaves_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*arguments: object, **named: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(f"tongxin.{broken}", fail)
    before = (VillagerGroup.objects.count(), Grid.objects.count(), LedgerEntry.objects.count())
    rows = [
        *group_rows(phone="13900000000", grid="大村网格"),
        household("1", group="上营组", grid="上营网格"),
    ]
    with pytest.raises(OSError, match="power"):
        apply_register(register_csv(*rows), by=SYSTEM)
    assert (VillagerGroup.objects.count(), Grid.objects.count(), LedgerEntry.objects.count()) == before
    assert RegisterEntry.objects.get(site=town.household).phone != "13900000000"


def test_what_was_previewed_is_what_is_done_or_the_user_is_told(town: Town) -> None:
    content = register_csv(*group_rows(phone="13900000000"))
    seen = look(content).seen
    RegisterEntry.objects.filter(site=town.household).update(phone="13700000000")
    with pytest.raises(RegisterMoved):
        apply_register(content, by=SYSTEM, seen=seen)


def test_the_clerk_of_another_town_cannot_import(town: Town, persons: Persons) -> None:
    secretary = persons.viewer("village_secretary")
    seen = look(register_csv(household("90")), by=secretary)
    assert seen.faults[0].kind is FaultKind.VILLAGE_NOT_YOURS


def test_importing_without_the_right_for_the_village_is_refused(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The act itself refuses, even where the preview let a village through."""
    viewer = viewer_for(persons.village_secretary)
    monkeypatch.setattr(type(viewer), "visible", lambda self, queryset, act: queryset)
    with pytest.raises(NotAllowed):
        apply_register(register_csv(household("90")), by=viewer)


def test_the_chosen_village_may_be_left_out_of_the_file(town: Town) -> None:
    village = Division.objects.get(pk=BENDONG)
    content = register_csv(("上本东组", "90", "杨贵"), headings=("村民小组", "门牌", "户主"))
    apply_register(content, by=SYSTEM, village=village)
    assert Site.objects.get(door="90").division_code == BENDONG


def test_the_ledger_tells_each_village_in_counts_and_ids_only(town: Town) -> None:
    apply_register(register_csv(*group_rows(head="毕家福")[:3]), by=SYSTEM)
    entry = LedgerEntry.objects.filter(verb="register.apply", division_code=LIANHUA).latest("id")
    assert entry.detail["changed"] == 1
    assert "毕家福" not in str(entry.detail)


def test_the_template_is_read_back_as_examples_only(town: Town) -> None:
    for language in ("zh", "en"):
        seen = look(template_workbook(language))
        assert [fault.kind for fault in seen.faults] == [FaultKind.NO_ROWS]
        assert [fault.detail for fault in seen.faults] == [{"examples": 2}]
