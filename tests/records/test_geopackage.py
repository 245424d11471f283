"""GeoPackages hold what was put in, in the tables that the standard asks for."""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path

from tongxin.records.geopackage import Layer, geopackage

POINT = {"type": "Point", "coordinates": [101.47, 24.98]}
AREA = {"type": "Polygon", "coordinates": [[[101.4, 24.9], [101.5, 24.9], [101.5, 25.0], [101.4, 24.9]]]}
LAYERS = [
    Layer("outlines", ("name",), [(AREA, ("东's 网格; drop table x",))], of_areas=True),
    Layer("places", ("name", "group"), [(POINT, ("公厕", "东组"))]),
    Layer("empty", ("name",), []),
]


def opened(tmp_path: Path) -> sqlite3.Connection:
    path = tmp_path / "x.gpkg"
    path.write_bytes(geopackage(LAYERS))
    return sqlite3.connect(path)


def test_each_layer_is_a_table_in_wgs84(tmp_path: Path) -> None:
    package = opened(tmp_path)
    tables = package.execute("select table_name, srs_id from gpkg_contents order by 1").fetchall()
    kinds = dict(
        package.execute("select table_name, geometry_type_name from gpkg_geometry_columns").fetchall()
    )
    package.close()
    assert tables == [("empty", 4326), ("outlines", 4326), ("places", 4326)]
    assert (kinds["outlines"], kinds["places"]) == ("MULTIPOLYGON", "POINT")


def test_texts_arrive_as_they_are(tmp_path: Path) -> None:
    package = opened(tmp_path)
    names = package.execute(
        'select name, "group" from places union all select name, null from outlines'
    ).fetchall()
    package.close()
    assert names == [("公厕", "东组"), ("东's 网格; drop table x", None)]


def test_a_point_is_longitude_then_latitude(tmp_path: Path) -> None:
    package = opened(tmp_path)
    (blob,) = package.execute("select shape from places").fetchone()
    package.close()
    assert blob[:2] == b"GP"
    assert struct.unpack("<dd", blob[-16:]) == (101.47, 24.98)
