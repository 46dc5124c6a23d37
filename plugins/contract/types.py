"""The content types of every portal: articles and standing pages. To add a field, add it here."""

from __future__ import annotations

from plugins.contract.content_type import LANGUAGES, ContentType, Field, Kind
from plugins.contract.fields.rules import (
    ends_after_publication,
    picture_is_described,
    times_in_order,
    withdrawn_for_a_reason,
)
from plugins.contract.site.names import shared_names
from plugins.contract.site.rules import reserved_addresses

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
    "draft hoặc nháp; published hoặc đăng.",
    choices=("draft", "published"),
)
MODIFIED = Field("modified", Kind.MOMENT, "ngày cập nhật", "25/3/2024", "Ngày sửa đáng kể gần nhất.")
LANG = Field("lang", Kind.LANGUAGE, "ngôn ngữ", "vi", "vi (mặc định) hoặc en.", choices=LANGUAGES)
OLD_URLS = Field(
    "old_urls",
    Kind.ADDRESSES,
    "địa chỉ cũ",
    "/2024/03/lich-tiep-dan/",
    "Những địa chỉ mà bài từng có trên cổng; người mở chúng được dẫn sang địa chỉ mới.",
    longest=300,
    most=50,
)
COMMON = (TITLE, SUMMARY, SLUG, STATUS, MODIFIED, LANG, OLD_URLS)  # what every type has

ARTICLE = ContentType(
    "article",
    "bài viết",
    "articles",
    (
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
            attribute="authors",
            suggestion="Ban Biên tập",
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
        Field(
            "status",
            Kind.STATUS,
            "tình trạng",
            "published",
            "draft hoặc nháp; published hoặc đăng; withdrawn hoặc thu hồi.",
            choices=("draft", "published", "withdrawn"),
        ),
        Field(
            "withdrawn_reason",
            Kind.TEXT,
            "lý do thu hồi",
            "Thông tin đã hết hiệu lực.",
            "Hiện trên bài đã thu hồi.",
            longest=2_000,
        ),
        Field(
            "expires",
            Kind.MOMENT,
            "ngày hết hạn",
            "30/4/2024 17:00",
            "Từ lúc ấy bài không còn trên cổng; không ghi giờ là 0 giờ.",
        ),
        Field(
            "featured",
            Kind.YES_NO,
            "tin nổi bật",
            "có",
            "có hoặc không (mặc định); bài nổi bật mới nhất đứng đầu trang chủ.",
            choices=("có", "không"),
        ),
        Field(
            "pinned_until",
            Kind.MOMENT,
            "ghim đến",
            "30/4/2024",
            "Đến lúc ấy bài đứng đầu mục Tin mới ở trang chủ; không ghi giờ là 0 giờ.",
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
        Field("cover", Kind.PICTURE, "ảnh đầu bài", "hoi-nghi.jpg", "Tệp ảnh nằm cạnh bài viết."),
        Field(
            "cover_alt",
            Kind.TEXT,
            "mô tả ảnh",
            "Toàn cảnh hội nghị",
            "Điều người không thấy ảnh cần biết; bắt buộc khi có ảnh.",
            part_of="cover",
        ),
        Field(
            "cover_caption",
            Kind.TEXT,
            "chú thích ảnh",
            "Quang cảnh buổi làm việc, ảnh của Đình Sơn",
            "Hiện dưới ảnh.",
            part_of="cover",
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
        OLD_URLS,
    ),
    dated=True,
    listed=True,
    rules=(times_in_order, ends_after_publication, withdrawn_for_a_reason, picture_is_described),
    site_rules=(shared_names,),
    asked=("title", "department", "category", "author"),
    written=("date", "slug", "summary", "status"),
)
PAGE = ContentType("page", "trang tĩnh", "pages", COMMON, site_rules=(reserved_addresses,))
