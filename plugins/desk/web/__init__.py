"""The desk's pages: a table of routes, and what every request and every answer has in common."""
