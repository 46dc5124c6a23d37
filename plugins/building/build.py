"""One call from a content folder to a whole output folder, or to nothing changed at all."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from plugins.building.places import ROOT, STATE
from plugins.building.progress import ProgressLine
from plugins.contract.settings import set_contract_settings
from plugins.errors.issue import ContentError, UserError, printable
from plugins.files.io_errors import FULL, why
from plugins.incremental.api import (
    BusyError,
    ForeignFolderError,
    IncrementalPelican,
    PageRejectedError,
    RenderError,
    Summary,
    UnsupportedError,
)

UNMADE = (
    "Cổng giữ nguyên như trước. Đây là lỗi của chương trình: sửa hoặc bỏ đoạn vừa thêm trong bài để dựng tiếp, "
    "và báo cho người phụ trách kỹ thuật (chi tiết: uv run invoke --debug build)."
)
logger = logging.getLogger(__name__)


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


class FolderError(UserError):
    """A content or output folder cannot be used; the message is for the operator, in Vietnamese."""


class OutputError(FolderError):
    """The output folder cannot be used."""


def load_settings(
    content: Path | None = None,
    output: Path | None = None,
    *,
    agency: Path | None = None,
    publish: bool = False,
    drafts: bool = False,
) -> dict[str, Any]:
    """Return Pelican's settings for a content and an output folder (defaults: those of `pelicanconf.py`).

    `agency` is the file of an agency that is not the content folder's own; `drafts` shows what is not published,
    for the preview. Raises FolderError if the content folder is none.
    """
    override: dict[str, Any] = {}
    if content is not None:
        override["PATH"] = str(_folder_of_content(content))
    if output is not None:
        override["OUTPUT_PATH"] = str(output.resolve())
    if agency is not None:
        override["AGENCY_FILE"] = str(agency.resolve())
    settings: dict[str, Any] = read_settings(
        str(ROOT / ("publishconf.py" if publish else "pelicanconf.py")), override=override
    )
    set_contract_settings(settings)
    if drafts:
        settings["SHOW_DRAFTS"] = True
        settings["PLUGINS"] = [*settings["PLUGINS"], "plugins.building.drafts"]
    return settings


def build(
    content: Path | None = None,
    output: Path | None = None,
    *,
    agency: Path | None = None,
    publish: bool = False,
    drafts: bool = False,
) -> BuildSummary:
    """Bring the output folder up to date; after a refusal it stands as it was.

    Raises ContentError if the content or a page made of it is refused, FolderError if a folder cannot be used (OutputError if it is
    that of the output) or a file cannot be made.
    """
    settings = load_settings(content, output, agency=agency, publish=publish, drafts=drafts)
    target = Path(settings["OUTPUT_PATH"])
    logging.getLogger("pelican").setLevel(logging.WARNING)
    try:
        if target.is_dir() and any(target.iterdir()) and not any(target.glob("theme/site.*.css")):
            raise OutputError(_foreign(target))
        pelican = IncrementalPelican(settings)
        pelican.progress = line = ProgressLine()
        try:
            pelican.run()
        finally:
            line.finish()
    except ForeignFolderError as error:
        raise OutputError(_foreign(target)) from error
    except RenderError as error:
        logger.debug("Not built", exc_info=True)
        raise FolderError(_unmade(error)) from error
    except PageRejectedError as error:
        raise ContentError(error.reasons) from None
    except UnsupportedError as error:
        raise FolderError(f"Không dựng được từng phần: {error}") from error
    except BusyError as error:
        raise OutputError(str(error)) from error
    except OSError as error:
        raise OutputError(_unwritten(target, error)) from error
    except sqlite3.OperationalError as error:
        raise OutputError(
            f"Không ghi được sổ nhớ của bộ dựng trong {STATE} ({error}). Thường là do {FULL}"
        ) from error
    done = pelican.summary or Summary()
    return BuildSummary(done.pages, done.seconds, done)


def _folder_of_content(named: Path) -> Path:
    if named.is_dir():
        return named.resolve()
    wrong = "là tệp, không phải thư mục" if named.exists() else "không có"
    raise FolderError(
        f"Thư mục nội dung {named}: {wrong}. Viết đúng tên thư mục có agency.yaml, articles/ và pages/, ví dụ: content"
    )


def _foreign(folder: Path) -> str:
    return f"Thư mục {folder} có tệp không do cổng dựng ra. Chọn thư mục khác bằng --output, hoặc dọn thư mục này."


def _unmade(error: RenderError) -> str:
    """Return which files could not be made, of which articles, and what an editor can do until the program is fixed."""
    lines = [
        printable(
            f"{failure.content or failure.output}: không dựng được tệp {failure.output}: {failure.reason}"
        )
        for failure in error.failures
    ]
    return "\n".join([*lines, UNMADE])


def _unwritten(folder: Path, error: OSError) -> str:
    place = f" ({error.filename})" if error.filename and Path(error.filename) != folder else ""
    return f"Không dựng được vào {folder}{place}: {why(error)}"
