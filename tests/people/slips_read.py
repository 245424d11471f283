"""Reads printed slips back: what stands on the paper."""

from __future__ import annotations

import re
import subprocess
from base64 import b64decode

CODE = re.compile(r"\b\d{4} \d{4} \d{4}\b")


def paper_in(page: bytes) -> bytes:
    """The PDF that a page of slips carries."""
    found = re.search(r'href="data:application/pdf;base64,([^"]+)"', page.decode())
    assert found
    return b64decode(found[1])


def words_of(pdf: bytes) -> str:
    """The text of a PDF, as a reader has it."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def codes_in(page: bytes) -> list[str]:
    """The codes on the paper that a page of slips carries."""
    return CODE.findall(words_of(paper_in(page)))
