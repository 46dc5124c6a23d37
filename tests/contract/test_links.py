from urllib.parse import quote, unquote

import pytest

from plugins.errors.issue import ContentError, Issue, report
from tests.conftest import TinySite
from tests.contract.test_check import errors, only
from tests.contract.test_old_urls import warnings
from tests.images.photos import photo


def one_issue(site: TinySite, body: str) -> Issue:
    site.article(body=f"Một dòng.\n\n{body}")
    issue = only(site)
    assert issue.line == 11, report([issue])
    return issue


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("{attach}tep.pdf", "{static}tep.pdf"),
        ("{Filename}bai.md", "{filename}bai.md"),
        ("{ filename }bai.md", "{filename}bai.md"),
        ("{xyz}bai.md", "{filename} cho bài viết"),
        ("|filename|bai.md", "{filename}bai.md"),
        ("{tag}du-lich", "/chu-de/"),
        ("{category}tin-tuc", "/chuyen-muc/"),
        ("{author}dinh-son", "/tac-gia/"),
        ("{index}", "/"),
        ("{filename}", "{filename}"),
    ],
)
def test_only_two_words_of_pelicans_link_syntax_are_known(site: TinySite, address: str, hint: str) -> None:
    issue = one_issue(site, f"[x](<{address}>)")
    assert "không được hiểu" in issue.message
    assert hint in issue.hint


@pytest.mark.parametrize(
    ("address", "problem", "hint"),
    [
        ("C:\\tai-lieu\\a.pdf", "đường dẫn trên máy", "Chép tệp vào cạnh bài"),
        ("file:///C:/a.pdf", "đường dẫn trên máy", "Chép tệp vào cạnh bài"),
        ("javascript:alert(1)", "địa chỉ “javascript:”", "https://"),
        ("www.tanhlinh.example/a", "thiếu https://", "https://www.tanhlinh.example/a"),
        ("dichvucong.gov.vn", "thiếu https://", "https://dichvucong.gov.vn"),
        ("//tanhlinh.example/a", "thiếu https:", "https://tanhlinh.example/a"),
        ("http://[", "không có địa chỉ dùng được", "ngoặc tròn"),
        ("https://a.example:99999/", "không có địa chỉ dùng được", "ngoặc tròn"),
        ("https:a.example", "viết sai", "https://"),
        ("https://a.example/a b", "dấu cách", "https://a.example/a%20b"),
        ("https://a.example/50%", "ký tự không dùng được", "https://a.example/50%25"),
        ("https://a.example/?x={1}", "ký tự không dùng được", "%7B1%7D"),
        ("https://ten:mat-khau@a.example/", "tên đăng nhập", "@"),
        ("mailto:van phong", "không phải là địa chỉ thư", "mailto:"),
        ("tel:0252 388", "số điện thoại", "tel:0252388"),
        ("#phan-2", "không có chỗ nào tên", "cả bài"),
        ("?trang=2", "không dẫn tới trang nào", "/luu-tru/"),
        ("", "không có địa chỉ dùng được", "ngoặc tròn"),
    ],
)
def test_an_address_that_a_browser_could_not_follow_is_refused(
    site: TinySite, address: str, problem: str, hint: str
) -> None:
    issue = one_issue(site, f"[x](<{address}>)")
    assert problem in issue.message
    assert hint in issue.hint


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/á?b=1&c=2#d",
        "http://127.0.0.1:8000/",
        "mailto:a@b.example",
        "tel:+842523881234",
        "/luu-tru/?x=1#y",
        "/",
    ],
)
def test_good_addresses_are_published_as_written(site: TinySite, address: str) -> None:
    site.article(body=f"[x]({address})")
    assert errors(site) == []
    assert site.build().page("/2024/03/bai/").select_one(f'main a[href="{address}"]')


@pytest.mark.parametrize(
    "address", ["https://x.example/a.jpg", "//x.example/a.jpg", "http://x.example/a.jpg"]
)
@pytest.mark.parametrize("form", ["![Cổng chào]({})", '<img src="{}" alt="Cổng chào">'])
def test_a_picture_of_another_host_is_refused(site: TinySite, address: str, form: str) -> None:
    issue = one_issue(site, form.format(address))
    assert "nằm ở trang khác" in issue.message
    assert "Lưu ảnh vào cạnh bài viết" in issue.hint


def test_a_link_without_a_text_is_refused(site: TinySite) -> None:
    site.write("articles/2024/03/a.jpg", photo(3, 2))
    site.article(body="[![Cổng chào](a.jpg)](/luu-tru/)\n\n[](/luu-tru/)")
    issue = only(site)
    assert "không có chữ" in issue.message
    assert issue.line == 11


