"""What a map draws: outlines and places of a ground as compact GeoJSON. Doors and names of places, no person.

All places of one kind in one group are one MultiPoint feature, and its properties are lists in the order of its
points: 10,000 places are 0.6 MB so, and 1.5 MB with a feature for each.

| property of such a feature | is |
|---|---|
| `kind`, `group` | what they are, and the name of their group ("" for none) |
| `id` | their ids in 22 signs |
| `n` | door, or name of a public place |
| `d` | days since each was last seen; -1 where it never was |
| `r` | a sign each: 0 where nobody answers for it, else 1 |
| `b` | a sign each: 1 where the position is a guess between the neighbours, else 0 |

An outline has `area` (village, group or grid), `key` and `n` (its name).
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Case, Value, When

from tongxin.territory.answered_for import is_answered_for
from tongxin.territory.ground import Ground, GroundKind
from tongxin.territory.kinds import PositionFrom
from tongxin.territory.map_export import area_rows
from tongxin.territory.models import Division, Outline, Site

_DIGITS = 5  # of a degree: a metre
_PACKED = 6  # level of gzip: 1.5 MB become 0.3 in 30 ms


@dataclass(frozen=True)
class MapData:
    """What stands on the map of one ground on a day."""

    ground: Ground
    on: date

    def body(self) -> bytes:
        """The GeoJSON as it is sent. At most five queries whatever the number of places."""
        whole = {"type": "FeatureCollection", "features": [*self._areas(), *self._places()]}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    def _areas(self) -> Iterator[dict[str, Any]]:
        for shape, (key, kind, village, name) in [*self._around(), *area_rows(self.ground)]:
            label = name if kind == "village" else f"{village} {name}"
            properties = {"area": kind, "key": key, "n": label}
            yield {"type": "Feature", "geometry": shape, "properties": properties}

    def _around(self) -> Iterator[Any]:
        """The outline of the village or group in which a smaller ground lies, to tell where one is."""
        if self.ground.kind is GroundKind.DIVISION:
            return
        village = Outline.objects.filter(ground_kind="division", division_code=self.ground.division_code)
        for outline in village:
            name = Division.objects.name_of(outline.division_code)
            yield outline.shape, ("", "village", name, name)

    def _places(self) -> Iterator[dict[str, Any]]:
        answered = Case(When(is_answered_for(self.on), then=Value("1")), default=Value("0"))
        sites = Site.objects.in_use().placed().within(self.ground).annotate(answered=answered)
        columns = (
            "group__name",
            "kind",
            "pk",
            "door",
            "name",
            "longitude",
            "latitude",
            "last_seen_on",
            "position_from",
            "answered",
        )
        rows = sites.order_by("group_id", "kind", "sequence", "id").values_list("group_id", *columns)
        for (_group_id, group, kind), part in groupby(
            rows.iterator(chunk_size=2000), key=itemgetter(0, 1, 2)
        ):
            yield self._feature(group or "", kind, [row[3:] for row in part])

    def _feature(self, group: str, kind: str, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
        ids, doors, names, longitudes, latitudes, seen, where_from, answered = zip(*rows, strict=True)
        points = [
            [round(longitude, _DIGITS), round(latitude, _DIGITS)]
            for longitude, latitude in zip(longitudes, latitudes, strict=True)
        ]
        properties = {
            "kind": kind,
            "group": group,
            "id": [short_id(identity) for identity in ids],
            "n": [name or door for name, door in zip(names, doors, strict=True)],
            "d": [(self.on - day).days if day else -1 for day in seen],
            "r": "".join(answered),
            "b": "".join("1" if each == PositionFrom.BETWEEN else "0" for each in where_from),
        }
        return {
            "type": "Feature",
            "geometry": {"type": "MultiPoint", "coordinates": points},
            "properties": properties,
        }


def short_id(identity: UUID) -> str:
    """An id in 22 signs instead of 36; `frontend/map/data.ts` turns it back."""
    return base64.urlsafe_b64encode(identity.bytes).decode().rstrip("=")


def etag_of(body: bytes) -> str:
    """The mark by which a browser asks whether it has this already."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def packed(body: bytes) -> bytes:
    """The body compressed; the same body gives the same bytes."""
    return gzip.compress(body, compresslevel=_PACKED, mtime=0)
