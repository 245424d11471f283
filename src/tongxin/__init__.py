"""Tongxin (同心): software for a town's living-environment work."""

__version__ = "0.1.0"