@pytest.mark.parametrize("tag", ["q", "ins", "del", "blockquote"])
def test_a_source_that_nobody_sees_is_refused(site: TinySite, tag: str) -> None:
    assert "thuộc tính cite" in one_issue(site, f'<{tag} cite="javascript:alert(1)">x</{tag}>').message


@pytest.mark.parametrize(
    "alt",
    [
        "src='{static}/mat.pdf'",
        'href="{static}/mat.pdf"',
        "data = '{static}/mat.pdf'",
        "cite='|static|/mat.pdf'",
    ],
)
def test_an_address_within_a_text_alternative_is_only_text(site: TinySite, alt: str) -> None:
    site.write("mat.pdf", b"%PDF-1.7")
    site.write("articles/2024/03/a.jpg", photo(3, 2))
    quote = '"' if "'" in alt else "'"
    site.article(body=f"<img alt={quote}{alt}{quote} src=a.jpg>")
    assert errors(site) == []
    built = site.build()
    assert "mat.pdf" not in built.paths()
    picture = built.page("/2024/03/bai/").select_one("main img")
    assert picture is not None
    assert picture["alt"] == alt


@pytest.mark.parametrize("what", ["tag", "category", "author", "index", "filename", "static"])
@pytest.mark.parametrize(
    "opening",
    [
        '<span title="href=\'{%s}x">chữ</span>',
        '<abbr title="a src = \'{%s}x">chữ</abbr>',
        '<a href="/luu-tru/" title="href=\'{%s}x">chữ</a>',
        '\n\n<table><tr><th abbr="href=\'{%s}x">chữ</th></tr></table>\n\n',
        '\n\n<ol><li value="1" title="href=\'{%s}x">chữ</li></ol>\n\n',
    ],
)
def test_no_attribute_reaches_over_its_end(site: TinySite, opening: str, what: str) -> None:
    site.article(body=f"Xem {opening % what} `' \" onmouseover=alert(1) x` hết.")
    text = site.build().page("/2024/03/bai/").select_one(".prose")
    assert text is not None
    assert not text.select("[onmouseover]")
    assert "chữ" in text.get_text()
    assert "' \" onmouseover=alert(1) x" in text.get_text()


@pytest.mark.parametrize(
    "alt",
    ["ảnh", "Hình", "image1", "IMG_2034", "hội-nghị.jpg", "hoi-nghi", "Hình ảnh 3", "…", "DSC00123.JPG"],
)
def test_a_text_alternative_that_says_nothing_is_refused(site: TinySite, alt: str) -> None:
    site.write("articles/2024/03/hoi-nghi.jpg", photo(3, 2))
    assert "không nói gì" in one_issue(site, f"![{alt}](hoi-nghi.jpg)").message
    site.article(cover="hoi-nghi.jpg", cover_alt=alt)
    assert "không nói gì" in only(site).message


@pytest.mark.parametrize("alt", ["Bệnh viện Tâm Anh", "Ảnh Bác Hồ", "Cổng chào", "Logo Đoàn Thanh niên"])
def test_a_text_alternative_that_says_something_is_fine(site: TinySite, alt: str) -> None:
    site.write("articles/2024/03/cong chao.jpg", photo(3, 2))
    site.article(body=f"![{alt}](<cong chao.jpg>)", cover="cong chao.jpg", cover_alt=alt)
    assert errors(site) == []


@pytest.mark.parametrize(
    "head", [{"cover": "khac.md", "cover_alt": "Cổng"}, {"attachments": "khac.md | Bài"}]
)
def test_the_source_of_an_article_is_no_file_to_publish(site: TinySite, head: dict[str, str]) -> None:
    site.article("articles/2024/03/khac.md", status="draft")
    site.article(**head)
    assert "articles/2024/03/bai.md" in only(site).path
    assert "khac.md" in only(site).message


def test_a_file_that_is_no_picture_cannot_be_shown_as_one(site: TinySite) -> None:
    site.write("articles/2024/03/a.pdf", b"%PDF-1.7")
    assert "không phải là tệp ảnh" in one_issue(site, "![Kế hoạch](a.pdf)").message


@pytest.mark.parametrize(
    ("name", "says"), [("a.TIFF", "lưu lại thành JPEG"), ("a.tif", "lưu lại thành JPEG")]
)
def test_picture_of_a_rare_format_is_one_error_with_a_hint(site: TinySite, name: str, says: str) -> None:
    site.write(f"articles/2024/03/{name}", b"%PDF-1.7")
    issue = one_issue(site, f"![Sân xã sau mưa]({name})")
    assert "nhiều trình duyệt không mở được" in issue.message
    assert says in issue.hint


