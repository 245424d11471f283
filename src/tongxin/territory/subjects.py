"""Personal data in this room: there is none about a person; a household here is a door (A5)."""

from __future__ import annotations

from tongxin.records.subjects import no_subject
from tongxin.territory.models import MapImport

no_subject(MapImport, "the name of a file as somebody's computer had it; the file goes after a week")
