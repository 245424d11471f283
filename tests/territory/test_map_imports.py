"""A map file is matched, its faults are told, and all of it is taken over or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.persons import Persons
from tests.territory.map_samples import geojson, point, square
from tests.town import Town
from tongxin.records import clock
from tongxin.records.permission import NotAllowed
from tongxin.territory import map_import_actions
from tongxin.territory.datum import wgs84_to_gcj02
from tongxin.territory.errors import Locked
from tongxin.territory.kinds import FileDatum, GivenAs
from tongxin.territory.map_columns import Columns, Meaning, suggested
from tongxin.territory.map_errors import MapFileFaults, MapImportDone, MapImportMoved
from tongxin.territory.map_files import Feature
from tongxin.territory.map_import_actions import (
    apply_map_import,
    features_of,
    forget_map_files,
    matched,
    start_map_import,
)
from tongxin.territory.map_matching import Matched
from tongxin.territory.models import Grid, GridVersion, MapImport, Outline, Site
from tongxin.territory.outline_actions import set_outline
from tongxin.territory.position_actions import set_position

NAMES = Columns(Meaning.GRIDS, name="名称", village="村", group="组", door="门牌")


@pytest.fixture(autouse=True)
def features_as_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a file has its own tests; here it is read in this process."""
    monkeypatch.setattr("tongxin.territory.map_files._ask_child", _here)


def _here(content: bytes, datum: str) -> dict[str, Any]:
    import json  # noqa: PLC0415 - as the child's answer arrives

    from tongxin.territory.map_file_child import answer  # noqa: PLC0415

    told: dict[str, Any] = json.loads(json.dumps(answer(content, in_degrees=datum == "degrees")))
    return told


def upload(town: Town, persons: Persons, *features: Any, datum: FileDatum = FileDatum.STATED) -> MapImport:
    content = geojson(*features)
    return start_map_import(
        content, name="边界.geojson", about=town.division, datum=datum, by=persons.viewer("town_clerk")
    )


def look(run: MapImport, columns: Columns = NAMES, picks: Mapping[int, str] | None = None) -> Matched:
    return matched(run, features_of(run), columns, picks or {})


def take(
    run: MapImport, persons: Persons, columns: Columns = NAMES, picks: Mapping[int, str] | None = None
) -> MapImport:
    seen = look(run, columns, picks).seen
    return apply_map_import(
        run, columns=columns, picks=picks or {}, seen=seen, by=persons.viewer("town_clerk")
    )


def corner(drawn: Grid | GridVersion) -> list[float]:
    """The first corner of an outline."""
    found: list[float] = (drawn.polygon or {})["coordinates"][0][0]
    return found


def test_outlines_of_grids_come_in_by_their_names(town: Town, persons: Persons) -> None:
    run = upload(
        town,
        persons,
        (square(101.47, 24.98), {"名称": "小伍排网格", "村": "莲华村"}),
        (square(101.48, 24.98), {"名称": "大 村", "村": "莲华村民委员会"}),
    )
    done = take(run, persons)
    assert done.counts == {"grid": 2, "left_out": 0}
    assert corner(Grid.objects.get(pk=town.grid.pk)) == [101.47, 24.98]
    assert GridVersion.objects.get(grid=town.grid, until=None).polygon is not None


def test_a_new_outline_is_a_new_version_and_the_old_one_stays(town: Town, persons: Persons) -> None:
    set_outline(town.grid, shape=square(101.47, 24.98), by=persons.viewer("town_clerk"))
    with clock.travel(to=clock.now() + timedelta(days=30)):
        set_outline(town.grid, shape=square(101.471, 24.98), by=persons.viewer("town_clerk"))
    outlines = GridVersion.objects.filter(grid=town.grid, polygon__isnull=False).order_by("number")
    assert [corner(each) for each in outlines] == [[101.47, 24.98], [101.471, 24.98]]


def test_outlines_of_groups_and_villages_are_kept_apart(town: Town, persons: Persons) -> None:
    groups = Columns(Meaning.GROUPS, name="名称")
    take(upload(town, persons, (square(101.47, 24.98), {"名称": "小伍排"})), persons, groups)
    villages = Columns(Meaning.VILLAGES, name="名称")
    take(upload(town, persons, (square(101.46, 24.97, 0.05), {"名称": "莲华村"})), persons, villages)
    assert {outline.ground_kind for outline in Outline.objects.all()} == {"group", "division"}
    take(upload(town, persons, (square(101.46, 24.97, 0.06), {"名称": "莲华村"})), persons, villages)
    assert Outline.objects.count() == 2


