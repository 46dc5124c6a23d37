"""From a query to ranked pages: pure functions of the query and an index."""
