"""The style guide: every component with its examples on one page. It belongs to no build, so nothing registers here."""
