"""Putting a built site before its readers, whole or not at all, and going back: see README.md."""
