"""Map files as they come from other programs, made here."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import shapefile

WGS84_PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
# As ArcGIS writes the three-degree zone around 102° of CGCS2000.
GAUSS_KRUGER_PRJ = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_102E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",102.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
XIAN_PRJ = (
    'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)

Feature = tuple[Mapping[str, Any], Mapping[str, str]]


def square(longitude: float, latitude: float, side: float = 0.002) -> dict[str, Any]:
    """A square polygon with this lower left corner."""
    x, y = longitude, latitude
    return {
        "type": "Polygon",
        "coordinates": [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]],
    }


def point(longitude: float, latitude: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def geojson(*features: Feature, crs: str = "") -> bytes:
    whole: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": shape, "properties": values} for shape, values in features
        ],
    }
    if crs:
        whole["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(whole, ensure_ascii=False).encode()


def kml(*marks: str, head: str = "") -> bytes:
    body = "".join(f"<Placemark>{mark}</Placemark>" for mark in marks)
    kind = 'xmlns="http://www.opengis.net/kml/2.2"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<kml {kind}><Document>{body}</Document></kml>'.encode()
    )


def kml_polygon(name: str, ring: Sequence[Sequence[float]]) -> str:
    corners = " ".join(f"{x},{y},1890" for x, y in ring)
    return (
        f"<name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{corners}</coordinates>"
        "</LinearRing></outerBoundaryIs></Polygon>"
    )


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def shapefile_zip(
    *polygons: tuple[str, Sequence[Sequence[float]]], prj: str = WGS84_PRJ, encoding: str = "utf-8"
) -> bytes:
    """A zipped Shapefile of named polygons; without `prj` the part is missing."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(
        shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding=encoding
    ) as writer:
        writer.field("名称" if encoding == "utf-8" else "MC", "C", size=60)
        for name, ring in polygons:
            writer.poly([[list(corner) for corner in reversed(ring)]])
            writer.record(name)
    parts = {"网格.shp": shp.getvalue(), "网格.shx": shx.getvalue(), "网格.dbf": dbf.getvalue()}
    if prj:
        parts["网格.prj"] = prj.encode()
    return zipped(parts)
