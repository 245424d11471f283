"""Tags of tables: points, the word of an outcome, the link from a number of visits to the visits."""

from __future__ import annotations

from decimal import Decimal

from django import template

from tongxin.ranking.plot import Mark
from tongxin.ranking.words import colour_word, score_text

register = template.Library()


@register.filter
def points(score: Decimal | None) -> str:
    """A score without needless zeros; a dash where there is none."""
    return score_text(score)


@register.simple_tag
def colour_name(colour: str) -> str:
    """What the town calls the list of this colour."""
    return colour_word(colour)


@register.inclusion_tag("ranking/parts/outcome.html")
def outcome_of(mark: Mark) -> dict[str, str]:
    """The pill of a unit's outcome; nothing for a unit on no list."""
    word = colour_word(mark.outcome) if mark.outcome in ("red", "improve") else ""
    return {"outcome": mark.outcome, "word": word}
