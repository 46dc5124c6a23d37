"""The notice of a demonstration site, for pages that the service renders."""

from pathlib import Path

NAME = "thong-bao.txt"
LONGEST = 4096


class SiteNotice:
    """HTML that the build writes beside the list of published pages; "" if there is none."""

    def __init__(self, paths_file: Path | None) -> None:
        self._file = paths_file.with_name(NAME) if paths_file else None
        self.html = ""

    def refresh(self) -> None:
        """Read the file again."""
        if self._file is None:
            return
        try:
            html = self._file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            html = ""
        self.html = html if len(html) <= LONGEST else ""
