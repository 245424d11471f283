"""Figures of this room: the ground and who answers for it, the network without gaps, what was seen."""

from __future__ import annotations

from tongxin.people.figures import coverage, ground, network

__all__ = ["coverage", "ground", "network"]
