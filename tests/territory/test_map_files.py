"""GeoJSON, KML, KMZ and Shapefile: what is read, and what is refused with what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.territory.map_samples import (
    GAUSS_KRUGER_PRJ,
    XIAN_PRJ,
    geojson,
    kml,
    kml_polygon,
    point,
    shapefile_zip,
    square,
    zipped,
)
from tongxin.territory import map_file_child, map_files
from tongxin.territory.datum import wgs84_to_gcj02
from tongxin.territory.kinds import FileDatum
from tongxin.territory.map_errors import DatumMissing, DatumUnknown, MapFileFaulty, MapFileTooLarge
from tongxin.territory.map_files import Feature, columns_of, read_features

SQUARE = square(101.47, 24.98)
RING = SQUARE["coordinates"][0]
STATED, WGS84, GCJ02 = FileDatum.STATED, FileDatum.WGS84, FileDatum.GCJ02
BOMB_DTD = '<!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.fixture(autouse=True)
def in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader runs here, as starting a process takes half a second; tests of the process ask for `process`."""
    if "process" not in request.fixturenames:
        monkeypatch.setattr(
            map_files,
            "_ask_child",
            lambda content, datum: through_json(
                map_file_child.answer(content, in_degrees=datum == "degrees")
            ),
        )


def through_json(told: Any) -> Any:
    return json.loads(json.dumps(told))


@pytest.fixture
def process() -> None:
    """The reader runs in its own process."""


def only(content: bytes, datum: FileDatum = STATED) -> Feature:
    (feature,) = read_features(content, datum)
    return feature


@pytest.mark.parametrize(
    "content",
    [
        geojson((SQUARE, {"名称": "小伍排网格"})),
        geojson((SQUARE, {"名称": "小伍排网格"}), crs="urn:ogc:def:crs:EPSG::4490"),
        kml(kml_polygon("小伍排网格", RING)),
        zipped({"doc.kml": kml(kml_polygon("小伍排网格", RING))}),
        shapefile_zip(("小伍排网格", RING)),
        shapefile_zip(("小伍排网格", RING), encoding="gb18030"),
    ],
    ids=["geojson", "geojson in CGCS2000", "kml", "kmz", "shapefile", "shapefile in GB18030"],
)
def test_a_named_polygon_is_read_from_every_form(content: bytes) -> None:
    feature = only(content)
    assert feature.is_area
    assert feature.geometry is not None
    assert sorted(map(tuple, feature.geometry["coordinates"][0])) == sorted(map(tuple, RING))
    assert list(feature.properties.values()) == ["小伍排网格"]


def test_metres_of_gauss_and_kruger_become_degrees() -> None:
    corners = [[447000.0, 2765000.0], [447200.0, 2765000.0], [447200.0, 2765200.0], [447000.0, 2765000.0]]
    feature = only(shapefile_zip(("东", corners), prj=GAUSS_KRUGER_PRJ))
    assert feature.geometry is not None
    longitude, latitude = next(c for c in feature.geometry["coordinates"][0] if c[0] < 101.4751)
    assert (longitude, latitude) == pytest.approx((101.475037, 24.989557), abs=1e-6)


def test_a_shapefile_without_prj_says_what_to_do() -> None:
    with pytest.raises(DatumMissing) as refused:
        read_features(shapefile_zip(("东", RING), prj=""), STATED)
    assert ".prj" in str(refused.value)
    assert only(shapefile_zip(("东", RING), prj=""), WGS84).is_area


def test_a_datum_of_which_nobody_has_the_key_is_refused_by_name() -> None:
    with pytest.raises(DatumUnknown, match="Xian"):
        read_features(shapefile_zip(("东", RING), prj=XIAN_PRJ), STATED)


def test_a_file_drawn_on_a_shifted_map_is_converted() -> None:
    latitude, longitude = wgs84_to_gcj02(24.98, 101.47)
    feature = only(geojson((point(longitude, latitude), {"name": "公厕"})), GCJ02)
    assert feature.geometry is not None
    assert feature.geometry["coordinates"] == pytest.approx([101.47, 24.98], abs=1e-7)


def test_texts_of_a_kml_are_read_without_its_description() -> None:
    mark = (
        "<name>1号</name><description>张三家 13812345678</description>"
        '<ExtendedData><Data name="村民小组"><value>小伍排组</value></Data></ExtendedData>'
        "<Point><coordinates>101.47,24.98,0</coordinates></Point>"
    )
    assert dict(only(kml(mark)).properties) == {"name": "1号", "村民小组": "小伍排组"}


def test_columns_are_those_of_all_features() -> None:
    features = read_features(geojson((SQUARE, {"a": "1"}), (SQUARE, {"b": "2", "a": "3"})), STATED)
    assert columns_of(features) == ["a", "b"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"{not json",
        b"[1, 2]",
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "FeatureCollection", "features": 7}',
        b"<kml><Placemark>",
        b"PK\x03\x04broken",
        kml(kml_polygon("x", RING), head=BOMB_DTD),
        zipped({"letter.txt": b"hello"}),
        zipped({"x.shp": b"nonsense", "x.dbf": b"", "x.prj": b""}),
        b'{"a":' * 5000,
    ],
)
def test_what_is_no_map_file_is_refused(content: bytes) -> None:
    with pytest.raises((MapFileFaulty, DatumUnknown)):
        read_features(content, STATED)


def test_a_zip_that_unpacks_to_very_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_file_child, "MOST_UNPACKED", 1000)
    with pytest.raises(MapFileTooLarge):
        read_features(zipped({"doc.kml": bytes(1001)}), STATED)


def test_more_corners_than_a_town_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_file_child, "MOST_CORNERS", 9)
    assert only(geojson((SQUARE, {}))).is_area
    with pytest.raises(MapFileTooLarge):
        read_features(geojson((SQUARE, {}), (SQUARE, {})), STATED)


def test_a_file_over_the_limit_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_files, "MOST_BYTES", 10)
    with pytest.raises(MapFileTooLarge):
        read_features(geojson((SQUARE, {})), STATED)


def test_the_reader_works_in_a_process_of_its_own(process: None) -> None:
    assert only(shapefile_zip(("小伍排网格", RING), encoding="gb18030")).is_area


def test_a_reader_that_takes_too_long_is_ended(process: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_files, "PATIENCE_SECONDS", 0.01)
    with pytest.raises(MapFileTooLarge):
        read_features(geojson((SQUARE, {})), STATED)
