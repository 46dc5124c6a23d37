"""The desk: where an office writes, checks, approves, publishes and undoes. Never a part of the public site."""
