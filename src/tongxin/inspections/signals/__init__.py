"""Signals that say "look again" (再看一眼): never a verdict, never a number of a person, no effect on any score."""