@pytest.mark.parametrize("folder", ["theme", "rss", "luot-truy-cap"])
def test_a_file_at_an_address_of_the_portal_is_refused(site: TinySite, folder: str) -> None:
    site.write(f"{folder}/cac-trang.txt", b"x")
    assert (
        f"“{folder}” mà địa chỉ dành riêng"
        in one_issue(site, f"[x]({{static}}/{folder}/cac-trang.txt)").message
    )


@pytest.mark.parametrize("slug", ["articles", "pages", "documents"])
def test_a_page_may_not_stand_where_files_lie(site: TinySite, slug: str) -> None:
    site.page("pages/a.md", slug=slug)
    assert "dành riêng" in only(site).message


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("/khong-co/", "Sửa hoặc bỏ liên kết"),
        ("/luu-tru", "“/luu-tru/”"),
        ("/gioi-thieu", "“/gioi-thieu/”"),
        ("/chuyen-muc/tin-tc/", "“/chuyen-muc/tin-tuc/”"),
        ("/chuyen-muc/thong-bao/", "Sửa hoặc bỏ"),
        ("/2023/", "Sửa hoặc bỏ"),
        ("/2024/05/", "Sửa hoặc bỏ"),
        ("/rss/thong-bao.xml", "Sửa hoặc bỏ"),
        ("/articles/2024/03/co.png", "{static}/articles/2024/03/co.png"),
        ("/pages/gioi-thieu.md", "{filename}/pages/gioi-thieu.md"),
    ],
)
def test_a_dead_address_is_refused(site: TinySite, address: str, hint: str) -> None:
    site.page()
    site.write("articles/2024/03/co.png", photo(3, 2))
    site.article("articles/2024/03/khac.md", category="Tin tức", tags="[du lịch]")
    issue = one_issue(site, f"[x]({address})")
    assert f"không có địa chỉ {address}" in issue.message or "là tệp trong thư mục" in issue.message
    assert hint in issue.hint


def test_every_kind_of_address_of_the_portal_is_known(site: TinySite) -> None:
    site.page()
    site.page("pages/about.md", lang="en")
    site.write("articles/2024/03/a.pdf", b"%PDF-1.7")
    site.article("articles/2024/03/khac.md", category="Tin tức", tags="[du lịch]")
    site.article("articles/2024/03/rut.md", status="withdrawn", category="Thông báo")
    addresses = [
        *("/", "/luu-tru/", "/so-do-cong/", "/rss/", "/thong-ke-truy-cap/", "/dang-nhap/", "/gioi-thieu/"),
        *("/en/about/", "/2024/", "/2024/03/", "/2024/03/khac/", "/2024/03/rut/", "/don-vi/van-phong/"),
        *("/chuyen-muc/tin-tuc/", "/tac-gia/dinh-son/", "/chu-de/du-lich/", "/rss/tin-moi.xml"),
        *("/rss/tin-tuc.xml", "/rss/van-phong.xml", "/articles/2024/03/a.pdf"),
    ]
    links = " ".join(f"[x]({address})" for address in addresses)
    site.article(body=f"{links} [a](a.pdf)")
    assert errors(site) == []
    files = site.build().files()
    for address in addresses:
        assert address.lstrip("/") + ("index.html" if address.endswith("/") else "") in files


def test_a_draft_may_lead_to_what_comes_with_it(site: TinySite) -> None:
    site.article(status="draft", category="Thông báo", body="[x](/chuyen-muc/thong-bao/) [y](/2024/03/bai/)")
    assert errors(site) == []


def test_an_address_of_an_unpublished_article_is_refused(site: TinySite) -> None:
    site.article("articles/2024/03/nhap.md", status="draft")
    assert "bài chưa đăng" in one_issue(site, "[x](/2024/03/nhap/)").message


def test_a_missing_file_and_its_missing_text_are_told_at_once(site: TinySite) -> None:
    site.article(body="![](thieu.jpg)\n\n[bài](sai.md)")
    site.article("articles/2024/03/sai.md", date="31/2/2024")
    assert [(issue.path[-6:], issue.message.split(" ")[0]) for issue in errors(site)] == [
        ("bai.md", "không"),
        ("bai.md", "ảnh"),
        ("sai.md", "ngày"),
    ]


