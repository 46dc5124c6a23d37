"""One call from a content folder to a whole output folder, or to nothing changed at all."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from plugins.incremental.build import Summary
from plugins.incremental.engine import IncrementalPelican
from plugins.incremental.ledger import BusyError
from plugins.incremental.outputs import ForeignFolderError

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class BuildSummary:
    """What a build did: HTML pages that the site has, what was done, and the seconds it took."""

    pages: int
    seconds: float
    done: Summary

    def __str__(self) -> str:
        seconds = f"{self.seconds:.1f}".replace(".", ",")
        done = self.done
        return (
            f"Cổng có {done.outputs} tệp, {self.pages} trang. Đã đọc {done.read}/{done.sources} bài, dựng {done.rendered}, "
            f"ghi {done.written}, xóa {done.removed} tệp trong {seconds} giây."
        )


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
    """Bring the output folder up to date; after a refusal it stands as it was.

    Raises ContractError if the content is refused, OutputError if the output folder cannot be used.
    """
    settings = load_settings(content, output, publish=publish)
    target = Path(settings["OUTPUT_PATH"])
    if target.is_dir() and any(target.iterdir()) and not any(target.glob("theme/site.*.css")):
        raise OutputError(_foreign(target))
    logging.getLogger("pelican").setLevel(logging.WARNING)
    pelican = IncrementalPelican(settings)
    try:
        pelican.run()
    except ForeignFolderError as error:
        raise OutputError(_foreign(target)) from error
    except BusyError as error:
        raise OutputError(str(error)) from error
    done = pelican.summary or Summary()
    return BuildSummary(done.pages, done.seconds, done)


def _foreign(folder: Path) -> str:
    return f"Thư mục {folder} có tệp không do cổng dựng ra. Chọn thư mục khác bằng --output, hoặc dọn thư mục này."
