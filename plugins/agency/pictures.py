"""The emblem and the pictures of links: files of the content folder that are published with the site."""

from __future__ import annotations

import stat
from pathlib import Path, PurePosixPath

from plugins.agency.drawing import DrawingError, plain_drawing
from plugins.files.inside import OutsideError, open_inside

DRAWING = ".svg"
PICTURES = (DRAWING, ".png", ".webp", ".jpg", ".jpeg")
LARGEST_DRAWING = 500_000  # bytes; every reader fetches it
HINT = (
    "Đặt ảnh ngay trong thư mục nội dung và viết tên của nó, ví dụ: {key}: bieu-trung.svg; hoặc bỏ mục này."
)
HINT_FOR_DRAWING = (
    "Xóa chỗ đó, hoặc mở ảnh trong chương trình vẽ, bỏ mũi tên, bóng đổ và hiệu ứng, chuyển chữ thành nét và lưu lại dạng "
    "SVG thường (Plain SVG); hoặc xuất ra ảnh png và dùng ảnh ấy."
)
HINT_FOR_PHOTO = "Dùng ảnh chụp jpg, webp hoặc png, ví dụ: {key}: canh-dong.jpg; hoặc bỏ mục này."


class PictureError(Exception):
    """What is wrong with a picture that an entry names, and what to write instead, in Vietnamese."""

    def __init__(self, problem: str, hint: str = HINT) -> None:
        super().__init__(problem)
        self.hint = hint


def is_drawing(name: str) -> bool:
    """Return whether a picture is an SVG, by its name."""
    return name.lower().endswith(DRAWING)


def picture_issue(
    key: str, name: str, content: Path, *, within: str = "", drawn: bool = True
) -> tuple[str, str] | None:
    """Return what is wrong with the picture that the entry `key`, or one `within` it, names and what to write instead, or None.

    It may be an SVG only if it may be `drawn`. That a picture can be decoded is checked by `plugins.images`, which publishes it.
    """
    if is_drawing(name) and not drawn:
        return f"mục “{key}”: “{name}” là hình vẽ svg", HINT_FOR_PHOTO.format(key=key)
    try:
        if is_drawing(name):
            published_drawing(name, content)
        elif name:
            _file_of(name, content)
    except PictureError as error:
        return f"mục “{key}”: {error}", error.hint.format(key=within or key)
    return None


def published_drawing(name: str, content: Path) -> bytes:
    """Return the bytes to publish for a picture that is an SVG. Raises PictureError."""
    file = _file_of(name, content)
    try:
        with open_inside(file, content) as opened:
            data = opened.read(LARGEST_DRAWING + 1)
    except OutsideError:
        raise PictureError(f"“{name}” bị thay bằng tệp khác trong khi đọc", "Chạy lại.") from None
    except OSError as error:
        raise PictureError(f"không đọc được “{name}”: {error.strerror}") from error
    if len(data) > LARGEST_DRAWING:
        raise PictureError(f"“{name}” nặng hơn {LARGEST_DRAWING // 1000} kB", HINT_FOR_DRAWING)
    try:
        return plain_drawing(data)
    except DrawingError as error:
        raise PictureError(f"“{name}” {error}", HINT_FOR_DRAWING) from None


def _file_of(name: str, content: Path) -> Path:
    """Return the real file of a picture. Raises PictureError.

    It is published at the address of its name, so that must not be an address of the portal's own: all of those with
    such an ending lie in folders. The real file has to be one that may be published too.
    """
    named = PurePosixPath(name)
    if named.is_absolute() or ".." in named.parts or "\\" in name:
        raise PictureError(f"“{name}” nằm ngoài thư mục nội dung")
    if len(named.parts) != 1:
        raise PictureError(f"“{name}” nằm trong thư mục con")
    _check_name(named, name)
    try:
        real = (content / named).resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        raise PictureError(f"không có tệp ảnh “{name}”") from None
    root = content.resolve()
    if not real.is_relative_to(root):
        raise PictureError(f"“{name}” dẫn ra ngoài thư mục nội dung")
    _check_name(PurePosixPath(real.relative_to(root)), name)
    if not stat.S_ISREG(mode):
        raise PictureError(f"“{name}” không phải là tệp thường")
    return real


def _check_name(path: PurePosixPath, name: str) -> None:
    if any(part.startswith(".") for part in path.parts):
        raise PictureError(f"“{name}” là tệp ẩn, không được đăng")
    if path.suffix.lower() not in PICTURES:
        endings = ", ".join(ending[1:] for ending in PICTURES)
        raise PictureError(f"“{name}” không phải là ảnh dùng được ({endings})")
