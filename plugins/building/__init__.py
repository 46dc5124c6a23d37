"""Building the site in one call. Nothing to register."""
