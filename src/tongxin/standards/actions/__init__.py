"""Every write to the standards: loading from files, and the sheets that a town writes itself."""

from tongxin.standards.actions.adopting import adopt_draft, retire_version
from tongxin.standards.actions.drafting import (
    add_picture,
    begin_blank,
    begin_draft,
    change_draft,
    discard_draft,
)
from tongxin.standards.actions.loading import Loaded, Tally, load_standards

__all__ = [
    "Loaded",
    "Tally",
    "add_picture",
    "adopt_draft",
    "begin_blank",
    "begin_draft",
    "change_draft",
    "discard_draft",
    "load_standards",
    "retire_version",
]
