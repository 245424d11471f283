"""A source of map tiles: none by default, and nonsense is refused with the name of the variable."""

from __future__ import annotations

import pytest

from tongxin.config.environment import SettingError
from tongxin.config.tiles import tile_source

NAMES = ("TONGXIN_TILES_URL", "TONGXIN_TILES_KEY", "TONGXIN_TILES_ATTRIBUTION", "TONGXIN_TILES_DATUM")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment without the tested variables."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_without_a_setting_nothing_comes_from_elsewhere() -> None:
    assert tile_source() is None


def test_tianditu_is_two_layers_from_eight_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXIN_TILES_URL", "tianditu")
    monkeypatch.setenv("TONGXIN_TILES_KEY", "abc123")
    source = tile_source()
    assert source is not None
    assert [("vec_w" in url, "cva_w" in url) for url in source.urls] == [(True, False), (False, True)]
    assert all(url.endswith("tk=abc123") for url in source.urls)
    assert source.hosts == [f"https://t{number}.tianditu.gov.cn" for number in range(8)]
    assert source.datum == "wgs84"


def test_any_address_with_its_key_and_datum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXIN_TILES_URL", "https://maps.county.example:8443/{z}/{x}/{y}.png?k={key}")
    monkeypatch.setenv("TONGXIN_TILES_KEY", "abc")
    monkeypatch.setenv("TONGXIN_TILES_DATUM", "GCJ02")
    source = tile_source()
    assert source is not None
    assert source.urls == ("https://maps.county.example:8443/{z}/{x}/{y}.png?k=abc",)
    assert (source.hosts, source.datum) == (["https://maps.county.example:8443"], "gcj02")


@pytest.mark.parametrize(
    ("settings", "blamed"),
    [
        ({"TONGXIN_TILES_URL": "tianditu"}, "TONGXIN_TILES_KEY"),
        ({"TONGXIN_TILES_URL": "ftp://host/{z}/{x}/{y}"}, "TONGXIN_TILES_URL"),
        ({"TONGXIN_TILES_URL": "https://host/tiles.png"}, "TONGXIN_TILES_URL"),
        ({"TONGXIN_TILES_URL": "https://{s}.host/{z}/{x}/{y}"}, "TONGXIN_TILES_URL"),
        ({"TONGXIN_TILES_URL": "https://host; script-src *//{z}/{x}/{y}"}, "TONGXIN_TILES_URL"),
        ({"TONGXIN_TILES_URL": "https://host/{z}/{x}/{y}?{key}"}, "TONGXIN_TILES_KEY"),
        (
            {"TONGXIN_TILES_URL": "https://host/{z}/{x}/{y}", "TONGXIN_TILES_DATUM": "bd09"},
            "TONGXIN_TILES_DATUM",
        ),
    ],
)
def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], blamed: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as refused:
        tile_source()
    assert refused.value.variable == blamed
