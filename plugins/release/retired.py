"""Files of kinds that earlier versions of the portal wrote and this one does not.

The first deploy after an upgrade removes thousands of them, which the operator should read in one line.
"""

import re
from collections.abc import Collection

from plugins.urls.patterns import CARDS, QR_CODE
from plugins.vietnamese.writing import number

# For each kind: what to call it, its files, and how many of them a release of this version may still have.
KINDS = (
    # `2024/03/x/x.html` and `x.md` beside the page of an article; `bai-viet.html` for an article with the slug `index`.
    ("bản lưu cạnh bài (.html, .md)", re.compile(r"(?:.+/)?(?:([^/]+)/\1|index/bai-viet)\.(?:html|md)"), 0),
    # A card for each article without a picture; now, by default, one of the agency.
    ("ảnh thẻ riêng của bài", re.compile(rf"{re.escape(CARDS.lstrip('/'))}[^/]+\.png"), 1),
    ("mã QR dạng SVG", re.compile(rf".+/{re.escape(QR_CODE.removesuffix('.png'))}\.svg"), 0),
)


def retired_files(before: Collection[str], after: Collection[str]) -> str:
    """Return one line that counts the files of retired kinds which a release no longer has, "" if there are none.

    `before` and `after` are the paths of the files of the current and of the next release.
    """
    gone = set(before) - set(after)
    counts = []
    for name, pattern, still in KINDS:
        count = sum(map(bool, map(pattern.fullmatch, gone)))
        if count > still >= sum(map(bool, map(pattern.fullmatch, after))):
            counts.append((count, name))
    if not counts:
        return ""
    total = number(sum(count for count, _ in counts))
    listed = ", ".join(f"{number(count)} {name}" for count, name in counts)
    return f"Bản này không còn {total} tệp thuộc các loại mà phần mềm không tạo nữa: {listed}."
