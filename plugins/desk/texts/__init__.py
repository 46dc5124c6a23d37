"""Writing, checking, approving and publishing texts."""
