"""What sheets and standards share: they are written once, and say how much of their source they hold."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.standards.errors import LoadedVersionsStay

DIGEST_DIGITS = 64


class Completeness(models.TextChoices):
    """How much of a sheet or standard is here."""

    COMPLETE = "complete", _("complete")
    PARTIAL = "partial", _("partial")
    OUTLINE_ONLY = "outline_only", _("outline only")


class LoadedOnce(models.Model):
    """A row that is written once and never again."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `LoadedVersionsStay` for a row that is in the database already."""
        if not self._state.adding:
            raise LoadedVersionsStay
        super().save(*args, **kwargs)
