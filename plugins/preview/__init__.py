"""The server behind `invoke serve`: the built site, its counter, and a rebuild on every edit. See README.md."""
