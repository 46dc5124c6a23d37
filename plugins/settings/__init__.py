"""Settings that plugins set for Pelican, at its signal `initialized`."""
