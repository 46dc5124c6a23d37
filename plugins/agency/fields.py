"""The values of `agency.yaml` as people see them: labels, purposes and examples, for forms and comparisons.

What a value may be stands in `values.py`, and only there. Values that are not here (`TECHNICAL`) are the operator's: an editor
who changed the site's URL or time zone would move or reorder the whole portal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from plugins.agency.palettes import PALETTES

TECHNICAL = ("site_url", "time_zone", "demo", "opening_total", "desk")


class Kind(Enum):
    """How a value is filled in."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    YES_NO = "yes or no"
    PICTURE = "picture"
    CATEGORY = "category"  # one of those of the same file
    BLOCK = "block"  # of the home page: one of `choices`, or a category


@dataclass(frozen=True)
class Field:
    """A value that is text: `key` is "" for an item of a list that is nothing else. `choices` are values and their words."""

    key: str
    label: str
    purpose: str = ""
    example: str = ""
    kind: Kind = Kind.LINE
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """A value that is a mapping of texts."""

    key: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Series:
    """A value that is a list: what one item is called, and its fields, the first of which names it.

    `children` is the key of the items below an item, "" if there are none. An item with nothing but a name may be text where
    `names` is set.
    """

    key: str
    label: str
    purpose: str
    item: str
    fields: tuple[Field, ...]
    children: str = ""
    names: bool = False


