"""The department: a taxonomy beside Pelican's category, author and tag."""

from __future__ import annotations

from pelican.urlwrappers import URLWrapper


class Department(URLWrapper):
    """A department that publishes; its address comes from DEPARTMENT_URL and DEPARTMENT_SAVE_AS."""
