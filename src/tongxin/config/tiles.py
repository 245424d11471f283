"""A source of map tiles from outside, if the operator sets one; by default no page loads anything from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from tongxin.config.environment import SettingError, text

DATUMS = ("wgs84", "gcj02")
_TIANDITU = (
    "https://t{s}.tianditu.gov.cn/%(layer)s_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%(layer)s"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
)
# name → layers from below to above; the second of each holds the names of places. CGCS2000, as good as WGS84.
PRESETS = {
    "tianditu": ("vec", "cva"),
    "tianditu-images": ("img", "cia"),
}
_TIANDITU_SERVERS = "01234567"
_TIANDITU_CREDIT = "tianditu.gov.cn"


@dataclass(frozen=True)
class TileSource:
    """Where tiles come from: layers from below to above, as Leaflet writes them, and in which datum they are drawn."""

    urls: tuple[str, ...]
    servers: str
    attribution: str
    datum: str

    @property
    def hosts(self) -> list[str]:
        """The origins that the content security policy must let pictures come from."""
        names = (url.replace("{s}", server) for url in self.urls for server in self.servers or "-")
        parts = [urlsplit(name) for name in names]
        return sorted({f"{part.scheme}://{part.netloc}" for part in parts})


def tile_source() -> TileSource | None:
    """The source that `TONGXIN_TILES_URL` names; None where it is unset.

    A preset (`tianditu`, `tianditu-images`), or an address with {z}, {x}, {y} and, where needed, {key}.
    Raises `SettingError`.
    """
    given = text("TONGXIN_TILES_URL", "")
    if not given:
        return None
    key = text("TONGXIN_TILES_KEY", "")
    datum = text("TONGXIN_TILES_DATUM", "wgs84").lower()
    if datum not in DATUMS:
        raise SettingError("TONGXIN_TILES_DATUM", f"'{datum}' is none of {', '.join(DATUMS)}")
    if given in PRESETS:
        if not key:
            raise SettingError("TONGXIN_TILES_KEY", f"'{given}' needs the key that the service gave you")
        urls = tuple((_TIANDITU % {"layer": layer}).replace("{key}", key) for layer in PRESETS[given])
        return TileSource(
            urls, _TIANDITU_SERVERS, text("TONGXIN_TILES_ATTRIBUTION", _TIANDITU_CREDIT), "wgs84"
        )
    return TileSource(
        (_checked(given, key),), "", text("TONGXIN_TILES_ATTRIBUTION", urlsplit(given).netloc), datum
    )


def _checked(url: str, key: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or "{" in parts.netloc:
        raise SettingError("TONGXIN_TILES_URL", "write it as https://host/{z}/{x}/{y}.png, or name a preset")
    if not all(part in url for part in ("{z}", "{x}", "{y}")):
        raise SettingError("TONGXIN_TILES_URL", "{z}, {x} and {y} must stand in it")
    if any(sign in parts.netloc for sign in " ;,'\""):
        raise SettingError("TONGXIN_TILES_URL", "the host holds signs that no host has")
    if "{key}" in url and not key:
        raise SettingError("TONGXIN_TILES_KEY", "{key} stands in TONGXIN_TILES_URL, and no key is set")
    return url.replace("{key}", key)
