"""Files are whole or not there, and their names are harmless."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from tongxin.records import durable, files
from tongxin.records.canonical import sha256
from tongxin.records.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "TONGXIN_HOME", tmp_path)
    return tmp_path


def everything(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def test_a_file_lies_under_the_digest_of_its_content(home: Path) -> None:
    row = files.store(b"photo", media_type="image/jpeg", name="村口.jpg")
    digest = sha256(b"photo")
    assert everything(home) == [home / "files" / digest[:2] / digest[2:4] / digest]
    assert (row.digest, row.size, row.name) == (digest, 5, "村口.jpg")


def test_a_stored_file_is_read_back() -> None:
    row = files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    with row.open() as stream:
        assert stream.read() == b"photo"


def test_the_same_content_is_kept_once(home: Path) -> None:
    first = files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    assert files.store(b"photo", media_type="image/jpeg", name="b.jpg") == first
    assert len(everything(home)) == 1


def test_a_file_lost_on_the_disk_is_told_and_comes_back_when_sent_again() -> None:
    row = files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    durable.path_of(row.digest).unlink()
    with pytest.raises(files.FileGone):
        row.open()
    files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    with row.open() as stream:
        assert stream.read() == b"photo"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("where", ["fsync", "mkdir"])
def test_a_full_disk_leaves_nothing_half_done(
    home: Path, monkeypatch: pytest.MonkeyPatch, code: int, where: str
) -> None:
    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(code, "no space left on device")

    monkeypatch.setattr(*{"fsync": (os, "fsync"), "mkdir": (Path, "mkdir")}[where], full)
    with pytest.raises(files.DiskFull, match=r"disk is full|磁盘"):
        files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    assert everything(home) == []
    assert not StoredFile.objects.filter(pk=sha256(b"photo")).exists()


def test_another_fault_of_the_disk_is_not_called_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_descriptor: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="input/output"):
        files.store(b"photo", media_type="image/jpeg", name="a.jpg")


def test_file_and_folders_are_flushed_before_the_row_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    fsync, replace, insert = os.fsync, Path.replace, StoredFile.save

    def flushed(descriptor: int) -> None:
        steps.append("flush folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "flush file")
        fsync(descriptor)

    def renamed(path: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(path, target)

    def inserted(row: StoredFile, **options: object) -> None:
        steps.append("row")
        insert(row, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr(StoredFile, "save", inserted)
    files.store(b"photo", media_type="image/jpeg", name="a.jpg")
    new_folders = ["flush folder"] * 3
    assert steps == [*new_folders, "flush file", "rename", "flush folder", "row"]


def test_leftovers_of_a_power_cut_are_swept_after_a_day(home: Path) -> None:
    kept = durable.path_of(files.store(b"photo", media_type="image/jpeg", name="a.jpg").digest)
    leftover = kept.with_name(f"{kept.name}.0a1b2c3d.part")
    leftover.write_bytes(b"pho")
    written_at = leftover.stat().st_mtime
    assert durable.sweep(written_at + 3600) == 0
    assert durable.sweep(written_at + 2 * 24 * 3600) == 1
    assert everything(home) == [kept]


NAMES = {
    "村口垃圾.jpg": "村口垃圾.jpg",
    "<svg onload=alert(1)>.jpg": "svg onload alert 1 .jpg",
    "../../etc/passwd": "passwd",
    "C:\\Users\\clerk\\照片.png": "照片.png",
    "": "file",
    "...": "file",
    "a\x00b\r\nc.jpg": "a b c.jpg",
    "gpj.\u202eexe": "gpj. exe",
    "x" * 300 + ".jpeg": "x" * 75 + ".jpeg",
    "y" * 300: "y" * 80,
}


@pytest.mark.parametrize(("given_name", "kept"), NAMES.items())
def test_a_name_is_cleaned(given_name: str, kept: str) -> None:
    assert files.clean_name(given_name) == kept


@given(st.text())
def test_no_name_is_a_path_or_markup(name: str) -> None:
    cleaned = files.clean_name(name)
    assert 1 <= len(cleaned) <= 80
    assert not set(cleaned) & set("<>\"'&/\\:;%\r\n\t\x00")
    assert not cleaned.startswith(".")
    assert files.clean_name(cleaned) == cleaned
