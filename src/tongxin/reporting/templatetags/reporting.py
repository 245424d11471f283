"""Tags that draw a brief: its blocks, and its figures as links to their records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tongxin.reporting.document import Block, Piece, Source, kind_of

register = template.Library()

# The panel beside the text is filled by htmx; without a script the link opens the page of records.
_FIGURE = '<a class="fig" href="{}" hx-get="{}" hx-target="#figure-panel" title="{}">{}</a>'


@register.inclusion_tag("reporting/parts/block.html", takes_context=True)
def brief_block(context: Context, block: Block) -> dict[str, Any]:
    """One block of a brief."""
    return {
        "block": block,
        "kind": kind_of(block),
        "document": context["document"],
        "links": context["links"],
    }


@register.simple_tag(takes_context=True)
def brief_pieces(context: Context, pieces: Sequence[Piece]) -> SafeString:
    """Words and figures in a row."""
    return format_html_join("", "{}", ((brief_piece(context, piece),) for piece in pieces))


@register.simple_tag(takes_context=True)
def brief_piece(context: Context, piece: Piece | Source) -> SafeString:
    """Words as they are, a figure as a link to its records."""
    words = piece.shown if isinstance(piece, Source) else piece.text
    if piece.position is None:
        return format_html("{}", words)
    url = context["links"].to(piece.position)
    source = context["document"].source(piece.position)
    return format_html(_FIGURE, url, url, source.title if source else "", words)
