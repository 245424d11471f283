"""GeoPackage files (an OGC standard: one SQLite file) that QGIS and ArcGIS open, in WGS84.

fudgeo makes the tables that the standard asks for; rows go in by SQL, as it has no call for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fudgeo import FeatureClass, Field, GeoPackage, SpatialReferenceSystem
from fudgeo.enumeration import FieldType, GPKGFlavors, ShapeType
from fudgeo.geometry import MultiPolygon, Point

MEDIA_TYPE = "application/geopackage+sqlite3"
WGS84 = 4326
_WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)


@dataclass(frozen=True)
class Layer:
    """A table of points or areas: each row is its GeoJSON geometry and as many texts as there are columns."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[dict[str, Any], tuple[str, ...]]]
    of_areas: bool = False


def geopackage(layers: Sequence[Layer]) -> bytes:
    """A GeoPackage with a table for each layer, geometries in longitude and latitude."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "layers.gpkg"
        package = GeoPackage.create(path, flavor=GPKGFlavors.epsg)
        wgs84 = SpatialReferenceSystem("WGS 84", "EPSG", WGS84, _WGS84_WKT)
        try:
            for layer in layers:
                _write(package, layer, wgs84)
        finally:
            package.connection.close()
        return path.read_bytes()


def _write(package: GeoPackage, layer: Layer, wgs84: SpatialReferenceSystem) -> None:
    fields = [Field(name, FieldType.text) for name in layer.columns]
    kind = ShapeType.multi_polygon if layer.of_areas else ShapeType.point
    table: FeatureClass = package.create_feature_class(
        layer.name, wgs84, shape_type=kind, fields=fields, spatial_index=True
    )
    names = ", ".join([table.geometry_column_name, *(field.escaped_name for field in fields)])
    marks = ", ".join("?" * (len(fields) + 1))
    with package.connection as connection:
        connection.executemany(
            f"INSERT INTO {table.escaped_name} ({names}) VALUES ({marks})",  # noqa: S608 - our own names, escaped
            [(_geometry(shape), *values) for shape, values in layer.rows],
        )


def _geometry(shape: dict[str, Any]) -> Point | MultiPolygon:
    if shape["type"] == "Point":
        longitude, latitude = shape["coordinates"]
        return Point(x=longitude, y=latitude, srs_id=WGS84)
    pieces = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return MultiPolygon(pieces, srs_id=WGS84)