def test_doors_and_public_places_come_in_as_points(town: Town, persons: Persons) -> None:
    door = {"村": "莲华村", "组": "小伍排组", "门牌": "２号"}
    place = {"名称": "小伍排文化广场"}
    done = take(upload(town, persons, (point(101.47, 24.98), door), (point(101.471, 24.981), place)), persons)
    assert done.counts["site"] == 2
    second = Site.objects.get(group=town.group, door="2")
    assert (second.latitude, second.longitude, second.position_from) == (24.98, 101.47, "import")
    assert Site.objects.get(name="小伍排文化广场").latitude == 24.981


def test_points_of_a_shifted_map_are_marked_so(town: Town, persons: Persons) -> None:
    latitude, longitude = wgs84_to_gcj02(24.98, 101.47)
    feature = (point(longitude, latitude), {"名称": "小伍排文化广场"})
    take(upload(town, persons, feature, datum=FileDatum.GCJ02), persons)
    placed = Site.objects.get(name="小伍排文化广场")
    assert placed.latitude == pytest.approx(24.98, abs=1e-6)
    assert placed.position_given_as == GivenAs.GCJ02


BOW_TIE = {"type": "Polygon", "coordinates": [[[101, 25], [101.01, 25.01], [101.01, 25], [101, 25.01]]]}
FAULTS = [
    (square(101.47, 24.98), {"名称": "没有的网格", "村": "莲华村"}, "没有的网格"),
    (square(101.47, 24.98), {"名称": "小伍排网格", "村": "没有的村"}, "没有的村"),
    (square(101.47, 24.98), {"村": "莲华村"}, "没有写明"),
    (BOW_TIE, {"名称": "小伍排网格", "村": "莲华村"}, "交叉"),
    (point(101.47, 24.98), {"组": "小伍排组", "门牌": "77"}, "77"),
    (point(101.47, 24.98), {"名称": "没有的广场"}, "没有的广场"),
    (point(447000, 2765000), {"名称": "小伍排文化广场"}, "经纬度"),
    ({"type": "LineString", "coordinates": [[101, 25], [102, 26]]}, {"名称": "小伍排网格"}, "线"),
    (None, {"名称": "小伍排网格"}, "图形"),
]


@pytest.mark.parametrize(("shape", "values", "told"), FAULTS, ids=[told for _s, _v, told in FAULTS])
def test_what_does_not_fit_is_told_and_nothing_is_taken(
    town: Town, persons: Persons, shape: Any, values: dict[str, str], told: str
) -> None:
    right = (square(101.47, 24.98), {"名称": "大村网格", "村": "莲华村"})
    run = upload(town, persons, right, (shape, values))
    assert told in look(run).faults[0].why
    with pytest.raises(MapFileFaults):
        take(run, persons)
    assert not Grid.objects.filter(polygon__isnull=False).exists()


def test_an_outline_outside_of_the_town_does_not_fit(town: Town, persons: Persons) -> None:
    for number, site in enumerate(Site.objects.all()[:6]):
        set_position(site, latitude=24.98 + number / 1000, longitude=101.47, by=persons.viewer("town_clerk"))
    run = upload(town, persons, (square(102.9, 24.98), {"名称": "小伍排网格", "村": "莲华村"}))
    assert "离本镇很远" in look(run).faults[0].why


def test_a_point_outside_of_the_town_is_asked_about_and_taken(town: Town, persons: Persons) -> None:
    for number, site in enumerate(Site.objects.households()[:6]):
        set_position(site, latitude=24.98 + number / 1000, longitude=101.47, by=persons.viewer("town_clerk"))
    run = upload(town, persons, (point(102.9, 24.98), {"名称": "小伍排文化广场"}))
    found = look(run)
    assert [match.label for match in found.far] == ["莲华村 小伍排组 小伍排文化广场"]
    assert not found.faults


def test_the_same_place_twice_does_not_fit(town: Town, persons: Persons) -> None:
    values = {"名称": "小伍排网格", "村": "莲华村"}
    run = upload(town, persons, (square(101.47, 24.98), values), (square(101.48, 24.98), values))
    assert "1" in look(run).faults[0].why


