"""Pages of this room: openings, exports, requests about the own data."""
