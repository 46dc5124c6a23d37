"""The emblem: a picture of the content folder that is published with the site."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from plugins.agency.drawing import drawing_fault

PICTURES = (".svg", ".png", ".webp", ".jpg", ".jpeg")


def emblem_fault(emblem: str, content: Path) -> tuple[str, str] | None:
    """Return what is wrong with the entry `emblem` and what to write instead, or None.

    It is published at the address of its name, so it must not lead out of the content folder, by its name or
    by a link, and be nothing but a picture, which an SVG need not be.
    """
    if not emblem:
        return None
    remedy = (
        "Đặt ảnh vào thư mục nội dung và viết tên của nó, ví dụ: emblem: bieu-trung.svg; hoặc bỏ mục này."
    )
    problem = _problem(emblem, content)
    if problem is None and emblem.lower().endswith(".svg"):
        wrong = drawing_fault((content / emblem).read_bytes())
        problem = wrong and f"“{emblem}” {wrong}"
        remedy = "Xóa chỗ đó, hoặc mở ảnh trong chương trình vẽ và lưu lại dạng SVG thường (Plain SVG); hoặc dùng ảnh png."
    return (f"mục “emblem”: {problem}", remedy) if problem else None


def _problem(emblem: str, content: Path) -> str | None:
    named = PurePosixPath(emblem)
    file = content / named
    leads_out = named.is_absolute() or ".." in named.parts or "\\" in emblem
    if leads_out or (file.is_file() and not file.resolve().is_relative_to(content.resolve())):
        return f"“{emblem}” nằm ngoài thư mục nội dung"
    if any(part.startswith(".") for part in named.parts):
        return f"“{emblem}” là tệp ẩn, không được đăng"
    if named.suffix.lower() not in PICTURES:
        return f"“{emblem}” không phải là ảnh dùng được ({', '.join(ending[1:] for ending in PICTURES)})"
    return None if file.is_file() else f"không có tệp biểu trưng “{emblem}”"
