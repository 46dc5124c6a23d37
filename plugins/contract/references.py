"""What a text leads to has to be there: articles, files that may be published, addresses of the portal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from plugins.contract.entry import Entry
from plugins.contract.faults import Fault
from plugins.contract.known_addresses import KnownAddresses
from plugins.contract.link_targets import ARTICLE_ENDINGS
from plugins.contract.links import Reference
from plugins.contract.pictures import PICTURES
from plugins.contract.text import closest, slug_of

# Files that a browser shows or saves. Not among them: what it would run on the portal's own address (html, svg, xml, js).
DOCUMENTS = "pdf doc docx xls xlsx ppt pptx odt ods odp rtf txt csv zip mp3 mp4 webm ogg"
CLOSE = 0.85  # two addresses of one folder are alike already
PUBLISHABLE = PICTURES | {f".{ending}" for ending in DOCUMENTS.split()}


class References:
    """Judges references; `broken` are the paths of source files that are refused for reasons of their own."""

    def __init__(
        self,
        entries: Sequence[Entry],
        by_address: dict[str, Entry],
        content: Path,
        broken: frozenset[str],
        reserved: frozenset[str],
    ) -> None:
        self._by_path = {entry.path: entry for entry in entries}
        self._by_address = by_address
        self._known = KnownAddresses(entries, by_address)
        self._soon = KnownAddresses(entries, by_address, soon=True)
        self._content = content
        self._broken = broken
        self._reserved = reserved
        self._root = content.resolve()
        self._folders_out: dict[Path, bool] = {}

    def faults(self, path: str, references: Sequence[Reference], *, published: bool) -> Iterator[Fault]:
        """Yield what is wrong with the references of the text at `path`."""
        for reference in references:
            wrong = (
                self._wrong_address(reference.file, published=published)
                if reference.what == "address"
                else self._wrong_target(reference, path, published=published)
            )
            if wrong is not None:
                yield Fault(path, reference.line, *wrong)

    def _wrong_target(self, reference: Reference, path: str, *, published: bool) -> tuple[str, str] | None:
        target = reference.target(path)
        if target is None:
            return (
                f"đường dẫn “{reference.file}” ra ngoài thư mục nội dung",
                "Chép tệp vào cạnh bài viết và viết tên tệp.",
            )
        if reference.what == "filename":
            return self._wrong_article(reference.file, target, published=published)
        return self._wrong_file(reference.file, target)

    def _wrong_article(self, written: str, target: str, *, published: bool) -> tuple[str, str] | None:
        if target in self._by_path:
            if published and not self._by_path[target].published:
                return f"bài dẫn tới {target}, là bài chưa đăng", "Bỏ liên kết, hoặc đăng bài kia trước."
            return None
        if target in self._broken:
            return None
        if not target.endswith(ARTICLE_ENDINGS) and (self._content / target).is_file():
            return (
                f"“{written}” không phải là bài viết mà là tệp",
                f"Viết: {{static}}{written}",
            )
        return self._missing(written, target)

    def _wrong_file(self, written: str, target: str) -> tuple[str, str] | None:
        suffix = PurePosixPath(target).suffix.lower()
        if suffix in ARTICLE_ENDINGS:
            return (
                f"“{written}” là tệp nguồn của một bài viết, không được đăng như một tệp",
                f"Dẫn tới bài bằng liên kết trong nội dung: [tên bài]({{filename}}{written})",
            )
        file = self._content / target
        if not file.is_file():
            return self._missing(written, target)
        if suffix not in PUBLISHABLE:
            return (
                f"tệp “{written}” thuộc loại không được đăng",
                f"Các loại được đăng: {', '.join(sorted(ending[1:] for ending in PUBLISHABLE))}.",
            )
        if target.partition("/")[0] in self._reserved:
            return (
                f"tệp “{written}” nằm trong thư mục “{target.partition('/')[0]}” mà địa chỉ dành riêng cho cổng",
                "Chép tệp vào cạnh bài viết và viết tên tệp.",
            )
        if self._leads_out(file):
            return (
                f"tệp “{written}” là lối tắt (symbolic link) ra ngoài thư mục nội dung",
                "Chép chính tệp ấy vào cạnh bài viết.",
            )
        return None

    def _missing(self, written: str, target: str) -> tuple[str, str]:
        folder = (self._content / target).parent
        names = sorted(item.name for item in folder.iterdir() if item.is_file()) if folder.is_dir() else []
        names = names or [PurePosixPath(path).name for path in self._by_path]
        name = PurePosixPath(target).name
        decomposed = [item for item in names if item != name and unicodedata.normalize("NFC", item) == name]
        if decomposed:
            return (
                f"tên tệp “{written}” trên đĩa viết bằng dấu rời (kiểu máy Mac) nên không khớp",
                f"Đổi tên tệp thành chữ không dấu: {slug_of(PurePosixPath(name).stem)}{PurePosixPath(name).suffix}, rồi sửa tên trong bài.",
            )
        meant = closest(name, names)
        remedy = f"Ý bạn là “{meant}”?" if meant else "Kiểm tra tên tệp; tệp phải nằm cạnh bài viết."
        return f"không có tệp “{written}”", remedy

    def _wrong_address(self, address: str, *, published: bool) -> tuple[str, str] | None:
        known = self._known if published else self._soon
        if unquote(address) in known:
            return None
        if address in self._by_address:
            path = self._by_address[address].path
            return f"bài dẫn tới {path}, là bài chưa đăng", "Bỏ liên kết, hoặc đăng bài kia trước."
        target = unquote(address).strip("/")
        if (self._content / target).is_file():
            what = "filename" if target.endswith(ARTICLE_ENDINGS) else "static"
            return f"“{address}” là tệp trong thư mục nội dung", f"Viết: {{{what}}}/{target}"
        near = [f"{address}/"] if f"{address}/" in known else []
        near += get_close_matches(address, known.guesses, n=1, cutoff=CLOSE)
        remedy = (
            f"Ý bạn là “{near[0]}”?"
            if near
            else "Sửa hoặc bỏ liên kết. Dẫn tới bài khác thì viết {filename} và tên tệp của bài."
        )
        return f"trong cổng không có địa chỉ {address}", remedy

    def _leads_out(self, file: Path) -> bool:
        if file.is_symlink():
            return not file.resolve().is_relative_to(self._root)
        if file.parent not in self._folders_out:
            self._folders_out[file.parent] = not file.parent.resolve().is_relative_to(self._root)
        return self._folders_out[file.parent]
