"""The index: a SQLite file that follows a release."""
