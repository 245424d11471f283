"""A form's field for a photo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tongxin.records.photos import Photo, PhotoRefused, reencode

MEGABYTE = 1024 * 1024


class PhotoField(forms.FileField):
    """A photo that nobody has to choose; what comes out is made anew, whatever was sent."""

    widget = forms.FileInput(attrs={"accept": "image/*"})

    def clean(self, data: UploadedFile[bytes] | None, initial: Any = None) -> Photo | None:
        """The photo, or None. Raises `ValidationError` for what is no photo or too large."""
        upload = super().clean(data, initial)
        if not upload:
            return None
        most: int = settings.TONGXIN_UPLOAD_MAX_BYTES
        if upload.size > most:
            text = _("The picture is larger than %(size)d MB. Send a smaller one.") % {
                "size": most // MEGABYTE
            }
            raise forms.ValidationError(text)
        try:
            return reencode(upload)
        except PhotoRefused as error:
            raise forms.ValidationError(str(error)) from error
