"""The line that a demonstration site has on every page, for the page that the service itself writes."""

from pathlib import Path

NAME = "thong-bao.txt"
LONGEST = 4096


class SiteNotice:
    """What the build left beside its list of published addresses: HTML of the site's own, "" when it left nothing."""

    def __init__(self, paths_file: Path | None) -> None:
        self._file = paths_file.with_name(NAME) if paths_file else None
        self.html = ""

    def refresh(self) -> None:
        """Read it again: a build may have put another in its place."""
        if self._file is None:
            return
        try:
            html = self._file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            html = ""
        self.html = html if len(html) <= LONGEST else ""
