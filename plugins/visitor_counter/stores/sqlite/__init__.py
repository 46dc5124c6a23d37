"""Counts in one SQLite file, with nothing to install."""
