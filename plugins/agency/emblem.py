"""The emblem: a picture of the content folder that is published with the site."""

from __future__ import annotations

import stat
from pathlib import Path, PurePosixPath

from plugins.agency.drawing import DrawingError, plain_drawing
from plugins.files.inside import OutsideError, open_inside

DRAWING = ".svg"
PICTURES = (DRAWING, ".png", ".webp", ".jpg", ".jpeg")
LARGEST_DRAWING = 500_000  # bytes; every reader fetches it
HINT = (
    "Đặt ảnh ngay trong thư mục nội dung và viết tên của nó, ví dụ: emblem: bieu-trung.svg; hoặc bỏ mục này."
)
HINT_FOR_DRAWING = (
    "Xóa chỗ đó, hoặc mở ảnh trong chương trình vẽ, bỏ mũi tên, bóng đổ và hiệu ứng, chuyển chữ thành nét và lưu lại dạng "
    "SVG thường (Plain SVG); hoặc xuất ra ảnh png và dùng ảnh ấy."
)


class EmblemError(Exception):
    """What is wrong with the entry `emblem`, and what to write instead, in Vietnamese."""

    def __init__(self, problem: str, hint: str = HINT) -> None:
        super().__init__(problem)
        self.hint = hint


def is_drawing(emblem: str) -> bool:
    """Return whether the emblem is an SVG, by its name."""
    return emblem.lower().endswith(DRAWING)


def emblem_issue(emblem: str, content: Path) -> tuple[str, str] | None:
    """Return what is wrong with the entry `emblem` and what to write instead, or None.

    That a picture can be decoded is checked by `plugins.images`, which publishes it.
    """
    try:
        if is_drawing(emblem):
            published_drawing(emblem, content)
        elif emblem:
            _emblem_file(emblem, content)
    except EmblemError as error:
        return f"mục “emblem”: {error}", error.hint
    return None


def published_drawing(emblem: str, content: Path) -> bytes:
    """Return the bytes to publish for an emblem that is an SVG. Raises EmblemError."""
    file = _emblem_file(emblem, content)
    try:
        with open_inside(file, content) as opened:
            data = opened.read(LARGEST_DRAWING + 1)
    except OutsideError:
        raise EmblemError(f"“{emblem}” bị thay bằng tệp khác trong khi đọc", "Chạy lại.") from None
    except OSError as error:
        raise EmblemError(f"không đọc được “{emblem}”: {error.strerror}") from error
    if len(data) > LARGEST_DRAWING:
        raise EmblemError(f"“{emblem}” nặng hơn {LARGEST_DRAWING // 1000} kB", HINT_FOR_DRAWING)
    try:
        return plain_drawing(data)
    except DrawingError as error:
        raise EmblemError(f"“{emblem}” {error}", HINT_FOR_DRAWING) from None


def _emblem_file(emblem: str, content: Path) -> Path:
    """Return the real file of the emblem. Raises EmblemError.

    It is published at the address of its name, so that must not be an address of the portal's own: all of those with
    such an ending lie in folders. The real file has to be one that may be published too.
    """
    named = PurePosixPath(emblem)
    if named.is_absolute() or ".." in named.parts or "\\" in emblem:
        raise EmblemError(f"“{emblem}” nằm ngoài thư mục nội dung")
    if len(named.parts) != 1:
        raise EmblemError(f"“{emblem}” nằm trong thư mục con")
    _check_name(named, emblem)
    try:
        real = (content / named).resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        raise EmblemError(f"không có tệp biểu trưng “{emblem}”") from None
    root = content.resolve()
    if not real.is_relative_to(root):
        raise EmblemError(f"“{emblem}” dẫn ra ngoài thư mục nội dung")
    _check_name(PurePosixPath(real.relative_to(root)), emblem)
    if not stat.S_ISREG(mode):
        raise EmblemError(f"“{emblem}” không phải là tệp thường")
    return real


def _check_name(path: PurePosixPath, emblem: str) -> None:
    if any(part.startswith(".") for part in path.parts):
        raise EmblemError(f"“{emblem}” là tệp ẩn, không được đăng")
    if path.suffix.lower() not in PICTURES:
        endings = ", ".join(ending[1:] for ending in PICTURES)
        raise EmblemError(f"“{emblem}” không phải là ảnh dùng được ({endings})")
