"""Old URLs in the front matter: what is accepted, and what is rejected with a reason."""

import pytest

from plugins.contract.check import check
from plugins.errors.issue import Issue
from tests.conftest import TinySite


def errors(site: TinySite) -> list[Issue]:
    return [
        issue for issue in check(site.settings())[1] if not issue.is_warning and issue.path != "agency.yaml"
    ]


def warnings(site: TinySite, path: str = "") -> list[Issue]:
    return [issue for issue in check(site.settings())[1] if issue.is_warning and issue.path == path]


@pytest.mark.parametrize(
    "written",
    [
        "/2024/02/cu/",
        "https://xathu.example/2024/02/cu/",
        "http://XaThu.example/2024/02/cu/",
        "/2024/02/cu/, /tin_cu/123/",
        "[/2024/02/cu/, /en/2024/02/cu/]",
        "\n  - /2024/02/cu/\n  - /2024/02/cu/",
        "/2024/02/%63u/",
    ],
)
def test_old_urls_of_this_portal_are_accepted(site: TinySite, written: str) -> None:
    site.article(old_urls=written)
    assert errors(site) == []


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("/2024/02/cu", "Viết: /2024/02/cu/"),
        ("2024/02/cu/", "mở đầu và kết thúc bằng dấu /"),
        ("https://xathu.example", "mở đầu và kết thúc bằng dấu /"),
        ("https://xathu.example.evil/2024/02/cu/", "của một trang trong cổng này"),
        ("https://tanhlinh.example/2024/02/cu/", "của một trang trong cổng này"),
        ("/tin/cu.html", "của một trang trong cổng này"),
        ("/tin/tập-tin/", "chữ không dấu"),
        ("/a/../b/", "chữ không dấu"),
        ("//b/", "chữ không dấu"),
        ("/a/?b=c/", "chữ không dấu"),
        ("/a;/b/", "Viết: /a/"),
        ('"/a/$host/{b}/"', "chữ không dấu"),
        (f"/{'a' * 201}/", "Bỏ địa chỉ ấy"),
        ("/abcdefgh" * 40 + "/", "Bỏ địa chỉ ấy"),
        ("[[/a/]]", "Ví dụ: old_urls: /2024/03/lich-tiep-dan/"),
    ],
)
def test_what_is_no_url_of_a_page_is_rejected(site: TinySite, written: str, hint: str) -> None:
    site.article(old_urls=written)
    (issue,) = errors(site)
    assert "địa chỉ cũ" in issue.message
    assert hint in issue.hint
    assert issue.line == 7


NEEDED = (
    "/2024/ /2024/03/ /2024/03/21/ /2024/03/21/2/ /en/ /en/tim-kiem/ /rss/ /tac-gia/x/ /articles/2024/ "
    "/luot-truy-cap/ /ban-nhap/2024/03/x/ /en/chu-de/x/ "
    "/RSS/ /Tim-Kiem/ /En/ /En/Chu-De/x/ /Don-Vi/van-phong/"
)


@pytest.mark.parametrize("url", NEEDED.split())
def test_url_that_the_portal_needs_is_rejected(site: TinySite, url: str) -> None:
    site.article(old_urls=url)
    (issue,) = errors(site)
    assert f"địa chỉ cũ {url} là của một danh sách hay trang riêng của cổng" == issue.message


@pytest.mark.parametrize("url", ["/2024/03/khac/", "/2024/03/Khac/", "/gioi-thieu/"])
@pytest.mark.parametrize("other", ["published", "withdrawn"])
def test_url_that_another_text_has_is_rejected(site: TinySite, url: str, other: str) -> None:
    site.article("articles/2024/03/khac.md", title="Khác", status=other)
    site.page()
    site.article(old_urls=url)
    (issue,) = errors(site)
    assert f"địa chỉ cũ {url} nay là địa chỉ của" in issue.message
    assert issue.path == "articles/2024/03/bai.md"


def test_own_url_and_a_url_of_two_texts_are_rejected(site: TinySite) -> None:
    site.article(old_urls="/2024/03/bai/")
    site.article("articles/2024/03/hai.md", title="Hai", old_urls="/cu/")
    site.article("articles/2024/03/ba.md", title="Ba", old_urls="/Cu/")
    assert [issue.message for issue in errors(site)] == [
        "địa chỉ cũ /2024/03/bai/ là địa chỉ hiện nay của chính bài",
        "địa chỉ cũ /cu/ đã là địa chỉ cũ của articles/2024/03/ba.md",
    ]


def test_draft_gives_way_to_an_old_url(site: TinySite) -> None:
    site.article(old_urls="/2024/03/nhap/")
    site.article("articles/2024/03/nhap.md", title="Nháp", status="draft", old_urls="/2024/03/bai/")
    assert errors(site) == []
    found = [issue.message for issue in warnings(site, "articles/2024/03/nhap.md")]
    assert found == [
        "địa chỉ /2024/03/nhap/ là địa chỉ cũ của articles/2024/03/bai.md",
        "địa chỉ cũ /2024/03/bai/ nay là địa chỉ của articles/2024/03/bai.md",
    ]


def test_link_to_an_old_url_is_accepted_with_a_warning(site: TinySite) -> None:
    site.article(old_urls="/2024/02/cu/")
    path = "articles/2024/03/khac.md"
    site.article(path, title="Khác", body="Xem [bài](/2024/02/cu/#a) và [bài](/2024/03/bai/).")
    assert errors(site) == []
    (issue,) = warnings(site, path)
    assert (issue.message, issue.hint, issue.line) == (
        "bài dẫn tới địa chỉ cũ /2024/02/cu/",
        "Viết địa chỉ mới: /2024/03/bai/",
        9,
    )


def test_link_to_the_old_url_of_a_draft_is_rejected(site: TinySite) -> None:
    site.article(old_urls="/2024/02/cu/", status="draft")
    site.article("articles/2024/03/khac.md", title="Khác", body="Xem [bài](/2024/02/cu/).")
    (issue,) = errors(site)
    assert "trong cổng không có địa chỉ /2024/02/cu/" in issue.message
