"""Photos are made anew; what is no photo is refused with a reason."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tongxin.records import photos
from tongxin.records.photos import PhotoRefused, reencode

GPS = 0x8825
ORIENTATION = 0x0112
RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any
) -> BytesIO:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    out = BytesIO()
    image.convert(mode).save(out, kind, **options)
    out.seek(0)
    return out


def read(photo: photos.Photo) -> Image.Image:
    image = Image.open(BytesIO(photo.content))
    assert (image.format, image.size) == ("JPEG", (photo.width, photo.height))
    return image


def nearly(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(have - want) < 40 for have, want in zip(pixel, colour, strict=True))


def huge_png(width: int, height: int) -> BytesIO:
    """A PNG of few bytes that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_becomes_a_jpeg(kind: str) -> None:
    image = read(reencode(picture(kind)))
    assert nearly(image.getpixel((5, 10)), RED)


def test_a_photo_of_an_iphone_becomes_a_jpeg() -> None:
    out = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 32), RED)).save(out)
    assert nearly(read(reencode(BytesIO(out.getvalue()))).getpixel((5, 10)), RED)


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA"])
def test_other_kinds_of_pixels_are_painted_onto_white(mode: str) -> None:
    assert read(reencode(picture("PNG", mode=mode))).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert read(reencode(out)).getpixel((10, 10)) == (255, 255, 255)


def test_place_device_and_comments_stay_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "phone maker"
    exif.get_ifd(GPS)[2] = (25.0, 0.0, 1.0)
    photo = reencode(picture(exif=exif, comment=b"in front of Li's door"))
    image = read(photo)
    assert not image.getexif()
    assert "comment" not in image.info
    assert b"phone maker" not in photo.content
    assert b"Li's door" not in photo.content


def test_a_photo_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was held upright: turn by 90° clockwise
    image = read(reencode(picture(exif=exif)))
    assert image.size == (20, 40)
    assert nearly(image.getpixel((10, 5)), RED)
    assert nearly(image.getpixel((10, 35)), BLUE)


def test_a_large_photo_is_shrunk_to_1600_px() -> None:
    assert read(reencode(picture(size=(4000, 3000)))).size == (1600, 1200)


def test_a_small_photo_is_not_blown_up() -> None:
    assert read(reencode(picture(size=(40, 20)))).size == (40, 20)


@pytest.mark.parametrize("size", [(13_000, 13_000), (60_000, 60_000), (8_001, 8_000)])
def test_a_huge_picture_is_refused_before_it_is_decoded(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "_made_anew", lambda _picture: pytest.fail("it was decoded"))
    with pytest.raises(PhotoRefused, match=r"64 million|6400"):
        reencode(huge_png(*size))


def test_without_the_limit_the_huge_picture_would_be_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[tuple[int, int]] = []
    monkeypatch.setattr(photos, "MOST_PIXELS", 10**12)
    monkeypatch.setattr(photos, "_made_anew", lambda picture: decoded.append(picture.size))
    reencode(huge_png(9_000, 9_000))
    assert decoded == [(9_000, 9_000)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7",
        b"GIF89a" + b"\0" * 20,
        b"PK\x03\x04" + b"\0" * 30,
    ],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(PhotoRefused, match=r"not a photo|照片"):
        reencode(SimpleUploadedFile("photo.jpg", content, "image/jpeg"))


def test_a_photo_cut_off_on_the_way_is_refused() -> None:
    whole = picture(size=(400, 300)).getvalue()
    with pytest.raises(PhotoRefused, match=r"damaged|损坏"):
        reencode(BytesIO(whole[: len(whole) // 2]))


def test_name_and_declared_type_are_not_asked() -> None:
    upload = SimpleUploadedFile("<svg onload=alert(1)>.svg", picture().getvalue(), "image/svg+xml")
    assert read(reencode(upload)).size == (40, 20)
