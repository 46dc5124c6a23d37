"""A new portal: a content folder with the agency's file, standing pages and a first article."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

import yaml

from plugins.agency.agency import ALL_NEWS, PLACEHOLDER
from plugins.agency.values import VALUES, WrongValueError
from plugins.authoring.asking import ask_text
from plugins.errors.issue import UserError
from plugins.front_matter.parser import Value
from plugins.vietnamese.text import slug_of

STARTER = Path(__file__).with_name("starter")
DEPARTMENTS = (
    "Văn phòng HĐND và UBND; Phòng Văn hóa - Xã hội; Phòng Kinh tế; Công an xã; Ban Chỉ huy Quân sự xã"
)
CATEGORIES: list[str] = yaml.safe_load(
    Template((STARTER / "agency.yaml").read_text(encoding="utf-8")).safe_substitute(departments="")
)["categories"]
MARKDOWN_SIGNS = re.compile(r"[\\`*_{}\[\]()#+.!>-]")


def new_portal(folder: Path, now: datetime) -> list[Path]:
    """Ask a handful of questions, fill the folder and return the files written, relative to it.

    `now` is the local time. Raises UserError if the folder exists and is not empty, or is a link that leads
    to nothing. Nothing is written before the last answer. A new folder appears complete or not at all; into one that
    exists `agency.yaml`, without which it is no portal, comes last.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"“{folder}” đã có tệp. Chọn một thư mục mới hoặc để trống.")
    if folder.is_symlink() and not folder.exists():
        raise UserError(
            f"“{folder}” là lối tắt (symbolic link) tới chỗ không có gì. Xóa lối tắt ấy, hoặc chọn một thư mục mới."
        )
    try:
        folder = folder.resolve()
    except RuntimeError as error:  # a link to itself, before Python 3.13
        raise UserError(f"“{folder}” nằm dưới một lối tắt quay vòng. Chọn một thư mục khác.") from error
    print("Trả lời vài câu hỏi; sau này sửa được tất cả trong agency.yaml.")
    values = _answers()
    values["date"] = f"{now.day}/{now.month}/{now:%Y %H:%M}"
    existed = folder.is_dir()
    near = folder if existed else folder.parent
    near.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=near, prefix=".moi-") as place:
        fresh = Path(place, "noi-dung")
        written = _fill(fresh, now, values)
        if existed:
            # Do not replace it: it may be a shell's current folder or a mount point, and Windows rejects it.
            for entry in sorted(fresh.iterdir(), key=lambda entry: entry.name == "agency.yaml"):
                entry.rename(folder / entry.name)
        else:
            fresh.rename(folder)
    return written


def _answers() -> dict[str, str]:
    name = ask_text("Tên ngắn của cơ quan", default="UBND xã Đồng Kho", wrong=_no_name)
    full_name = ask_text("Tên đầy đủ", default=name.replace("UBND", "Ủy ban nhân dân"), wrong=_no_name)
    superior = ask_text("Cơ quan cấp trên", default="UBND tỉnh Lâm Đồng", wrong=_no_name)
    host = slug_of(name).removeprefix("ubnd-").replace("-", "")[:60]
    site_url = ask_text("Địa chỉ cổng", default=f"https://{host}.example", wrong=_no_address)
    departments = ask_text("Các đơn vị, ngăn bằng dấu chấm phẩy", default=DEPARTMENTS, wrong=_no_departments)
    return {
        "name": _quoted(name),
        "full_name": _quoted(full_name),
        "superior": _quoted(superior),
        "site_url": _quoted(_with_scheme(site_url)),
        "initials": _quoted(_initials(name)),
        "departments": "\n".join(f"  - {_quoted(part)}" for part in _parts(departments)),
        "first_department": _quoted(_parts(departments)[0]),
        "in_quotes": _quoted(full_name)[1:-1],
        "in_text": MARKDOWN_SIGNS.sub(r"\\\g<0>", full_name),
    }


def _fill(folder: Path, now: datetime, values: dict[str, str]) -> list[Path]:
    written = []
    for source in sorted(STARTER.rglob("*.*")):
        place = source.relative_to(STARTER)
        if place.parts[0] == "articles":
            place = Path("articles", f"{now:%Y}", f"{now:%m}", place.name)
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        text = Template(source.read_text(encoding="utf-8")).substitute(values)
        target.write_text(text, encoding="utf-8", newline="\n")
        written.append(place)
    return written


def _no_name(text: str) -> str | None:
    if "<" in text or "://" in text or "@" in text or not slug_of(text):
        return "Viết một tên gọi, ví dụ: UBND xã Đồng Kho"
    if text[0] + text[-1] == "".join(PLACEHOLDER):
        return "Viết tên thật; ngoặc vuông dành cho điều chưa biết."
    return _wrong("name", text)


def _no_address(text: str) -> str | None:
    return _wrong("site_url", _with_scheme(text))


def _wrong(key: str, value: Value) -> str | None:
    """Return what agency.yaml would not accept of a value, or None."""
    try:
        VALUES[key](value)
    except WrongValueError as wrong:
        return f"Chưa đúng: {wrong}. {wrong.hint}"
    return None


def _no_departments(text: str) -> str | None:
    parts = _parts(text)
    taken = {slug_of(name): name for name in (*CATEGORIES, ALL_NEWS)}
    for part in parts:
        if _no_name(part):
            return f"“{part}” không phải là tên một đơn vị. Ví dụ: Văn phòng HĐND và UBND; Công an xã"
        slug = slug_of(part)
        if slug in taken:
            return f"“{part}” và “{taken[slug]}” có chung địa chỉ. Đổi một tên, hoặc bỏ bớt."
        taken[slug] = part
    return (
        _wrong("departments", [*parts])
        if parts
        else "Cần ít nhất một đơn vị. Ví dụ: Văn phòng HĐND và UBND; Công an xã"
    )


def _with_scheme(address: str) -> str:
    return address if "://" in address else f"https://{address}"


def _parts(text: str) -> list[str]:
    return list(
        dict.fromkeys(part for part in (" ".join(piece.split()) for piece in text.split(";")) if part)
    )


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isupper() and not word.isupper()]
    return "".join(word[0] for word in words)[:3] or name[:2]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
