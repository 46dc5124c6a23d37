"""Build a content folder into an output folder, completely or not at all."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from plugins.building.places import ROOT, STATE
from plugins.building.portal import content_folder
from plugins.building.progress import ProgressLine
from plugins.contract.publication import texts_accepted
from plugins.contract.settings import set_contract_settings
from plugins.contract.site.entry import Entry
from plugins.errors.commands import command, options_of_call
from plugins.errors.io_errors import FULL, why
from plugins.errors.issue import ContentError, UserError, printable
from plugins.incremental.api import (
    BusyError,
    ForeignFolderError,
    IncrementalPelican,
    PageRejectedError,
    RenderError,
    Summary,
    UnsupportedError,
    WorkerEndedError,
)

NOT_RENDERED = (
    "Cổng giữ nguyên như trước. Đây là lỗi của chương trình: sửa hoặc bỏ đoạn vừa thêm trong bài để dựng tiếp, "
    "và báo cho người phụ trách kỹ thuật (chi tiết: {command})."
)
ENDED = (
    "Hệ điều hành đã dừng một tiến trình của lần dựng, thường vì máy hết bộ nhớ. Cổng giữ nguyên như trước. "
    "Đóng bớt chương trình rồi chạy lại."
)
logger = logging.getLogger(__name__)


def load_settings(
    content: Path | None = None,
    output: Path | None = None,
    *,
    agency: Path | None = None,
    publish: bool = False,
    drafts: bool = False,
    moment: str | None = None,
) -> dict[str, Any]:
    """Return Pelican's settings for a content and an output folder (default: those of `pelicanconf.py`).

    `agency` is an agency.yaml outside the content folder; `drafts` shows unpublished texts, for the preview; `moment` is
    a BUILD_MOMENT. Raises UserError if the content folder does not exist.
    """
    override: dict[str, Any] = {}
    if content is not None:
        override["PATH"] = str(content_folder(content))
    if output is not None:
        override["OUTPUT_PATH"] = str(output.resolve())
    if agency is not None:
        override["AGENCY_FILE"] = str(agency.resolve())
    if moment is not None:
        override["BUILD_MOMENT"] = moment
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
    moment: str | None = None,
    tolerant: bool = False,
    approved: bool = False,
    texts: list[Entry] | None = None,
    built: Callable[[IncrementalPelican], object] | None = None,
) -> Summary:
    """Bring the output folder up to date. If this raises, it is unchanged.

    A `tolerant` build leaves out texts with errors. All others are added to `texts`; `built` is given what a successful
    build has left in memory. In `approved` content, links to URLs that the portal does not have are warnings: a withdrawal,
    which waits for nothing, may have emptied a list.
    Raises ContentError if the content, or a page made of it, is rejected, and UserError if a folder cannot be used or
    a file cannot be made.
    """
    settings = load_settings(content, output, agency=agency, publish=publish, drafts=drafts, moment=moment)
    if tolerant:
        settings["LEAVES_OUT_BROKEN_TEXTS"] = True
    if tolerant or approved:
        settings["ACCEPTS_DEAD_LINKS"] = True
    target = Path(settings["OUTPUT_PATH"])
    logging.getLogger("pelican").setLevel(logging.WARNING)
    try:
        pelican = IncrementalPelican(settings)
        pelican.progress = line = ProgressLine()
        try:
            with texts_accepted.connected_to([].extend if texts is None else texts.extend):
                pelican.run()
        finally:
            line.finish()
    except ForeignFolderError as error:
        raise UserError(
            f"Thư mục {target} có tệp không do cổng dựng ra, hoặc trùng với, chứa hay nằm trong thư mục nội dung hay giao "
            "diện. Chọn thư mục khác bằng --output. Chưa có gì thay đổi."
        ) from error
    except RenderError as error:
        logger.debug("Not built", exc_info=True)
        with options_of_call(
            content=str(content or ""), agency=str(agency or "")
        ):  # also in a process of its own
            raise UserError(_not_rendered(error)) from error
    except PageRejectedError as error:
        raise ContentError(error.reasons) from None
    except UnsupportedError as error:
        raise UserError(f"Không dựng được từng phần: {error}") from error
    except BusyError as error:
        raise UserError(
            f"Một lần dựng khác (tiến trình {error.pid or '?'}) đang chạy cho thư mục này. Đợi nó xong rồi chạy lại."
        ) from error
    except WorkerEndedError as error:
        raise UserError(ENDED) from error
    except OSError as error:
        path = f" ({error.filename})" if error.filename and Path(error.filename) != target else ""
        raise UserError(f"Không dựng được vào {target}{path}: {why(error)}") from error
    except sqlite3.OperationalError as error:
        raise UserError(
            f"Không ghi được sổ nhớ của bộ dựng trong {STATE} ({error}). Thường là do {FULL}"
        ) from error
    if built is not None:
        built(pelican)
    return pelican.summary or Summary()


def describe(done: Summary) -> str:
    """Return what a build did, in Vietnamese."""
    seconds = f"{done.seconds:.1f}".replace(".", ",")
    return (
        f"Cổng có {done.outputs} tệp, {done.pages} trang. Đã đọc {done.read}/{done.sources} bài, dựng {done.rendered}, "
        f"ghi {done.written}, xóa {done.removed} tệp trong {seconds} giây."
    )


def _not_rendered(error: RenderError) -> str:
    """Return which files could not be made, of which articles, and what an editor can do until the bug is fixed."""
    lines = [
        printable(
            f"{failure.content or failure.output}: không dựng được tệp {failure.output}: {failure.reason}"
        )
        for failure in error.failures
    ]
    return "\n".join([*lines, NOT_RENDERED.format(command=command("build", flag="--debug"))])
