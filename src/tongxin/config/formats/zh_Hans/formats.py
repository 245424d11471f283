"""Numbers in Chinese where the town writes them otherwise than Django: 7,312."""

from __future__ import annotations

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
