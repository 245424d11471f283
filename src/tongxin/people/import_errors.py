"""What can be wrong with the steps of an import, besides the file itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from tongxin.records.errors import RuleBroken


class ColumnsUnsure(RuleBroken):
    """Some columns of a file are not known for sure, and nobody is there to be asked."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__(
            _("These columns are not known for sure: %(names)s. Say what they are; nothing was imported.")
            % {"names": ", ".join(heading or "—" for heading in headings)}
        )
        self.headings = list(headings)


class ColumnUnknown(RuleBroken):
    """What the command line says of a column is not HEADING=KEY."""

    def __init__(self, said: str) -> None:
        super().__init__(
            _("“%(said)s” does not say what a column is: write HEADING=KEY, or HEADING=ignore.")
            % {"said": said}
        )


class ColumnsFaulty(RuleBroken):
    """A needed column was not chosen, or one was chosen twice."""


class UndoHindered(RuleBroken):
    """Something depends on what an import made or changed."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(
            _("The import cannot be undone, because since then there are: %(reasons)s. Nothing was changed.")
            % {"reasons": "; ".join(reasons)}
        )
        self.reasons = list(reasons)


class ReasonMissing(RuleBroken):
    """A switch was to be turned without a reason."""

    message = _("Write the reason: it is kept, and shown to whoever asks.")
