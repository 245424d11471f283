"""From an uploaded GeoJSON, KML, KMZ or zipped Shapefile to features in WGS84."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tongxin.territory.datum import gcj02_to_wgs84
from tongxin.territory.kinds import FileDatum
from tongxin.territory.map_errors import DatumMissing, DatumUnknown, MapFileFaulty, MapFileTooLarge

MOST_BYTES = 20 * 1024 * 1024
PATIENCE_SECONDS = 60
_CHILD = Path(__file__).with_name("map_file_child.py")


@dataclass(frozen=True)
class Feature:
    """One thing of a map file: its place in the file from 1, its shape (WGS84, GeoJSON) and its texts."""

    number: int
    geometry: Mapping[str, Any] | None
    properties: Mapping[str, str]

    @cached_property
    def is_point(self) -> bool:
        """Is it a single point?"""
        return self.geometry is not None and self.geometry["type"] == "Point"

    @cached_property
    def is_area(self) -> bool:
        """Is it a polygon, or several?"""
        return self.geometry is not None and self.geometry["type"] in ("Polygon", "MultiPolygon")


def read_features(content: bytes, datum: FileDatum) -> list[Feature]:
    """The features of a file, read in a bounded process of its own.

    Raises `MapFileFaulty`, `MapFileTooLarge`, `DatumMissing` (a Shapefile without .prj whose coordinates
    nobody has chosen), `DatumUnknown`.
    """
    if len(content) > MOST_BYTES:
        raise MapFileTooLarge
    told = _ask_child(content, "stated" if datum is FileDatum.STATED else "degrees")
    match told.get("fault"):
        case "no_prj":
            raise DatumMissing
        case "datum":
            raise DatumUnknown(str(told.get("name") or "?"))
        case "too_large":
            raise MapFileTooLarge
        case "unreadable":
            raise MapFileFaulty
    features: list[dict[str, Any]] = told["features"]
    if not features:
        raise MapFileFaulty
    if datum is FileDatum.GCJ02:
        for each in features:
            if each["geometry"] is not None:
                each["geometry"]["coordinates"] = _from_gcj02(each["geometry"]["coordinates"])
    return [
        Feature(number, each["geometry"], each["properties"]) for number, each in enumerate(features, start=1)
    ]


def _ask_child(content: bytes, datum: str) -> dict[str, Any]:
    command = [sys.executable, "-P", str(_CHILD), datum]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, the upload goes in by standard input
            command, input=content, capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise MapFileTooLarge from error
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise MapFileTooLarge
    if done.returncode != 0:
        raise MapFileFaulty
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _from_gcj02(corners: Any) -> Any:
    if corners and isinstance(corners[0], float | int):
        latitude, longitude = gcj02_to_wgs84(corners[1], corners[0])
        return [longitude, latitude]
    return [_from_gcj02(each) for each in corners]


def columns_of(features: list[Feature]) -> list[str]:
    """The names of the features' properties, in the order in which they first occur."""
    return list(dict.fromkeys(name for feature in features for name in feature.properties))
