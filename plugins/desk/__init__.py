"""The desk: where an office signs in, writes, checks, approves, publishes and undoes. Never a part of the public site."""
