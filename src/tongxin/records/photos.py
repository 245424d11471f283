"""Photos made harmless: decoded, turned upright, at most 1,600 px, written anew as JPEG without EXIF.

Nothing of the uploaded file survives but its picture: no place, no device, no script, no second file inside.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO

import pillow_heif
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from tongxin.records.errors import RuleBroken

LONGEST_SIDE = 1600  # px, as the phone's own shrinking
MOST_PIXELS = 64_000_000  # a phone of 2026 takes 50 million; decoded this is 190 MB
JPEG_QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
_NO_PICTURE = _("This is not a photo that can be read. Send a JPEG, PNG, WebP or HEIC picture.")
_TOO_LARGE = _("The picture has more than 64 million pixels. Send a smaller one.")
_BROKEN = _("The photo is damaged or cut off. Take or send it again.")

pillow_heif.register_heif_opener()
warnings.simplefilter("error", Image.DecompressionBombWarning)  # Pillow's own limit, behind ours


class PhotoRefused(RuleBroken):
    """The upload is not a photo that can be kept; the message says why and what to send instead."""


@dataclass(frozen=True)
class Photo:
    """A photo ready to be kept: JPEG bytes, sides in px."""

    content: bytes
    width: int
    height: int


def reencode(upload: UploadedFile[bytes] | IO[bytes]) -> Photo:
    """The photo of an upload, made anew. Its file name and declared type are not trusted, not even read.

    Raises `PhotoRefused` for what is no picture (SVG among them), is damaged, or is too large; the size is
    read from the head of the file, before anything is decoded.
    """
    try:
        with Image.open(upload, formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PhotoRefused(_TOO_LARGE)
            return _made_anew(picture)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PhotoRefused(_TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise PhotoRefused(_NO_PICTURE) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise PhotoRefused(_BROKEN) from error


def _made_anew(picture: Image.Image) -> Photo:
    """Shrinks, turns upright, and paints onto an empty canvas: comments and metadata stay behind."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    canvas = Image.new("RGB", upright.size, "white")
    canvas.paste(upright, mask=upright.getchannel("A"))
    out = BytesIO()
    canvas.save(out, "JPEG", quality=JPEG_QUALITY)
    return Photo(out.getvalue(), *canvas.size)
