"""Writing that survives a power cut: temporary file, flushed; rename; folder flushed.

Django's storage never flushes (architecture A12). After a cut at any moment there is either the whole file or
a leftover, which `sweep` removes.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_LEFTOVER_AGE = 24 * 60 * 60  # seconds; no upload takes a day


class DiskFull(RuleBroken):
    """The disk has no room for the file. Nothing was kept of it."""

    message = _("The disk is full, nothing was saved. Ask the administrator to make room, then try again.")


class FileGone(RuleBroken):
    """The row is there, the file is not."""

    message = _("The file is missing on the disk. Tell the administrator: it must come back from the backup.")


def folder() -> Path:
    """Where files are kept."""
    return Path(settings.TONGXIN_HOME) / "files"


def path_of(digest: str) -> Path:
    """The place of the file with that digest."""
    return folder() / digest[:2] / digest[2:4] / digest


def open_file(digest: str) -> BinaryIO:
    """The file, open for reading. Raises `FileGone`."""
    try:
        return path_of(digest).open("rb")
    except FileNotFoundError as error:
        raise FileGone from error


def write_durably(path: Path, content: bytes) -> None:
    """Writes the whole file or nothing, and returns when it would survive a power cut."""
    with _disk_full_told():
        _make_folders(path.parent)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with _disk_full_told():
            with temporary.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _flush_folder(path.parent)


def sweep(now: float) -> int:
    """Removes leftovers of interrupted writes, older than a day at `now` (seconds); returns how many."""
    old = [path for path in folder().glob("??/??/*.part") if path.stat().st_mtime < now - _LEFTOVER_AGE]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


@contextmanager
def _disk_full_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise DiskFull from error
        raise


def _make_folders(path: Path) -> None:
    """Makes the folder and flushes each parent that got a new entry."""
    if path.is_dir():
        return
    _make_folders(path.parent)
    path.mkdir(exist_ok=True)
    _flush_folder(path.parent)


def _flush_folder(path: Path) -> None:
    if sys.platform == "win32":
        return  # a folder cannot be opened there; NTFS journals the rename itself
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
