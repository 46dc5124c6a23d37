"""What the privacy page has to say of the access log. A build does not know the server, so `invoke server` compares."""

from __future__ import annotations

from pathlib import Path

from plugins.server.settings import Server

PAGE = "pages/quyen-rieng-tu.md"
NO_LOG = "Máy chủ web không ghi nhật ký truy cập."
LOG = (
    "Nhật ký của máy chủ web chỉ ghi giờ, địa chỉ trang, kết quả và thời gian trả lời, không ghi địa chỉ mạng, câu tìm kiếm "
    "hay trình duyệt của người đọc"
)


def missing_sentence(server: Server, root: Path) -> str:
    """Return the sentence that the portal's privacy page lacks, "" if it has it or there is no such page.

    `root` is the root directory of the server.
    """
    try:
        page = (root / server.content_folder.lstrip("/") / PAGE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    sentence = LOG if server.access_log else NO_LOG
    return "" if sentence in " ".join(page.split()) else sentence
