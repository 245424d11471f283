"""Tags of tables: points, the word of an outcome, the link from a number of visits to the visits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from tongxin.ranking.models import ScoredUnit, Source, Table
from tongxin.ranking.plot import Mark
from tongxin.ranking.rules import Unit
from tongxin.ranking.words import colour_word, names_text, score_text

register = template.Library()

VISITS = "lists.visits"  # the figure whose records are the visits behind a score


@register.filter
def points(score: Decimal | None) -> str:
    """A score without needless zeros; a dash where there is none."""
    return score_text(score)


@register.filter
def names(found: Sequence[str], most: int) -> str:
    """The first `most` names, and a sign where there are more."""
    return names_text(found[:most]) + (" …" if len(found) > most else "")


@register.filter
def scored_names(units: Sequence[Unit], most: int) -> str:
    """The first `most` units with their scores."""
    return names([f"{unit.name} ({score_text(unit.score)})" for unit in units], most)


@register.simple_tag
def colour_name(colour: str) -> str:
    """What the town calls the list of this colour."""
    return colour_word(colour)


@register.inclusion_tag("ranking/parts/outcome.html")
def outcome_of(mark: Mark) -> dict[str, str]:
    """The pill of a unit's outcome; nothing for a unit on no list."""
    word = colour_word(mark.outcome) if mark.outcome in ("red", "improve") else ""
    return {"outcome": mark.outcome, "word": word}


@register.inclusion_tag("ranking/parts/visits.html")
def visits_link(table: Table, unit: ScoredUnit) -> dict[str, str | int | None]:
    """A unit's number of visits, as a link to them where the table was drawn from visits."""
    url = ""
    if table.source == Source.VISITS and unit.n:
        asked = {
            "ground": unit.ground.key,
            "since": table.since.isoformat(),
            "until": table.until.isoformat(),
        }
        url = f"{reverse('reporting:figure', args=[VISITS])}?{urlencode(asked)}"
    return {"n": unit.n, "url": url}
