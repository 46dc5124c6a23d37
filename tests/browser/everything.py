"""A tiny site with everything that the contract accepts: each element, each field, each standing of an article."""

from __future__ import annotations

import struct
import zlib

from tests.conftest import TinySite

TEXT = """
Đoạn văn có **chữ đậm**, *chữ nghiêng*, `mã`, [liên kết](/luu-tru/), <a href="mailto:a@xathu.example">thư</a>,
<a href="tel:02523000000">điện thoại</a>, ghi chú[^1] và ghi chú khác[^2].
Dòng thứ hai, HTML là viết tắt.

## Tiêu đề nhỏ

### Tiêu đề nhỏ hơn

#### Nhỏ hơn nữa

##### Cấp năm

###### Cấp sáu

- Một
- Hai
    1. Hai một
    2. Hai hai

<ol type="a" start="3" reversed><li value="5">Năm</li><li>Bốn</li></ol>

Từ khóa
:   Điều được giải thích.

![Chợ buổi sáng](anh.png)
![Chợ buổi chiều](anh.png)

> Trích dẫn một câu.

<pre>Một dòng mã dài hơn màn hình của điện thoại, để xem nó xuống dòng hay đẩy cả trang sang ngang khi đọc.</pre>

| Xã | Số hộ | Tỷ lệ | Tháng 1 | Tháng 2 | Tháng 3 |
|:---|---:|:---:|---|---|---|
| La Ngâu | 1.204 | 97,5 % | 1 | 2 | 3 |

<table><caption>Bảng có tên</caption><colgroup><col span="2"></colgroup><colgroup span="1"></colgroup><thead><tr><th scope="col" abbr="Tên">Tên xã</th>
<th scope="col" colspan="2">Chỉ tiêu</th></tr></thead><tbody><tr><th scope="row" rowspan="1">Đồng Kho</th><td colspan="2" rowspan="1">Đạt</td></tr></tbody>
<tfoot><tr><td><dfn>Cộng</dfn></td><td>1</td><td>2</td></tr></tfoot></table>

<details><summary>Xem danh sách</summary><p>Nguyễn Văn A</p></details>

<details open><summary>Đã mở sẵn</summary><p>Nguyễn Văn B</p></details>

<figure><img src="anh.png" alt="Chợ xã" width="300" height="100"><figcaption>Chợ xã buổi sáng</figcaption></figure>

![Ảnh trong bài](anh.png)

![Phim về chợ](phim.mp4)

![Bản tin phát thanh](tin.mp3 "Bản tin sáng thứ Hai")

[![Cổng chợ](anh.png) Phim dài về chợ](https://www.youtube.com/watch?v=abc&t=1)

<p>H<sub>2</sub>O, m<sup>2</sup>, <ins datetime="2024-03-21">thêm</ins> và <del datetime="2024-03-21">bớt</del>,
<mark>đánh dấu</mark>, <s>bỏ</s>, <u>gạch chân</u>, <small>nhỏ</small>, <b>đậm</b>, <i>nghiêng</i>, <cite>Báo</cite>, <kbd>Ctrl</kbd>, <samp>kết quả</samp>, <var>x</var>, <q>nói</q>, <span lang="en" title="English">word</span><br>hết.</p>

<div lang="en"><p>One paragraph in English.</p></div>

<hr>

*[HTML]: Ngôn ngữ của trang web
[^1]: Theo báo cáo năm 2024.
[^2]: Theo số liệu của Phòng.
"""

PLACES = {
    "article with everything": "/2024/03/bai/",
    "English article": "/en/2024/03/bai/",
    "English article alone": "/en/2023/05/alone/",
    "English page": "/en/tro-nang/",
    "page with everything": "/tro-nang/",
    "withdrawn article": "/2022/01/rut/",
    "home": "/",
    "department": "/don-vi/van-phong/",
    "year": "/2024/",
    "month": "/2024/03/",
    "archive": "/luu-tru/",
    "site tree": "/so-do-cong/",
    "search": "/tim-kiem/",
    "contact": "/lien-he/",
}


