"""The style guide: every component with its examples on one page. It is not part of a build, so nothing registers here."""
