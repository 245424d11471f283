"""Reads a map file in a process of its own: a hostile or broken file can end this process, never the server.

Run by `map_files.read_features` with the file on standard input and the word `degrees` or `stated` as argument;
writes one JSON object: `{"features": [{"geometry": …, "properties": {…}}, …]}` in longitude and latitude, or
`{"fault": "no_prj" | "datum" | "too_large" | "unreadable", "name": …}`. Imports nothing of Tongxin.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

import shapefile
from lxml import etree
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30
MOST_UNPACKED = 100 * 1024 * 1024
MOST_FEATURES = 20_000
MOST_CORNERS = 300_000
MOST_TEXT = 200  # characters of a property
# WGS84 and CGCS2000 agree to a few centimetres; older datums cannot be turned into them without secret parameters.
SAME_DATUM = (
    "world geodetic system 1984",
    "wgs_1984",
    "wgs 1984",
    "wgs 84",
    "china 2000",
    "china_2000",
    "cgcs2000",
)

Feature = dict[str, Any]
Point = tuple[float, float]
ToDegrees = Callable[[list[Point]], list[Point]]


class Fault(Exception):
    """What is wrong with the file, as a word of the module's docstring."""

    def __init__(self, word: str, name: str = "") -> None:
        super().__init__(word)
        self.word, self.name = word, name


def limit_this_process() -> None:
    """Bounds memory and time where the system can (not on Windows; the parent's time limit holds there)."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - absent on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def read(content: bytes, *, in_degrees: bool) -> list[Feature]:
    """The features of a GeoJSON, KML, KMZ or zipped Shapefile, told by content. Raises `Fault`."""
    if content.startswith(b"PK\x03\x04"):
        return _read_zip(content, in_degrees)
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return list(_read_kml(content))
    if start == b"{":
        return list(_read_geojson(content, in_degrees))
    raise Fault("unreadable")


def _read_zip(content: bytes, in_degrees: bool) -> list[Feature]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise Fault("too_large")
        parts: dict[str, str] = {}
        for name in archive.namelist():
            if not PurePosixPath(name).name.startswith(("._", "..")):  # copies that a Mac leaves behind
                parts.setdefault(PurePosixPath(name).suffix.lower(), name)
        if ".shp" in parts:
            found = {suffix: archive.read(name) for suffix, name in parts.items()}
            return list(_read_shapefile(found, in_degrees))
        if ".kml" in parts:
            return list(_read_kml(archive.read(parts[".kml"])))
    raise Fault("unreadable")


def _read_geojson(content: bytes, in_degrees: bool) -> Iterator[Feature]:
    whole = json.loads(content.decode("utf-8-sig"))
    features = whole.get("features") if whole.get("type") == "FeatureCollection" else [whole]
    named = ((whole.get("crs") or {}).get("properties") or {}).get("name")
    to_degrees = _as_they_are if in_degrees or not named else _to_degrees(str(named))
    for feature in features:
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        yield _feature(geometry, feature.get("properties") or {}, to_degrees)


def _read_shapefile(parts: dict[str, bytes], in_degrees: bool) -> Iterator[Feature]:
    if not in_degrees and ".prj" not in parts:
        raise Fault("no_prj")
    to_degrees = _as_they_are if in_degrees else _to_degrees(parts[".prj"].decode("utf-8", "replace"))
    for shape, values in _records(parts):
        yield _feature(shape, values, to_degrees)


def _records(parts: dict[str, bytes]) -> list[tuple[Any, dict[str, Any]]]:
    """The shapes with their columns; texts by the file's own word (.cpg), else UTF-8, else GB18030."""
    stated = parts.get(".cpg", b"").decode("ascii", "replace").strip()
    failed: Exception | None = None
    for encoding in dict.fromkeys([stated, "utf-8", "gb18030"] if stated else ["utf-8", "gb18030"]):
        files = {
            suffix[1:]: io.BytesIO(parts[suffix]) for suffix in (".shp", ".shx", ".dbf") if suffix in parts
        }
        try:
            with shapefile.Reader(**files, encoding=encoding) as reader:
                if ".dbf" not in parts:
                    return [(shape.__geo_interface__, {}) for shape in reader.iterShapes()]
                rows = reader.iterShapeRecords()
                return [(row.shape.__geo_interface__, row.record.as_dict()) for row in rows]
        except (UnicodeDecodeError, LookupError, shapefile.dbfFileException) as error:
            failed = error
    raise Fault("unreadable") from failed


