"""One call from a content folder to a whole output folder, or to nothing changed at all."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class BuildSummary:
    """What a build did: HTML pages, all files, and the seconds it took."""

    pages: int
    files: int
    seconds: float

    def __str__(self) -> str:
        seconds = f"{self.seconds:.1f}".replace(".", ",")
        return f"Đã dựng {self.pages} trang ({self.files} tệp) trong {seconds} giây."


class OutputError(Exception):
    """The output folder cannot be used; the message is for the operator, in Vietnamese."""


def load_settings(
    content: Path | None = None, output: Path | None = None, *, publish: bool = False
) -> dict[str, Any]:
    """Return Pelican's settings for a content and an output folder (defaults: those of `pelicanconf.py`)."""
    override: dict[str, Any] = {}
    if content is not None:
        override["PATH"] = str(content.resolve())
    if output is not None:
        override["OUTPUT_PATH"] = str(output.resolve())
    settings: dict[str, Any] = read_settings(
        str(ROOT / ("publishconf.py" if publish else "pelicanconf.py")), override=override
    )
    return settings


def build(content: Path | None = None, output: Path | None = None, *, publish: bool = False) -> BuildSummary:
    """Build the site into a fresh folder and put that in the place of `output`.

    What is no longer published is gone, and after a failure the old folder stands as it was. Raises ContractError
    if the content is refused, OutputError if `output` holds something that no build has made.
    """
    start = time.monotonic()
    settings = load_settings(content, output, publish=publish)
    target = Path(settings["OUTPUT_PATH"])
    _refuse_foreign(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        logging.getLogger("pelican").setLevel(logging.WARNING)
        Pelican({**settings, "OUTPUT_PATH": str(fresh)}).run()
        fresh.chmod(0o755)
        files = [file for file in fresh.rglob("*") if file.is_file()]
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    pages = sum(file.suffix == ".html" for file in files)
    return BuildSummary(pages, len(files), time.monotonic() - start)


def _refuse_foreign(target: Path) -> None:
    if target.is_dir() and any(target.iterdir()) and not any(target.glob("theme/site.*.css")):
        raise OutputError(
            f"Thư mục {target} có tệp không do cổng dựng ra. Chọn thư mục khác bằng --output, hoặc dọn thư mục này."
        )


def _swap(fresh: Path, target: Path) -> None:
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        target.rename(old / "old")
        fresh.rename(target)
        shutil.rmtree(old)
    else:
        fresh.rename(target)