@dataclass(frozen=True)
class Part:
    """What is filled in on one page: single values, or one list. `slug` is its place in addresses."""

    slug: str
    label: str
    values: tuple[Field | Group, ...] = ()
    series: Series | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its values."""
        return (self.series.key,) if self.series is not None else tuple(value.key for value in self.values)


URL = Field(
    "url",
    "Địa chỉ",
    "Trang của cổng, viết từ dấu / đầu tiên; hoặc trang nơi khác, viết cả https://",
    "/gioi-thieu/",
)
ADDRESS = Field("address", "Địa chỉ", "", "Số 1 đường Trần Hưng Đạo, thị trấn Lạc Tánh", Kind.PARAGRAPH)
TELEPHONE = Field("telephone", "Điện thoại", "Một số thì người đọc bấm gọi được.", "0252 3 880 001")
EMAIL = Field("email", "Thư điện tử", "", "ubnd@tanhlinh.example")
HOURS = Field("hours", "Giờ làm việc", "", "Thứ Hai đến thứ Sáu, 7:00–11:30 và 13:30–17:00", Kind.PARAGRAPH)
ENGLISH_NAME = Field(
    "english_name", "Tên tiếng Anh", "Hiện trên các trang tiếng Anh.", "People's Committee of Tánh Linh"
)
SLUG = Field(
    "slug",
    "Phần cuối địa chỉ trang",
    "Để trống thì lấy từ tên. Không đổi sau khi đã đưa cổng vào sử dụng: địa chỉ cũ sẽ mất.",
    "tram-y-te",
)
WORDS_OF_ICONS = {
    "dich-vu-cong": "Dịch vụ công",
    "tra-cuu": "Tra cứu",
    "lich": "Lịch",
    "phan-anh": "Phản ánh",
    "van-ban": "Văn bản",
    "dien-thoai": "Điện thoại",
    "thu": "Thư",
    "thong-bao": "Thông báo",
}
WORDS_OF_BLOCKS = {
    "tasks": "Việc thường làm",
    "lead": "Tin chính",
    "notices": "Thông báo",
    "cards": "Bốn tin có ảnh",
    "latest": "Tin mới",
    "departments": "Đơn vị",
    "counter": "Số lượt truy cập",
    "most_read": "Bài đọc nhiều",
    "categories": "Hai chuyên mục đầu có tin",
    "links": "Liên kết",
}
WORDS_OF_CARDS = {
    "true": "Một ảnh chung mang tên cơ quan",
    "article": "Thêm ảnh riêng cho từng bài",
    "false": "Không có ảnh",
}

PARTS = (
    Part(
        "ten",
        "Tên và liên hệ",
        (
            Field("name", "Tên ngắn", "", "UBND huyện Tánh Linh"),
            Field("full_name", "Tên đầy đủ", "Hiện ở đầu mọi trang.", "Ủy ban nhân dân huyện Tánh Linh"),
            Field("superior", "Cơ quan cấp trên", "Hiện trên tên cơ quan.", "Tỉnh Bình Thuận"),
            Field("initials", "Chữ viết tắt", "Hiện ở chỗ của biểu trưng khi chưa có.", "TL"),
            Field(
                "description",
                "Câu mô tả",
                "Một câu cho máy tìm kiếm.",
                "Tin tức, thông báo của Ủy ban nhân dân huyện Tánh Linh.",
                Kind.PARAGRAPH,
            ),
            ADDRESS,
            TELEPHONE,
            EMAIL,
            HOURS,
            Field(
                "responsible",
                "Người chịu trách nhiệm nội dung",
                "Hiện cuối mọi trang.",
                "Ông Nguyễn Văn A, Chủ tịch",
            ),
            Field("map_url", "Liên kết bản đồ", "Cho trang Liên hệ.", "https://bando.example/?q=tanh-linh"),
            ENGLISH_NAME,
            Field(
                "english_address", "Địa chỉ bằng tiếng Anh", "", "1 Trần Hưng Đạo, Lạc Tánh", Kind.PARAGRAPH
            ),
            Field(
                "english_responsible",
                "Người chịu trách nhiệm, bằng tiếng Anh",
                "",
                "Mr Nguyễn Văn A, Chairman",
            ),
        ),
    ),
    Part(
        "so-dien-thoai",
        "Số điện thoại khác",
        series=Series(
            "telephones",
            "Số điện thoại khác",
            "Hiện ở trang Liên hệ, sau số của cơ quan.",
            "số điện thoại",
            (Field("label", "Của ai", "", "Trạm Y tế"), Field("number", "Số", "", "0252 300 0002")),
        ),
    ),
    Part(
        "don-vi",
        "Đơn vị",
        series=Series(
            "departments",
            "Đơn vị",
            "Những đơn vị mà bài có thể ghi, theo thứ tự hiện trên cổng.",
            "đơn vị",
            (
                Field("name", "Tên", "", "Trạm Y tế"),
                ADDRESS,
                TELEPHONE,
                EMAIL,
                HOURS,
                ENGLISH_NAME,
                SLUG,
            ),
            names=True,
        ),
    ),
    Part(
        "chuyen-muc",
        "Chuyên mục",
        series=Series(
            "categories",
            "Chuyên mục",
            "Những chuyên mục mà bài có thể ghi, theo thứ tự hiện trên cổng.",
            "chuyên mục",
            (Field("name", "Tên", "", "Tin tức"), ENGLISH_NAME, SLUG),
            names=True,
        ),
    ),
    Part(
        "menu",
        "Menu",
        series=Series(
            "menu",
            "Menu",
            "Mục dẫn tới phần chưa có nội dung thì chưa hiện. Mục có mục con thì không cần địa chỉ.",
            "mục",
            (Field("label", "Tên hiện trên menu", "", "Giới thiệu"), URL),
            children="children",
        ),
    ),
    Part(
        "trang-chu",
        "Khối của trang chủ",
        series=Series(
            "home",
            "Khối của trang chủ",
            "Từ trên xuống. Bỏ khối nào thì khối ấy không hiện. Thông báo, Đơn vị, Số lượt truy cập và Bài đọc nhiều đứng ở cột "
            "bên của Tin chính hoặc Tin mới ngay trước chúng.",
            "khối",
            (
                Field(
                    "",
                    "Khối",
                    "Chọn một chuyên mục thì chuyên mục ấy có khối riêng.",
                    "latest",
                    Kind.BLOCK,
                    WORDS_OF_BLOCKS,
                ),
            ),
        ),
    ),
    Part(
        "viec",
        "Việc thường làm",
        series=Series(
            "tasks",
            "Việc thường làm",
            "Những việc người dân thường làm, ở đầu trang chủ.",
            "việc",
            (
                Field("label", "Tên", "", "Dịch vụ công"),
                Field("url", URL.label, URL.purpose, "https://dichvucong.gov.vn/"),
                Field("icon", "Hình", "", "dich-vu-cong", Kind.CHOICE, WORDS_OF_ICONS),
            ),
        ),
    ),
    Part(
        "lien-ket",
        "Liên kết và ảnh liên kết",
        series=Series(
            "links",
            "Liên kết và ảnh liên kết",
            "Cổng của các cơ quan khác, ở trang chủ.",
            "liên kết",
            (
                Field("label", "Tên", "", "Cơ sở dữ liệu quốc gia về văn bản pháp luật"),
                Field("url", URL.label, URL.purpose, "https://vbpl.vn/"),
                Field("picture", "Ảnh", "Ảnh phải mang đúng tên ở trên.", "vbpl.png", Kind.PICTURE),
            ),
        ),
    ),
    Part(
        "giao-dien",
        "Màu, biểu trưng và ảnh",
        (
            Field(
                "accent",
                "Màu chủ đạo",
                "Màu của menu, tiêu đề các khối và ảnh thẻ. Màu nào cũng đủ tương phản ở nền sáng và nền tối.",
                "do-dam",
                Kind.CHOICE,
                {key: palette.name for key, palette in PALETTES.items()},
            ),
            Field("emblem", "Biểu trưng", "", "bieu-trung.svg", Kind.PICTURE),
            Field(
                "masthead_picture",
                "Ảnh nền đầu trang",
                "Trên màn hình rộng. Ảnh ngang, rộng từ 1.280 điểm ảnh; vừa nhất là 1.920 × 240.",
                "canh-dong.jpg",
                Kind.PICTURE,
            ),
            Field(
                "cards",
                "Ảnh khi chia sẻ liên kết",
                "Cho trang và bài không có ảnh đầu bài.",
                "true",
                Kind.CHOICE,
                WORDS_OF_CARDS,
            ),
            Field("notices", "Chuyên mục ở ô Thông báo của trang chủ", "", "Thông báo", Kind.CATEGORY),
        ),
    ),
    Part(
        "tim-kiem",
        "Từ đồng nghĩa khi tìm kiếm",
        series=Series(
            "synonyms",
            "Từ đồng nghĩa khi tìm kiếm",
            "Những cách gọi của địa phương cho cùng một việc.",
            "nhóm từ",
            (Field("", "Các cách gọi", "Ngăn bằng dấu bằng.", "chợ phiên = chợ đêm"),),
        ),
    ),
    Part(
        "khac",
        "Huy hiệu, bảo mật và các mục khác",
        (
            Group(
                "badges",
                "Huy hiệu cuối trang (chỉ ghi khi đúng sự thật)",
                (
                    Field("ipv6", "Máy chủ trả lời qua IPv6", "", "true", Kind.YES_NO),
                    Field("trust_url", "Mục trong danh bạ Tín nhiệm mạng", "", "https://tinnhiemmang.vn/"),
                    Field("trust_label", "Tên hiện ở huy hiệu ấy", "", "Tín nhiệm mạng"),
                ),
            ),
            Field(
                "security_contact",
                "Nơi nhận báo lỗi bảo mật",
                "Thư điện tử, tel:… hoặc trang https.",
                "anninh@tanhlinh.example",
            ),
            Field("security_expires", "Thông tin ấy đúng đến ngày", "", "31/12/2027"),
            Field(
                "old_after",
                "Sau bao nhiêu năm không sửa thì bài tự nói là đã cũ",
                "0 là không bao giờ.",
                "2",
            ),
            Group(
                "successor",
                "Cổng thay cho cổng này (khi cổng ngừng cập nhật)",
                (
                    Field("label", "Tên", "", "Cổng thông tin tỉnh Lâm Đồng"),
                    Field("url", URL.label, "Mọi trang nói rõ và dẫn sang đó.", "https://lamdong.example"),
                ),
            ),
        ),
    ),
)
