"""Photos and papers under TONGXIN_HOME/files, kept by the digest of their content."""

from __future__ import annotations

import re
import unicodedata

from tongxin.records.canonical import sha256
from tongxin.records.durable import DiskFull, FileGone, path_of, write_durably
from tongxin.records.models import StoredFile

__all__ = ["DiskFull", "FileGone", "clean_name", "store"]

_NAME_LENGTH = 80
_ENDING_LENGTH = 8


def store(content: bytes, *, media_type: str, name: str) -> StoredFile:
    """Keeps `content` durably and returns its row; the same content again gives the same row.

    `name` is for display only and is cleaned. Raises `DiskFull`, with nothing left half done.
    """
    digest = sha256(content)
    row = StoredFile.objects.filter(digest=digest).first()
    if row is not None and path_of(digest).exists():
        return row
    write_durably(path_of(digest), content)  # a file without a row may not have been flushed
    row, _made = StoredFile.objects.get_or_create(
        digest=digest,
        defaults={"media_type": media_type, "name": clean_name(name), "size": len(content)},
    )
    return row


def clean_name(name: str) -> str:
    """A name fit for screens and downloads: the last part of any path, letters, digits, `. _ -` and blanks.

    Control signs, brackets, quotes and signs that turn the direction of writing are dropped.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(sign if sign.isalnum() or sign in "._- " else " " for sign in last)
    words = " ".join(kept.split()).strip(". ")
    if len(words) > _NAME_LENGTH:
        stem, dot, ending = words.rpartition(".")
        tail = f"{dot}{ending}" if len(ending) < _ENDING_LENGTH else ""
        words = (stem if tail else words)[: _NAME_LENGTH - len(tail)] + tail
    return words or "file"
