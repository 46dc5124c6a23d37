"""What is wrong with an address by itself, and what to write instead."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from plugins.contract.body.pictures import PICTURES
from plugins.vietnamese.text import FORBIDDEN, INVISIBLE

ARTICLE_ENDINGS = (".md", ".markdown", ".mkd", ".mdown")
DISK = re.compile(r"[A-Za-z]:|file:|\\\\", re.IGNORECASE)
BARE_HOST = re.compile(
    r"www\.|[\w-]+(?:\.[\w-]+)*\.(?:vn|com|org|net|edu|gov|info)(?:[/?#]|$)", re.IGNORECASE
)
HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
WEB_HOST = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
BRACKETS = re.compile(r"\[([^\[\]]*)\]")
# What stands in no address by itself (WHATWG URL code points), and a percent sign that encodes nothing.
UNENCODED = re.compile(r"[\x00-\x20\"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})")
NOT_IN_FILE_NAMES = re.compile(f'[;&%?#"<>{{}}|\\\\^`\u00a0\t\n]|{FORBIDDEN.pattern}|{INVISIBLE.pattern}')
MAIL = re.compile(r"[^@\s/]+@[\w-]+(?:\.[\w-]+)+(?:\?.*)?")
TELEPHONE = re.compile(r"\+?[\d.()-]+")


def with_encoded_brackets(written: str) -> str:
    """Return a URL with pairs of `[` and `]` behind its host encoded, as in `?ma[]=12`: browsers send both alike."""
    host = WEB_HOST.match(written) if "[" in written else None
    return host[0] + BRACKETS.sub(r"%5B\1%5D", written[host.end() :]) if host else written


def wrong_file_name(file: str) -> tuple[str, str] | None:
    """Return why Pelican would not find a file under its name as it is written, and what to do about it."""
    if match := NOT_IN_FILE_NAMES.search(file):
        sign = f"dấu {match[0]}" if match[0].isprintable() else f"ký tự ẩn U+{ord(match[0]):04X}"
        return (
            f"tên tệp “{file}” có {sign}",
            "Đổi tên tệp, chỉ dùng chữ, số và dấu gạch nối, ví dụ: ke-hoach-2024.pdf; thư mục ngăn bằng dấu /.",
        )
    if file.startswith("/") and not {"", ".", ".."}.isdisjoint(file[1:].split("/")):
        return (
            f"đường dẫn “{file}” viết vòng",
            "Viết thẳng từ thư mục nội dung, ví dụ: {static}/articles/2024/03/ke-hoach.pdf",
        )
    return None


def wrong_address(written: str, *, is_picture: bool) -> tuple[str, str] | None:
    """Return what is wrong with an address that is no plain link syntax, and what to write instead.

    None if nothing shows in the address itself. It is written as in a browser, not escaped, and not empty.
    """
    shown = written.strip()
    checks = _wrong_picture if is_picture else _wrong_link
    if shown != written:
        return f"địa chỉ “{shown}” có dấu cách thừa", "Xóa dấu cách ở đầu và cuối địa chỉ."
    if shown[0] in "{|":
        return _wrong_syntax(shown)
    if DISK.match(shown):
        return (
            f"“{shown}” là đường dẫn trên máy của người viết",
            "Chép tệp vào cạnh bài viết rồi chỉ viết tên tệp, ví dụ: [Kế hoạch](ke-hoach.pdf)",
        )
    try:
        parts = urlsplit(shown)
        _ = parts.port
    except ValueError:
        return f"địa chỉ “{shown}” viết sai", "Chép lại địa chỉ từ thanh địa chỉ của trình duyệt."
    return checks(shown, parts.scheme.lower(), parts.netloc, parts.hostname or "")


def _wrong_picture(shown: str, scheme: str, netloc: str, _host: str) -> tuple[str, str] | None:
    if scheme or netloc or (BARE_HOST.match(shown) and PurePosixPath(shown).suffix.lower() not in PICTURES):
        return (
            f"ảnh “{shown}” nằm ở trang khác",
            "Lưu ảnh vào cạnh bài viết rồi viết tên tệp, ví dụ: ![Toàn cảnh hội nghị](hoi-nghi.jpg)",
        )
    if shown[0] in "#?":
        return f"“{shown}” không phải là tên tệp ảnh", "Viết tên tệp ảnh nằm cạnh bài viết."
    return None


def _wrong_link(shown: str, scheme: str, netloc: str, host: str) -> tuple[str, str] | None:
    if not scheme:
        return _wrong_local_link(shown, netloc)
    return _wrong_contact(shown, scheme, shown.partition(":")[2]) or _wrong_web_address(
        shown, scheme, netloc, host
    )


def _wrong_contact(shown: str, scheme: str, rest: str) -> tuple[str, str] | None:
    if scheme == "mailto" and not MAIL.fullmatch(rest):
        return f"“{shown}” không phải là địa chỉ thư", "Viết, ví dụ: [Gửi thư](mailto:vanphong@xathu.example)"
    if scheme == "tel" and not TELEPHONE.fullmatch(rest):
        digits = re.sub(r"[^\d+]", "", rest)
        return (
            f"số điện thoại “{rest}” viết sai",
            f"Viết liền, không có dấu cách: tel:{digits or '02520000000'}",
        )
    return None


def _wrong_web_address(shown: str, scheme: str, netloc: str, host: str) -> tuple[str, str] | None:
    rest = shown.partition(":")[2]
    if scheme in {"http", "https"} and not (rest.startswith("//") and HOST.fullmatch(host)):
        return f"địa chỉ “{shown}” viết sai", "Viết đủ, ví dụ: https://dichvucong.gov.vn/"
    if "@" in netloc:
        return f"địa chỉ “{shown}” có tên đăng nhập", "Bỏ phần trước dấu @ trong tên máy."
    if UNENCODED.search(shown):
        encoded = quote(shown, safe="%/:?#@!$&'()*+,;=~-._")
        encoded = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", encoded)
        return f"địa chỉ “{shown}” có dấu cách hoặc ký tự không dùng được", f"Viết: {encoded}"
    return None


def _wrong_local_link(shown: str, netloc: str) -> tuple[str, str] | None:
    if netloc or shown.startswith("//"):
        return f"địa chỉ “{shown}” thiếu https:", f"Viết: https:{shown}"
    if BARE_HOST.match(shown) and not shown.lower().endswith(ARTICLE_ENDINGS):
        return f"địa chỉ “{shown}” thiếu https://", f"Viết: https://{shown}"
    if shown.startswith("?"):
        return f"địa chỉ “{shown}” không dẫn tới trang nào", "Viết cả địa chỉ, ví dụ: /luu-tru/"
    return None


def _wrong_syntax(shown: str) -> tuple[str, str]:
    what, _, rest = shown[1:].partition("}" if shown[0] == "{" else "|")
    name = what.strip().lower()
    file = rest.strip() or "ten-tep"
    hints = {
        "filename": f"Viết: {{filename}}{file}",
        "static": f"Viết: {{static}}{file}",
        "attach": f"Viết: {{static}}{file}",
        "tag": "Viết địa chỉ của chủ đề, ví dụ: /chu-de/chuyen-doi-so/",
        "category": "Viết địa chỉ của chuyên mục, ví dụ: /chuyen-muc/tin-tuc/",
        "author": "Viết địa chỉ của tác giả, ví dụ: /tac-gia/dinh-son/",
        "index": "Viết: /",
    }
    hint = hints.get(
        name, "Chỉ dùng {filename} cho bài viết và {static} cho ảnh, tệp; cạnh bài thì chỉ cần tên tệp."
    )
    return f"địa chỉ “{shown}” không được hiểu", hint
