"""What an article and a standing page must say. The only place that knows the fields.

The reader, the checks, `invoke new`, the editor's form and the guides are derived from these tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a field's text means, and so how it is read and checked."""

    TEXT = "text"
    NAMES = "names"
    TAGS = "tags"
    DEPARTMENT = "department"
    CATEGORY = "category"
    MOMENT = "moment"
    SLUG = "slug"
    STATUS = "status"
    FILE = "file"
    ATTACHMENTS = "attachments"
    UPDATES = "updates"
    LANGUAGE = "language"


class Status(Enum):
    """Where an article stands. A published one with a date after the build's moment is scheduled."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Field:
    """One field: its key in the front matter, its Vietnamese name, an example and what it is for.

    `longest` is the limit of one value in characters, `most` how many values a list may have.
    """

    key: str
    kind: Kind
    label: str
    example: str
    purpose: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    longest: int = 500
    most: int = 100


LANGUAGES = ("vi", "en")

TITLE = Field("title", Kind.TEXT, "tiêu đề", "Lịch tiếp công dân tháng 3", "Tiêu đề bài viết.", required=True)
SUMMARY = Field(
    "summary",
    Kind.TEXT,
    "tóm tắt",
    "Lịch tiếp công dân của lãnh đạo.",
    "Một, hai câu nêu điều chính; hiện ở danh sách.",
    longest=2_000,
)
SLUG = Field(
    "slug", Kind.SLUG, "địa chỉ", "lich-tiep-cong-dan", "Phần cuối của địa chỉ trang; không đổi sau khi đăng."
)
STATUS = Field(
    "status",
    Kind.STATUS,
    "tình trạng",
    "published",
    "draft (nháp), published (đăng) hoặc withdrawn (đã thu hồi).",
)
MODIFIED = Field("modified", Kind.MOMENT, "ngày cập nhật", "25/3/2024", "Ngày sửa đáng kể gần nhất.")
LANG = Field("lang", Kind.LANGUAGE, "ngôn ngữ", "vi", "vi (mặc định) hoặc en.")

ARTICLE_FIELDS = (
    TITLE,
    Field(
        "date",
        Kind.MOMENT,
        "ngày đăng",
        "21/3/2024 08:00",
        "Ngày trước, tháng sau; ngày trong tương lai là hẹn đăng.",
        required=True,
    ),
    Field(
        "author",
        Kind.NAMES,
        "tác giả",
        "Đình Sơn",
        "Tên ghi dưới bài; nhiều tác giả ngăn bằng dấu chấm phẩy.",
        required=True,
        aliases=("authors",),
        longest=120,
        most=30,
    ),
    Field(
        "department",
        Kind.DEPARTMENT,
        "đơn vị",
        "Phòng Văn hóa và Thông tin",
        "Phòng, ban, đơn vị đăng bài.",
        required=True,
    ),
    Field("category", Kind.CATEGORY, "chuyên mục", "Tin tức", "Một chuyên mục trong agency.yaml."),
    Field(
        "tags",
        Kind.TAGS,
        "chủ đề",
        "chuyển đổi số, du lịch",
        "Các chủ đề, ngăn bằng dấu phẩy.",
        longest=80,
        most=30,  # each is a page and two feeds
    ),
    SUMMARY,
    SLUG,
    STATUS,
    Field(
        "withdrawn_reason",
        Kind.TEXT,
        "lý do thu hồi",
        "Thông tin đã hết hiệu lực.",
        "Hiện trên bài đã thu hồi.",
        longest=2_000,
    ),
    MODIFIED,
    Field(
        "updates",
        Kind.UPDATES,
        "ghi chú cập nhật",
        '"25/3/2024: Sửa số liệu du lịch quý I."',
        "Mỗi lần sửa điều người đọc cần biết, một dòng: ngày, dấu hai chấm, đã sửa gì; hiện công khai dưới bài.",
        longest=2_000,
    ),
    Field("cover", Kind.FILE, "ảnh đầu bài", "hoi-nghi.jpg", "Tệp ảnh nằm cạnh bài viết."),
    Field(
        "cover_alt",
        Kind.TEXT,
        "mô tả ảnh",
        "Toàn cảnh hội nghị",
        "Điều người không thấy ảnh cần biết; bắt buộc khi có ảnh.",
    ),
    Field(
        "cover_caption",
        Kind.TEXT,
        "chú thích ảnh",
        "Quang cảnh buổi làm việc, ảnh của Đình Sơn",
        "Hiện dưới ảnh.",
    ),
    Field(
        "attachments",
        Kind.ATTACHMENTS,
        "tệp đính kèm",
        "ke-hoach.pdf | Kế hoạch số 86/KH-UBND",
        "Tệp nằm cạnh bài và tên của nó.",
    ),
    Field("source", Kind.TEXT, "nguồn", "Báo Bình Thuận", "Nơi đã đăng trước, nếu có."),
    LANG,
)

PAGE_FIELDS = (
    TITLE,
    SUMMARY,
    SLUG,
    Field("status", Kind.STATUS, "tình trạng", "published", "draft (nháp) hoặc published (đăng)."),
    MODIFIED,
    LANG,
)
