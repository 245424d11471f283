"""Where the records of a brief's figures are found: links for screen, Word and PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.records.figures import FigureScope
from tongxin.reporting.document import Document, Source
from tongxin.reporting.models import Brief


def figure_url(key: str, scope: FigureScope) -> str:
    """The page of records behind a figure as it is now."""
    asked = {"ground": scope.ground_key, "since": scope.since.isoformat(), "until": scope.until.isoformat()}
    if scope.line:
        asked["line"] = scope.line
    return f"{reverse('reporting:figure', args=[key])}?{urlencode(asked)}"


@dataclass(frozen=True)
class RecordLinks:
    """The page of records of each figure of a brief.

    `said` tells in words where they are, for paper. `absolute` makes a full address of a path.
    """

    brief: Brief
    document: Document
    absolute: Callable[[str], str] = str

    def to(self, position: int) -> str:
        """The page of the figure with that number: frozen where the brief is, else live."""
        if self.brief.is_frozen:
            return self.absolute(reverse("reporting:brief_figure", args=[self.brief.pk, position]))
        source = self.document.source(position)
        return self.absolute(_live(source)) if source else ""

    @property
    def said(self) -> str:
        """One line that tells whoever holds the paper how to find the records."""
        if not self.brief.is_frozen:
            return _("Draft: the figures are still live.")
        pattern = self.to(0).replace("/0/", f"/{_('No.')}/")
        return _("Records behind each figure: %(address)s") % {"address": pattern}


def _live(source: Source) -> str:
    asked = {"ground": source.ground_key, "since": source.since, "until": source.until}
    return f"{reverse('reporting:figure', args=[source.key])}?{urlencode(asked)}"
