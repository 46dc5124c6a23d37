"""A new portal: a content folder with the agency's file, standing pages and a first article."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from string import Template

from plugins.authoring.asking import Ask, ask_text
from plugins.contract.text import slug_of

STARTER = Path(__file__).with_name("starter")
DEPARTMENTS = (
    "Văn phòng HĐND và UBND; Phòng Văn hóa - Xã hội; Phòng Kinh tế; Công an xã; Ban Chỉ huy Quân sự xã"
)


class FolderTakenError(Exception):
    """The folder already holds something; the message is for the operator, in Vietnamese."""


def new_portal(folder: Path, now: datetime, *, ask: Ask, say: Callable[[str], None]) -> list[Path]:
    """Ask a handful of questions, fill the folder and return the files written, relative to it.

    `now` is the local time. Raises FolderTakenError if the folder exists and is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTakenError(f"“{folder}” đã có tệp. Chọn một thư mục mới hoặc để trống.")
    say("Trả lời vài câu hỏi; sau này sửa được tất cả trong agency.yaml.")
    name = ask_text(ask, "Tên ngắn của cơ quan", default="UBND xã Đồng Kho")
    full_name = ask_text(ask, "Tên đầy đủ", default=name.replace("UBND", "Ủy ban nhân dân"))
    superior = ask_text(ask, "Cơ quan cấp trên", default="UBND tỉnh Lâm Đồng")
    site_url = ask_text(
        ask, "Địa chỉ cổng", default=f"https://{slug_of(name).removeprefix('ubnd-').replace('-', '')}.example"
    )
    departments = ask_text(ask, "Các đơn vị, ngăn bằng dấu chấm phẩy", default=DEPARTMENTS)
    values = {
        "name": _quoted(name),
        "full_name": _quoted(full_name),
        "superior": _quoted(superior),
        "site_url": _quoted(site_url if "://" in site_url else f"https://{site_url}"),
        "initials": _quoted(_initials(name)),
        "departments": "\n".join(f"  - {_quoted(part)}" for part in _parts(departments)),
        "first_department": _quoted(_parts(departments)[0]),
        "agency": full_name,
        "date": f"{now.day}/{now.month}/{now:%Y %H:%M}",
    }
    written = []
    for source in sorted(STARTER.rglob("*.*")):
        place = source.relative_to(STARTER)
        if place.parts[0] == "articles":
            place = Path("articles", f"{now:%Y}", f"{now:%m}", place.name)
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(source.read_text(encoding="utf-8")).substitute(values), encoding="utf-8")
        written.append(place)
    return written


def _parts(text: str) -> list[str]:
    return list(
        dict.fromkeys(part for part in (" ".join(piece.split()) for piece in text.split(";")) if part)
    )


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isupper() and not word.isupper()]
    return "".join(word[0] for word in words)[:3] or name[:2]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
