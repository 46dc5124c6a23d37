"""Pages, pictures and JSON that the service renders itself."""
