"""What a role's ground is called on screens and in documents."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from tongxin.people.roles import DivisionLevel, RoleType
from tongxin.territory.ground import GroundKind

LEVEL_WORDS: Mapping[DivisionLevel, str | Promise] = {
    DivisionLevel.VILLAGE: _("one village"),
    DivisionLevel.ABOVE: _("town or county"),
    DivisionLevel.ANY: _("village, town or county"),
}
GROUND_WORDS: Mapping[GroundKind, str | Promise] = {
    GroundKind.GROUP: _("villager group"),
    GroundKind.GRID: _("grid"),
    GroundKind.SITE: pgettext_lazy("kind of ground", "place"),
}


def places_of(role: RoleType) -> str:
    """The kinds of ground that a post in the role may have, widest first."""
    wide = [str(LEVEL_WORDS[role.level])] if GroundKind.DIVISION in role.kinds else []
    inner = [str(words) for kind, words in GROUND_WORDS.items() if kind in role.kinds]
    return pgettext("between names", ", ").join(wide + inner)