def write_everything(site: TinySite) -> None:
    """Write the content; the archive has eleven years, and the longest list is cut off."""
    agency = site.content / "agency.yaml"
    site.write(
        "agency.yaml",
        agency.read_text(encoding="utf-8")
        + "initials: XT\ntelephone: (0252) 300.0000\nemail: a@xathu.example\n"
        + "telephones: [{label: Trạm Y tế, number: 0252 300 0002}]\nhours: Sáng thứ Hai\nmap_url: 'https://bando.example/'\n"
        + "accent: xanh-lam\ntasks: [{icon: lich, label: Lịch tiếp công dân, url: /2024/}, {icon: thu, label: Liên hệ, url: /lien-he/}]\n"
        + "links:\n  - {label: Cổng Dịch vụ công, url: 'https://dichvucong.gov.vn/'}\n"
        + "  - {label: Cổng của tỉnh, url: 'https://tinh.example/', picture: tinh.png}\n"
        + "badges: {ipv6: true, trust_url: 'https://tinnhiemmang.vn/x'}\n",
    )
    site.write("tinh.png", picture())
    for folder in ("2024/03", "2022/01"):
        site.write(f"articles/{folder}/anh.png", picture())
    for folder in ("articles/2024/03", "articles/2022/01", "pages"):
        site.write(f"{folder}/phim.mp4", b"\0\0\0\x20ftypisom\0\0\2\0")
        site.write(f"{folder}/tin.mp3", b"ID3\3\0")
    site.write("articles/2024/03/ke hoach.pdf", b"%PDF-1.4")
    whole = {
        "category": "Thông báo",
        "author": "Đình Sơn; Ban Biên tập",
        "tags": "du lịch, chuyển đổi số",
        "summary": "Một câu tóm tắt dài vừa đủ để xuống dòng trên điện thoại của người đọc.",
        "cover": "anh.png",
        "cover_alt": "Cánh đồng",
        "cover_caption": "Ảnh của Đình Sơn",
        "source": "Báo Lâm Đồng",
        "body": TEXT,
    }
    site.article(
        title="Bài có đủ mọi điều mà một bài có thể có",
        date="21/3/2024 08:00",
        modified="22/3/2024 09:00",
        updates="[25/3/2024 14:30: Sửa số liệu du lịch quý I., 22/3/2024: Thêm tên người chủ trì.]",
        attachments="[ke hoach.pdf | Kế hoạch số 86/KH-UBND]",
        old_urls="[/2024/02/ten-cu/, /tin-cu/]",
        **whole,
    )
    site.article(
        "articles/2024/03/bai-en.md",
        title="An article",
        slug="bai",
        lang="en",
        author="Jane",
        summary="One.",
        category="Thông báo",
    )
    site.article(
        "articles/2023/05/alone.md",
        title="Alone",
        date="1/5/2023",
        lang="en",
        tags="office hours",
        old_urls="/en/2023/04/alone/",
    )
    site.article(
        "articles/2022/01/rut.md",
        title="Bài đã thu hồi",
        date="04/01/2022",
        status="withdrawn",
        withdrawn_reason="Số liệu sai.",
        **whole | {"author": "Người Cũ"},
    )
    for number in range(11 * 12):
        year, month = 2014 + number // 12, 1 + number % 12
        more = {"category": "Văn hóa - Xã hội" if number % 3 else "Thông báo"}
        if number % 2 and year == 2024:
            site.write(f"articles/2024/anh-{number}.png", picture())
            more |= {"cover": f"anh-{number}.png", "cover_alt": "Cánh đồng"}
        if number == 129:
            more |= {"expires": "1/1/2031"}
        site.article(
            f"articles/{year}/tin-{number}.md", title=f"Tin số {number}", date=f"15/{month}/{year}", **more
        )
    site.page()
    site.page("pages/lien-he.md", title="Liên hệ", slug="lien-he")
    site.page("pages/accessibility.md", title="Accessibility", slug="tro-nang", lang="en")
    site.page(
        "pages/tro-nang.md",
        title="Trợ năng",
        body=TEXT.replace("![Ảnh trong bài](anh.png)", "")
        .replace("](anh.png)", "](/articles/2024/03/anh.png)")
        .replace('src="anh.png"', 'src="{static}/articles/2024/03/anh.png"'),
    )


def picture() -> bytes:
    """Return a plain PNG of 300 by 100 pixels, another shape than the frame it is shown in."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 300, 100, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * 300) * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
