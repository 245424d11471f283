"""What a photo looks like, as 64 bits: pictures made smaller, brighter or saved again stay near each other."""

from __future__ import annotations

import warnings
from typing import IO

import imagehash
from PIL import Image, UnidentifiedImageError

FORMATS = ("JPEG",)  # what `records.photos` makes


def likeness_of(file: IO[bytes]) -> str:
    """The perceptual hash of a picture as 16 hexadecimal digits; empty for what cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as picture:
                return str(imagehash.phash(picture))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning):
        return ""
