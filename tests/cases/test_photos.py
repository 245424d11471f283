"""Photos of a case: optional, made anew, never what was sent."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cases.life import Life
from tests.conftest import ClientFor
from tongxin.cases import actions
from tongxin.cases.models import Case, CasePhoto, Stage
from tongxin.cases.rules import State
from tongxin.records.photos import reencode

EVIL_NAME = "<svg onload=alert(1)>.jpg"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'


def giant_png(side: int = 13_000) -> bytes:
    """The head of a PNG of `side` × `side` px and a little data: what a bomb looks like from outside."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def fix(client: Any, case: Case, name: str, content: bytes, media_type: str = "image/jpeg") -> Any:
    """Sends the fix with a file."""
    upload = SimpleUploadedFile(name, content, media_type)
    return client.post(f"/cases/{case.pk}/fix", {"version": case.version, "note": "清走了", "photo": upload})


def test_no_photo_is_needed_to_finish(life: Life) -> None:
    assert life.in_state(State.CLOSED).photos.count() == 0


def test_the_copy_has_no_place_and_no_device(
    life: Life, client_for: ClientFor, jpeg: Callable[..., bytes]
) -> None:
    case, client = life.in_state(State.ASSIGNED), client_for(life.persons.grid_leader)
    sent = jpeg()
    assert b"Tester-Phone" in sent
    fix(client, case, "IMG_1.jpg", sent)
    photo = CasePhoto.objects.get(case=case)
    answer = client.get(f"/cases/{case.pk}/photos/{photo.pk}")
    assert b"Tester-Phone" not in answer.content
    assert b"Exif" not in answer.content
    assert dict(Image.open(BytesIO(answer.content)).getexif()) == {}
    assert (photo.stage, photo.taken_by) == (Stage.AFTER, life.persons.grid_leader)


def test_a_photo_is_served_as_a_picture_and_nothing_else(
    life: Life, client_for: ClientFor, jpeg: Callable[..., bytes]
) -> None:
    case = life.found(photos=[reencode(BytesIO(jpeg()))])
    answer = client_for(life.persons.grid_leader).get(f"/cases/{case.pk}/photos/{case.photos.get().pk}")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("name", "content", "media_type", "words"),
    [
        ("a.svg", SVG, "image/svg+xml", "照片"),
        ("a.jpg", SVG, "image/jpeg", "照片"),
        ("big.png", giant_png(), "image/png", "6400|64"),
        ("a.jpg", b"no picture", "image/jpeg", "照片"),
        ("a.jpg", b"", "image/jpeg", ""),
    ],
)
def test_what_is_no_photo_is_refused_and_the_words_stay(
    life: Life, client_for: ClientFor, name: str, content: bytes, media_type: str, words: str
) -> None:
    case = life.in_state(State.ASSIGNED)
    answer = fix(client_for(life.persons.grid_leader), case, name, content, media_type)
    assert answer.status_code == 422
    assert "清走了" in answer.content.decode()
    assert answer.context["main"].form.errors["photo"]
    case.refresh_from_db()
    assert (case.state, case.photos.count()) == (State.ASSIGNED, 0)


def test_a_file_name_that_is_markup_does_no_harm(
    life: Life, client_for: ClientFor, jpeg: Callable[..., bytes]
) -> None:
    case, client = life.in_state(State.ASSIGNED), client_for(life.persons.grid_leader)
    assert fix(client, case, EVIL_NAME, jpeg()).status_code == 302
    photo = CasePhoto.objects.select_related("file").get(case=case)
    assert photo.file.name == f"{case.number}-after.jpg"
    assert "onload" not in client.get(f"/cases/{case.pk}").content.decode()
    assert "onload" not in str(client.get(f"/cases/{case.pk}/photos/{photo.pk}").headers)


def test_a_photo_over_the_limit_is_refused_before_it_is_read(
    life: Life, client_for: ClientFor, jpeg: Callable[..., bytes], settings: Any
) -> None:
    settings.TONGXIN_UPLOAD_MAX_BYTES = 1000
    case = life.in_state(State.ASSIGNED)
    answer = fix(client_for(life.persons.grid_leader), case, "a.jpg", jpeg() + b"\0" * 2000)
    assert answer.status_code == 422


def test_the_same_photo_twice_is_kept_once(life: Life, jpeg: Callable[..., bytes]) -> None:
    photo = reencode(BytesIO(jpeg()))
    assert life.found(photos=[photo, photo]).photos.count() == 1
    first = life.in_state(State.ASSIGNED)
    assert actions.fix_case(first, by=life.leader, photos=[photo]).photos.count() == 1
