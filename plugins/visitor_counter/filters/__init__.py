"""Which views are a reader's, and whose."""