def test_an_entry_is_named_by_hand_or_left_out(town: Town, persons: Persons) -> None:
    run = upload(
        town,
        persons,
        (square(101.47, 24.98), {"名称": "1号地块"}),
        (square(101.48, 24.98), {"名称": "2号地块"}),
    )
    picks = {1: "莲华村 小伍排网格", 2: "out"}
    assert take(run, persons, picks=picks).counts == {"grid": 1, "left_out": 1}
    assert Grid.objects.get(pk=town.grid.pk).polygon is not None


def test_a_name_that_is_not_on_the_list_is_refused(town: Town, persons: Persons) -> None:
    run = upload(town, persons, (square(101.47, 24.98), {"名称": "1号地块"}))
    assert "名单" in look(run, picks={1: "别的镇 网格"}).faults[0].why


def test_a_locked_grid_keeps_its_outline(town: Town, persons: Persons) -> None:
    Grid.objects.filter(pk=town.grid.pk).update(is_locked=True)
    run = upload(town, persons, (square(101.47, 24.98), {"名称": "小伍排网格", "村": "莲华村"}))
    assert "锁" in look(run).faults[0].why
    with pytest.raises(Locked):
        set_outline(town.grid, shape=square(101.47, 24.98), by=persons.viewer("town_clerk"))


def test_a_fault_in_the_middle_takes_everything_back(
    town: Town, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = [{"名称": "小伍排网格", "村": "莲华村"}, {"名称": "大村网格", "村": "莲华村"}]
    run = upload(town, persons, *((square(101.47 + n / 100, 24.98), each) for n, each in enumerate(values)))
    real, calls = set_outline, []

    def second_fails(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return real(*arguments, **named)

    monkeypatch.setattr(map_import_actions, "set_outline", second_fails)
    with pytest.raises(OSError, match="disk"):
        take(run, persons)
    assert not Grid.objects.filter(polygon__isnull=False).exists()
    assert MapImport.objects.get(pk=run.pk).state == MapImport.State.PREVIEW


def test_what_changed_since_it_was_looked_at_is_looked_at_again(town: Town, persons: Persons) -> None:
    run = upload(town, persons, (point(101.47, 24.98), {"名称": "小伍排文化广场"}))
    seen = look(run).seen
    site = Site.objects.get(name="小伍排文化广场")
    set_position(site, latitude=25, longitude=101.5, by=persons.viewer("town_clerk"))
    with pytest.raises(MapImportMoved):
        apply_map_import(run, columns=NAMES, picks={}, seen=seen, by=persons.viewer("town_clerk"))


def test_a_file_is_taken_over_once(town: Town, persons: Persons) -> None:
    run = upload(town, persons, (point(101.47, 24.98), {"名称": "小伍排文化广场"}))
    take(run, persons)
    with pytest.raises(MapImportDone):
        take(run, persons)


def test_a_grid_leader_imports_nothing(town: Town, persons: Persons) -> None:
    content = geojson((point(101.47, 24.98), {"名称": "小伍排文化广场"}))
    by = persons.viewer("grid_leader")
    with pytest.raises(NotAllowed):
        start_map_import(content, name="x", about=town.lianhua, datum=FileDatum.STATED, by=by)


def test_a_file_goes_after_a_week(town: Town, persons: Persons) -> None:
    run = upload(town, persons, (point(101.47, 24.98), {"名称": "小伍排文化广场"}))
    assert forget_map_files() == 0
    with clock.travel(to=clock.now() + timedelta(days=8)):
        assert forget_map_files() == 1
    run.refresh_from_db()
    with pytest.raises(MapImportMoved):
        features_of(run)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"村": "a", "村民小组": "b", "门牌号": "c"}, ("村民小组", "村", "村民小组", "门牌号")),
        ({"XZQMC": "a", "MC": "b"}, ("MC", "XZQMC", "", "")),
        ({"ID": "7", "text": "b"}, ("ID", "", "", "")),
        ({}, ("", "", "", "")),
    ],
)
def test_what_says_what_is_guessed_by_its_wording(
    properties: dict[str, str], expected: tuple[str, str, str, str]
) -> None:
    found = suggested([Feature(1, None, properties)])
    assert (found.name, found.village, found.group, found.door) == expected
