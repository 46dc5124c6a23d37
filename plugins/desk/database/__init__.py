"""The desk's own data in one SQLite file: people, sessions, what is being written, and the journal."""
