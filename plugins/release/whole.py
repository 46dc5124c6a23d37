"""Validate a built site before it is released."""

import os
import stat
from collections.abc import Iterable, Iterator

from plugins.release.errors import ReleaseError
from plugins.release.tree import Tree

_LISTED_PROBLEMS = 10


def check_whole(site: Tree, names: Iterable[str]) -> None:
    """Raise ReleaseError listing the problems if `site` is not complete. Raises OSError.

    A complete site has an index.html, no empty or temporary file, and only folders and regular files: a link could
    publish something outside the release. Only the files in `names` are looked at, the others being those of a release.
    """
    if not site.inodes:
        raise ReleaseError("Bản dựng trống: lệnh dựng không ghi tệp nào. Trang đang phục vụ không thay đổi.")
    problems = [f"{name} {problem}" for name in sorted(names) for problem in _problems(site, name)]
    if "index.html" not in site.inodes:
        problems.insert(0, "thiếu index.html (trang chủ)")
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems[:_LISTED_PROBLEMS])
        rest = len(problems) - _LISTED_PROBLEMS
        more = f"\n  - và {rest} lỗi nữa" if rest > 0 else ""
        raise ReleaseError(
            f"Bản dựng không nguyên vẹn:\n{listed}{more}\n"
            "Hãy dựng lại và xem thông báo của lệnh dựng. Trang đang phục vụ không thay đổi."
        )


def _problems(site: Tree, name: str) -> Iterator[str]:
    status = os.lstat(f"{site.folder}/{name}")
    last = name.rpartition("/")[2]
    if stat.S_ISLNK(status.st_mode):
        yield "là liên kết, không phải tệp"
    elif not stat.S_ISREG(status.st_mode):
        yield "không phải tệp thường"
    elif last.startswith(".") and last.endswith("~"):
        yield "là tệp tạm của một lần dựng bị ngắt"
    elif status.st_size == 0:
        yield "rỗng"
