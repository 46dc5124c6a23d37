"""What a build did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Summary:
    """What a build did: sources there are and read, outputs rendered, files written and removed.

    Then what the site has now: all files, HTML pages; and the seconds that the build took.
    """

    sources: int = 0
    read: int = 0
    rendered: int = 0
    written: int = 0
    removed: int = 0
    outputs: int = 0
    pages: int = 0
    seconds: float = 0.0