def _read_kml(content: bytes) -> Iterator[Feature]:
    """The placemarks of a KML. A document type is refused: nothing honest needs one, and it may hold a bomb."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Fault("unreadable")
    for mark in root.iter("{*}Placemark"):
        values = {"name": mark.findtext("{*}name") or ""}
        values |= {each.get("name", ""): each.findtext("{*}value") or "" for each in mark.iter("{*}Data")}
        values |= {each.get("name", ""): each.text or "" for each in mark.iter("{*}SimpleData")}
        yield _feature(_kml_geometry(mark), values, _as_they_are)


def _kml_geometry(mark: Any) -> dict[str, Any] | None:
    polygons = [
        [
            _kml_points(polygon.find("{*}outerBoundaryIs")),
            *(_kml_points(hole) for hole in polygon.findall("{*}innerBoundaryIs")),
        ]
        for polygon in mark.iter("{*}Polygon")
    ]
    if polygons:
        several = len(polygons) > 1
        return {
            "type": "MultiPolygon" if several else "Polygon",
            "coordinates": polygons if several else polygons[0],
        }
    for name, kind in (("Point", "Point"), ("LineString", "LineString"), ("LinearRing", "LineString")):
        found = next(mark.iter(f"{{*}}{name}"), None)
        if found is not None:
            points = _kml_points(found)
            return {"type": kind, "coordinates": points[0] if kind == "Point" and points else points}
    return None


def _kml_points(element: Any) -> list[list[float]]:
    text = "" if element is None else next(element.iter("{*}coordinates")).text or ""
    return [[float(number) for number in piece.split(",")[:2]] for piece in text.split()]


def _feature(geometry: Any, values: dict[str, Any], to_degrees: ToDegrees) -> Feature:
    """A feature with flat corners in degrees and short texts as properties; without a geometry it has None."""
    kept = {str(name)[:MOST_TEXT]: _text(value) for name, value in values.items() if _text(value)}
    if not geometry or not geometry.get("coordinates"):
        return {"geometry": None, "properties": kept}
    corners = _turned(geometry["coordinates"], to_degrees)
    return {"geometry": {"type": str(geometry.get("type")), "coordinates": corners}, "properties": kept}


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())[:MOST_TEXT]


def _turned(value: Any, to_degrees: ToDegrees) -> Any:
    """Nested corners in degrees, heights left out."""
    if value and isinstance(value[0], int | float):
        return list(to_degrees([(float(value[0]), float(value[1]))])[0])
    if value and value[0] and isinstance(value[0][0], int | float):
        return [list(each) for each in to_degrees([(float(each[0]), float(each[1])) for each in value])]
    return [_turned(each, to_degrees) for each in value]


def _as_they_are(points: list[Point]) -> list[Point]:
    return points


def _to_degrees(stated: str) -> ToDegrees:
    """From the coordinates that the file states to degrees of the same datum. Raises `Fault`."""
    try:
        crs = CRS.from_user_input(stated)
        geodetic = crs.geodetic_crs
        datum = geodetic.datum or geodetic if geodetic else None
    except ProjError as error:
        raise Fault("datum", stated[:80]) from error
    names = f"{datum.name if datum else ''} {geodetic.name if geodetic else ''}".lower()
    if not any(name in names for name in SAME_DATUM):
        raise Fault("datum", crs.name[:80])
    if crs.is_geographic:
        return _as_they_are
    turn = Transformer.from_crs(crs, geodetic, always_xy=True).transform

    def turned(points: list[Point]) -> list[Point]:
        xs, ys = turn([x for x, _y in points], [y for _x, y in points])
        return list(zip(xs, ys, strict=True))

    return turned


def count_corners(value: Any) -> int:
    """How many corners a nested list of coordinates has."""
    if not isinstance(value, list) or not value:
        return 0
    return 1 if isinstance(value[0], int | float) else sum(map(count_corners, value))


def answer(content: bytes, *, in_degrees: bool) -> dict[str, Any]:
    """What the parent is told."""
    try:
        features = read(content, in_degrees=in_degrees)
        corners = sum(count_corners(each["geometry"]["coordinates"]) for each in features if each["geometry"])
        if len(features) > MOST_FEATURES or corners > MOST_CORNERS:
            raise Fault("too_large")
        return {"features": features}
    except Fault as fault:
        return {"fault": fault.word, "name": fault.name}
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        StopIteration,
        RecursionError,
    ) as error:
        return {"fault": "unreadable", "name": type(error).__name__}
    except (
        etree.XMLSyntaxError,
        zipfile.BadZipFile,
        shapefile.ShapefileException,
        NotImplementedError,
    ) as error:
        return {"fault": "unreadable", "name": type(error).__name__}


def main() -> None:
    """Reads standard input, writes standard output."""
    limit_this_process()
    told = answer(sys.stdin.buffer.read(), in_degrees=sys.argv[1:] == ["degrees"])
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