def test_a_name_in_loose_marks_on_the_disk_is_explained(site: TinySite) -> None:
    site.write(
        "articles/2024/03/ảnh hội nghị.jpg".replace("ộ", "o\u0323\u0302").replace("ị", "i\u0323"), photo(3, 2)
    )
    issue = one_issue(site, "![Hội nghị](<ảnh hội nghị.jpg>)")
    assert "dấu rời" in issue.message
    assert "anh-hoi-nghi.jpg" in issue.hint


@pytest.mark.parametrize(
    "address",
    [
        *("a;b.pdf", "a&b.pdf", "a%2520b.pdf", "a%3Fb.pdf", "a%C2%A0b.pdf", "thu-muc\\a.pdf"),
        *("{static}/articles//a.pdf", "{static}/articles/../a.pdf", "{filename}/./bai.md"),
    ],
)
def test_file_name_that_pelican_cannot_resolve_is_rejected(site: TinySite, address: str) -> None:
    for name in ("articles/2024/03/a;b.pdf", "articles/2024/03/a&b.pdf", "articles/a.pdf", "a.pdf"):
        site.write(name, b"%PDF-1.7")
    issue = one_issue(site, f"[x](<{address}>)")
    assert "tên tệp" in issue.message or "viết vòng" in issue.message


@pytest.mark.parametrize(
    "name",
    ["ke hoach.pdf", "kế hoạch (1).pdf", "a'b.pdf", "a,b.pdf", "a+b@c=d!.pdf", "a$b~c*d.pdf", "v1.2.pdf"],
)
def test_files_with_unusual_names_are_published_where_links_lead(site: TinySite, name: str) -> None:
    site.write(f"articles/2024/03/{name}", b"%PDF-1.7")
    site.article(body=f"[a](<{name}>) [b]({quote(name)})", attachments=f'["{name} | Tệp"]')
    assert errors(site) == []
    built = site.build()
    links = built.page("/2024/03/bai/").select('main a[href*="articles/2024/03/"]')
    assert [str(link["href"]).startswith("/articles/") for link in links] == [True] * 3
    assert {unquote(str(link["href"])) for link in links} == {f"/articles/2024/03/{name}"}
    assert f"articles/2024/03/{name}" in built.paths()


def test_english_article_without_original_brings_its_lists(site: TinySite) -> None:
    site.article("articles/2024/03/en.md", slug="khac", lang="en", category="Thông báo")
    site.article(body="[x](/chuyen-muc/thong-bao/)")
    assert errors(site) == []
    assert "chuyen-muc/thong-bao/index.html" in site.build().files()
    site.article("articles/2024/03/vi.md", slug="khac")
    assert "không có địa chỉ /chuyen-muc/thong-bao/" in only(site).message


def test_text_of_a_picture_that_repeats_the_title_is_refused(site: TinySite) -> None:
    for name in ("a.jpg", "b.jpg"):
        site.write(f"articles/2024/03/{name}", photo(3, 2))
    site.article(
        title="Họp Hội đồng xã",
        cover="b.jpg",
        cover_alt="họp hội đồng xã",
        body="Chữ.\n\n![Họp Hội đồng xã](a.jpg)",
    )
    with pytest.raises(ContentError) as refused:
        site.build()
    problem = "mô tả ảnh “{}” chỉ nhắc lại tiêu đề"
    assert [(issue.line, issue.message) for issue in refused.value.issues] == [
        (7, problem.format("họp hội đồng xã")),
        (13, problem.format("Họp Hội đồng xã")),
    ]


def test_cover_that_stands_in_the_text_too_is_a_warning(site: TinySite) -> None:
    site.write("articles/2024/03/a.jpg", photo(3, 2))
    site.article(cover="a.jpg", cover_alt="Hội trường xã", body="Chữ, [tải ảnh](a.jpg).")
    assert warnings(site, "articles/2024/03/bai.md") == []
    site.article(cover="a.jpg", cover_alt="Hội trường xã", body="Chữ.\n\n![Bà con đến họp](a.jpg)")
    assert ["người đọc thấy hai lần" in one.message for one in warnings(site, "articles/2024/03/bai.md")] == [
        True
    ]


@pytest.mark.parametrize("address", ['/luu-tru/?"(\\\\', '/luu-tru/?q "(`ma`', '/luu-tru/?q "(\\*)'])
def test_unclosed_address_is_rejected_at_its_line(site: TinySite, address: str) -> None:
    site.article(body=f"Một đoạn.\n\nXem [lưu trữ]({address}")
    found = errors(site)
    assert {issue.path for issue in found} == {"articles/2024/03/bai.md"}
    assert any("viết dở" in issue.message and issue.line == 11 for issue in found)
