"""Links and pictures of a text: what they refer to, and errors that show in the text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from plugins.contract.body.link_targets import (
    ARTICLE_ENDINGS,
    with_encoded_brackets,
    wrong_address,
    wrong_file_name,
)
from plugins.contract.body.pictures import (
    BESIDE_VIDEOS,
    VIDEOS,
    finding_of_alt,
    is_played,
    video_site,
    wrong_ending,
)
from plugins.errors.issue import Finding
from plugins.vietnamese.text import fold

# The sanitiser's output: attributes are in double quotes, and ", <, > and & in them are escaped.
ELEMENT = re.compile(r'<(?P<tag>a|img)(?P<attributes>(?: [a-z]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' (?P<name>[a-z]+)="(?P<value>[^"]*)"')
# Pelican looks for its link syntax behind `href=` and the like anywhere in a tag, also within another attribute, and
# from an apostrophe there on to the next one, wherever that is.
DISGUISED = re.compile(r"<[a-z][^<>]*=\s*'[^<>]*>")
IDENTIFIER = re.compile(r' id="([^"]*)"')
LINK_SYNTAX = re.compile(r"\{(?P<what>filename|static)\}(?P<file>[^{}|?#]+)(?P<rest>[?#].*)?")
VAGUE = re.compile(
    r"(?:(?:xem|bấm|nhấn|nhấp|click|tải(?: về)?|chi tiết)?(?: vào)?(?: tại| ở)? ?đây|tại đây|xem (?:thêm|tiếp|chi tiết)|chi tiết|link|click here|here|read more)"
    r"[.:!…]*"
)
MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Reference:
    """What a text refers to within the portal: an article or page (`filename`), a file (`static`) or an `address`.

    A file `beside` a video belongs to it if it exists: its captions, the picture that is shown before it plays.
    `file` is relative to the text's own folder, or to the content folder if it begins with `/`; of an `address`
    it is the root-relative address. `line` is where it stands in the file.
    """

    what: str
    file: str
    line: int = 1

    @property
    def is_file(self) -> bool:
        """Whether it is a file that is published, if it exists."""
        return self.what in {"static", "beside"}

    def target(self, path: str) -> str | None:
        """Return the file's path below the content folder, seen from the text at `path`; None if it lies outside."""
        parts: list[str] = []
        is_absolute = self.file.startswith("/")
        start = (
            PurePosixPath(self.file.lstrip("/")) if is_absolute else PurePosixPath(path).parent / self.file
        )
        for part in start.parts:
            if part != "..":
                parts.append(part)
            elif parts:
                parts.pop()
            else:
                return None
        return "/".join(parts)


