"""What one file cannot see: two names with one address, two pages with one address, links that lead nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from plugins.contract.entry import Entry
from plugins.contract.faults import Fault
from plugins.contract.text import closest, slug_of

YEAR_DIGITS = 4
# Files that a browser shows or saves. Not among them: what it would run on the portal's own address (html, svg, xml, js).
PUBLISHABLE = frozenset(
    f".{ending}"
    for ending in (
        *("jpg", "jpeg", "png", "gif", "webp", "avif"),
        *(
            "pdf",
            "doc",
            "docx",
            "xls",
            "xlsx",
            "ppt",
            "pptx",
            "odt",
            "ods",
            "odp",
            "rtf",
            "txt",
            "csv",
            "zip",
        ),
        *("mp3", "mp4", "webm", "ogg"),
    )
)
# First parts of addresses that the portal itself uses, or keeps free for what is still to come.
RESERVED = frozenset(
    [
        "404",
        "404.html",
        "chu-de",
        "chuyen-muc",
        "cong-khai",
        "dang-nhap",
        "don-vi",
        "en",
        "luot-truy-cap",
        "luu-tru",
        "rss",
        "so-do-cong",
        "tac-gia",
        "theme",
        "thong-ke-truy-cap",
        "tim-kiem",
        "van-ban",
        "xac-minh",
    ]
)


def faults_of_site(entries: Iterable[Entry], content: Path) -> list[Fault]:
    """Return the faults that show only when all files are seen together; `content` is the content folder."""
    ordered = sorted(entries, key=lambda entry: entry.path)
    return [
        *_shared_addresses(ordered),
        *_reserved_addresses(ordered),
        *_shared_slugs(ordered, "authors", "tên tác giả", "tac-gia"),
        *_shared_slugs(ordered, "tags", "chủ đề", "chu-de"),
        *_dead_references(ordered, content),
    ]


def _shared_addresses(entries: list[Entry]) -> list[Fault]:
    first: dict[str, Entry] = {}
    faults = []
    for entry in entries:
        other = first.setdefault(entry.address, entry)
        if other is not entry:
            faults.append(
                Fault(
                    entry.path,
                    entry.address_line,
                    f"địa chỉ {entry.address} đã dùng cho {other.path}",
                    "Đặt địa chỉ khác cho một trong hai bài, ví dụ: slug: "
                    + entry.address.strip("/").rpartition("/")[2]
                    + "-2",
                )
            )
    return faults


def _reserved_addresses(entries: list[Entry]) -> list[Fault]:
    return [
        Fault(
            entry.path,
            entry.address_line,
            f"địa chỉ {entry.address} dành riêng cho cổng",
            "Thêm dòng slug với một địa chỉ khác.",
        )
        for entry in entries
        if entry.is_page
        and (
            (part := entry.address.strip("/").partition("/")[0]) in RESERVED
            or (part.isdigit() and len(part) == YEAR_DIGITS)
        )
    ]


def _shared_slugs(entries: list[Entry], attribute: str, label: str, folder: str) -> list[Fault]:
    users: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        for name in getattr(entry, attribute):
            users[slug_of(name)][name].append(entry)
    faults = []
    for slug, names in users.items():
        if len(names) > 1:
            usual, *rest = sorted(names, key=lambda name: (-len(names[name]), names[name][0].path))
            for name in rest:
                entry = names[name][0]
                faults.append(
                    Fault(
                        entry.path,
                        entry.author_line if attribute == "authors" else entry.tags_line,
                        f"{label} “{name}” và “{usual}” ({names[usual][0].path}) có chung địa chỉ /{folder}/{slug}/",
                        f"Nếu là một, viết thống nhất “{usual}”; nếu là hai, thêm chữ để phân biệt.",
                    )
                )
    return faults


def _dead_references(entries: list[Entry], content: Path) -> list[Fault]:
    by_path = {entry.path: entry for entry in entries}
    faults = []
    for entry in entries:
        for reference in entry.references:
            target, line = reference.target(entry.path), reference.line
            if target is None:
                faults.append(
                    Fault(
                        entry.path,
                        line,
                        f"đường dẫn “{reference.file}” ra ngoài thư mục nội dung",
                        "Chép tệp vào cạnh bài viết và viết tên tệp.",
                    )
                )
            elif reference.what == "filename" and target in by_path:
                if entry.published and not by_path[target].published:
                    faults.append(
                        Fault(
                            entry.path,
                            line,
                            f"bài dẫn tới {target}, là bài chưa đăng",
                            "Bỏ liên kết, hoặc đăng bài kia trước.",
                        )
                    )
            elif reference.what == "static" and PurePosixPath(target).suffix.lower() not in PUBLISHABLE:
                faults.append(
                    Fault(
                        entry.path,
                        line,
                        f"tệp “{reference.file}” thuộc loại không được đăng",
                        f"Các loại được đăng: {', '.join(sorted(ending[1:] for ending in PUBLISHABLE))}.",
                    )
                )
            elif not (content / target).is_file() or reference.what == "filename":
                meant = closest(
                    PurePosixPath(target).name,
                    [PurePosixPath(path).name for path in _neighbours(content / target, by_path)],
                )
                remedy = f"Ý bạn là “{meant}”?" if meant else "Kiểm tra tên tệp; tệp phải nằm cạnh bài viết."
                faults.append(Fault(entry.path, line, f"không có tệp “{reference.file}”", remedy))
    return faults


def _neighbours(target: Path, by_path: Mapping[str, Entry]) -> list[str]:
    folder = target.parent
    return (
        sorted(item.name for item in folder.iterdir() if item.is_file()) if folder.is_dir() else list(by_path)
    )