class Links:
    """The links and pictures of one text: `html` with file names turned into Pelican's link syntax."""

    def __init__(self, html: str, *, altered: bool = False) -> None:
        """Take sanitised HTML; `altered` means that an address may have been removed, which is an error already."""
        self.references: dict[Reference, str] = {}  # with the address as it was written
        self.problems: list[Finding] = []
        self._html = html
        self._altered = altered
        self._ids: dict[str, set[str]] | None = None  # by their letters and digits
        linked = ELEMENT.sub(self._element, html) if "<a" in html or "<img" in html else html
        self.html = DISGUISED.sub(_without_apostrophes, linked) if "'" in linked else linked

    def _element(self, match: re.Match[str]) -> str:
        tag = match["tag"]
        attributes = {
            item["name"]: unescape(item["value"]) for item in ATTRIBUTE.finditer(match["attributes"])
        }
        is_picture = tag == "img"
        written = attributes.get("src" if is_picture else "href")
        usable = written is not None and written.strip()
        if is_picture:
            self._add(finding_of_alt(attributes.get("alt", ""), written or ""))
            if caption := attributes.get("title", ""):
                message = f"chú thích “{caption[:60]}” không hiện dưới ảnh, vì ảnh không đứng riêng một đoạn"
                hint = "Thêm một dòng trống phía trên và phía dưới ảnh, hoặc viết chú thích thành chữ thường."
                self._add(Finding(message, hint, (caption, "]("), is_warning=True))
            if not usable and not self._altered:
                hint = "Viết tên tệp ảnh vào ngoặc tròn, ví dụ: ![Toàn cảnh hội nghị](hoi-nghi.jpg)"
                self._add(Finding("ảnh không có tên tệp", hint, ("](", "<img")))
        else:
            text = self._text_of_link(match.end())
            if not text:
                hint = "Viết chữ nói rõ nơi đến vào ngoặc vuông, ví dụ: [Lịch tiếp công dân](/luu-tru/)"
                near = (f"[]({written}", f"]({written}", f'"{written}', "<a")
                self._add(Finding(f"liên kết “{written or ''}” không có chữ", hint, near))
            elif VAGUE.fullmatch(text.casefold()):
                self._add(_vague(text, written or ""))
            elif text == unescape(written or "") and (site := video_site(text)):
                message, hint = f"liên kết tới video “{text}” chưa có tên", f"Viết: [Tên video]({text})"
                self._add(Finding(f"{message} ({site})", hint, (text,), is_warning=True))
            if not usable and not self._altered:
                message = f"liên kết “{text}” không có địa chỉ dùng được"
                hint = "Viết địa chỉ vào ngoặc tròn, ví dụ: [Lưu trữ](/luu-tru/); hoặc bỏ ngoặc vuông."
                self._add(Finding(message, hint, (f"[{text}](", text, "<a")))
        if not usable:
            return match[0]
        attribute = "src" if is_picture else "href"
        address = self._judged(written or "", is_picture=is_picture)
        if is_picture and is_played(urlsplit(address).path):
            return self._played(match, address, attributes.get("alt", ""))
        if address == written:
            return match[0]
        return match[0].replace(
            f' {attribute}="{_escaped(written or "")}"', f' {attribute}="{_escaped(address)}"', 1
        )

    def _played(self, match: re.Match[str], address: str, name: str) -> str:
        """Return a link to a video or sound; `plugins/rich_text` lets the page play it."""
        if not self._html.endswith("<figure>", 0, match.start()):
            file = address.rpartition("}")[2]
            message = f"phim hoặc âm thanh “{file}” không đứng riêng một đoạn"
            self._add(
                Finding(message, "Viết ở một đoạn riêng, có dòng trống phía trên và dưới.", _near(file))
            )
        return f'<a class="media" href="{_escaped(address)}">{escape(name)}</a>'

    def _judged(self, written: str, *, is_picture: bool) -> str:
        """Record what an address refers to or what is wrong with it; return it as it will be published."""
        syntax = LINK_SYNTAX.fullmatch(written)
        if syntax is not None:
            self._note(syntax["what"], unquote(syntax["file"]), written, is_picture=is_picture)
            return written
        written = with_encoded_brackets(written)
        wrong = wrong_address(written, is_picture=is_picture)
        if wrong is not None:
            self._add(Finding(*wrong, near=_near(written)))
        elif written.startswith("#"):
            return self._place(written)
        elif written.startswith("/") and not is_picture:
            self.references.setdefault(Reference("address", re.split(r"[?#]", written)[0]), written)
        elif not urlsplit(written).scheme:
            written = written.removeprefix("./")
            path = urlsplit(written).path
            is_article = not is_picture and path.lower().endswith(ARTICLE_ENDINGS)
            self._note("filename" if is_article else "static", unquote(path), written, is_picture=is_picture)
            return f"{{{'filename' if is_article else 'static'}}}{written}"
        return written

    def _note(self, what: str, file: str, written: str, *, is_picture: bool) -> None:
        if (
            is_picture
            and not is_played(file)
            and (wrong := wrong_ending(file, "Tệp khác thì bỏ dấu ! để thành liên kết.")) is not None
        ):
            self._add(Finding(*wrong, near=_near(written)))
            return
        if (wrong := wrong_file_name(file)) is not None:
            self._add(Finding(*wrong, near=_near(written)))
            return
        self.references.setdefault(Reference(what, file), written)
        if is_picture and (name := PurePosixPath(file)).suffix.lower() in VIDEOS:
            for ending in BESIDE_VIDEOS:
                self.references.setdefault(Reference("beside", str(name.with_suffix(ending))), written)

    def _place(self, written: str) -> str:
        """Return the address of a place in the text; case, accents and hyphens need not be those of its id."""
        if self._ids is None:
            self._ids = {}
            for found in IDENTIFIER.findall(self._html):
                self._ids.setdefault(_folded(unescape(found)), set()).add(unescape(found))
        name = unquote(written[1:])
        meant = self._ids.get(_folded(name), set())
        if name in meant or len(meant) == 1:
            return written if name in meant else f"#{min(meant)}"
        hint = "Bỏ liên kết này, hoặc dẫn tới cả bài hay cả trang, ví dụ: [Lưu trữ](/luu-tru/)"
        self._add(Finding(f"trong bài không có chỗ nào tên “{written}”", hint, _near(written)))
        return written

    def _text_of_link(self, start: int) -> str:
        inside = self._html[start : self._html.find("</a>", start)]
        if "<" not in inside and "&" not in inside:
            return inside.strip()
        text = " ".join(unescape(MARKUP.sub("", inside)).split())
        return text or " ".join(unescape(item) for item in re.findall(r' alt="([^"]*)"', inside)).strip()

    def _add(self, problem: Finding | None) -> None:
        if problem is not None:
            self.problems.append(problem)


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name))


def _without_apostrophes(match: re.Match[str]) -> str:
    return match[0].replace("'", "&#39;")


def _vague(text: str, written: str) -> Finding:
    return Finding(
        f"liên kết “{text}” không nói rõ dẫn tới đâu",
        "Người dùng trình đọc màn hình nghe riêng các liên kết: đặt liên kết vào chữ nói rõ nơi đến, ví dụ: [Lịch tiếp công dân](/luu-tru/)",
        (f"[{text}]({written}", f"[{text}]", text),
        is_warning=True,
    )


def _near(written: str) -> tuple[str, ...]:
    return (f"]({written}", f'"{written}', written, unquote(written))


def _escaped(value: str) -> str:
    # As the sanitiser writes attributes.
    return escape(value, quote=False).replace('"', "&quot;").replace("\u00a0", "&nbsp;")


def written_places(references: dict[Reference, str]) -> Iterator[tuple[Reference, tuple[str, ...]]]:
    """Yield each reference with the texts by which its line can be found."""
    for reference, written in references.items():
        yield reference, _near(written)
