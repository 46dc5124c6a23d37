"""The sample portal as it is published: complete, accepted by every check, and marked as fictional."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from plugins.building.build import build, load_settings
from plugins.building.check import reminders, unwritten
from plugins.contract.check import check
from plugins.sample.drawings import FILE_NAME, SHAPES
from plugins.sample.portal import BUILD_MOMENT, CONTENT, write_portal
from tests.browser.static_server import serving
from tests.conftest import BuiltSite

pytestmark = pytest.mark.long  # so that one process of the run builds for all tests of this file

WIDTH = 40  # pixels; the pictures of the real portal take minutes to encode
NOVEMBER = "/2026/11/"


@dataclass
class Sample:
    """The sample portal: its content folder and its published site."""

    content: Path
    site: BuiltSite


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Write the sample portal with tiny pictures, and build it as for a release."""
    folder = tmp_path_factory.mktemp("sample")
    write_portal(folder / "content", width=WIDTH)
    build(folder / "content", folder / "output", publish=True, moment=BUILD_MOMENT)
    return Sample(folder / "content", BuiltSite(folder / "output"))


@pytest.fixture(scope="module")
def heads() -> list[dict[str, str]]:
    """Return the front matter of all articles, everything as text."""
    files = sorted((CONTENT / "articles").rglob("*.md"))
    return [yaml.load(file.read_text(encoding="utf-8").split("---\n")[1], yaml.BaseLoader) for file in files]


def test_sample_passes_every_check(sample: Sample) -> None:
    settings = load_settings(sample.content, moment=BUILD_MOMENT)
    count, found = check(settings)
    assert count > 100
    warnings = sorted(
        issue.message.split(":")[0] for issue in [*found, *unwritten(settings), *reminders(settings, ())]
    )
    assert warnings == ["1 bài hẹn giờ", "1 bài đã hết hạn", "1 bản nháp"]


def test_every_page_says_that_it_is_fictional(sample: Sample) -> None:
    pages = [path for path in sample.site.paths() if path.endswith(".html")]
    assert len(pages) > 200
    for path in pages:
        page = LexborHTMLParser(sample.site.data(path))  # ten times as fast as Beautiful Soup
        notice = page.css_first("header > .demo-notice")
        assert notice is not None, path
        words = "are fictional" if path.startswith("en/") else "mọi nội dung ở đây là hư cấu"
        assert words in notice.text(), path
        assert page.css_matches('meta[name="robots"][content="noindex"]'), path


@pytest.mark.parametrize("slug", ["ke-hoach-tet-2027", "ra-quan-don-ve-sinh-thang-12", "hop-thon-thang-11"])
def test_unpublished_texts_leave_nothing(sample: Sample, slug: str) -> None:
    assert len(list(sample.content.rglob(f"{slug}.md"))) == 1
    assert sample.site.mentions(slug) == []


def test_portal_looks_alive(heads: list[dict[str, str]]) -> None:
    months = Counter(f"{day[6:10]}-{day[3:5]}" for day in (f"{head['date'].zfill(16)}" for head in heads))
    autumn = sum(count for month, count in months.items() if month in {"2026-09", "2026-10", "2026-11"})
    assert autumn >= 35
    assert {month[:4] for month in months} == {"2021", "2022", "2023", "2024", "2025", "2026"}
    assert sum("cover" in head for head in heads) >= 45
    assert sum(head.get("lang") == "en" for head in heads) >= 10
    assert sum(head["category"] == "Thông báo" for head in heads) >= 14
    assert sum("expires" in head for head in heads) >= 5
    assert sum(len(head["title"]) > 200 for head in heads) >= 2


def test_every_category_and_department_has_articles(heads: list[dict[str, str]]) -> None:
    agency = yaml.load((CONTENT / "agency.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    assert {head["category"] for head in heads} == {section["name"] for section in agency["categories"]}
    assert {head["department"] for head in heads} == {section["name"] for section in agency["departments"]}


def test_covers_have_every_shape(heads: list[dict[str, str]]) -> None:
    covers = [re.fullmatch(FILE_NAME, head["cover"]) for head in heads if "cover" in head]
    assert {cover[2] or "" for cover in covers if cover} == {*SHAPES} - {"bang"}  # the masthead's


@pytest.mark.parametrize(
    ("address", "selector", "count"),
    [
        ("/", f"a[href='{NOVEMBER}khanh-thanh-cau-thon-6/']", 1),  # featured
        ("/", f"a[href='{NOVEMBER}lich-tiep-cong-dan-thang-12/']", 2),  # notice and task
        ("/", f".article-list > li:first-child:has(strong) a[href='{NOVEMBER}cam-nang-mot-cua/']", 1),
        (f"{NOVEMBER}ngay-hoi-dai-doan-ket-2026/", ".gallery figure figcaption", 12),
        (f"{NOVEMBER}cam-nang-mot-cua/", ".contents a", 8),  # table of contents
        (f"{NOVEMBER}ket-qua-vu-mua-2026/", "main thead th", 10),
        (f"{NOVEMBER}ket-qua-vu-mua-2026/", "main a[href$='.csv']", 1),
        (f"{NOVEMBER}lay-y-kien-quy-hoach-cho/", "main a[href$='.pdf']", 1),
        (f"{NOVEMBER}lich-phun-thuoc-kho-thoc/", ".withdrawn", 1),
        (f"{NOVEMBER}hop-tac-xa-gao/", "main article figure", 3),
        (f"{NOVEMBER}hop-tac-xa-gao/", "main a[hreflang=en]", 1),
        ("/en/2026/10/wifi/", "main a[hreflang=vi]", 0),  # without a translation
        ("/2021/05/cau-treo/", ".old-notice", 1),
        ("/en/gioi-thieu/", "main h1", 1),
    ],
)
def test_every_kind_is_there(sample: Sample, address: str, selector: str, count: int) -> None:
    assert len(sample.site.page(address).select(selector)) == count


@pytest.mark.browser
def test_home_page_is_short_on_a_phone(sample: Sample, browser: Browser) -> None:
    """With three most read titles of three lines each, in a window of 360 × 800 pixels."""
    title = "Hợp tác xã gạo thơm Mẫu xuất chuyến hàng đầu tiên ra tỉnh bạn sau nửa năm chuẩn bị"
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.route(
        "**/doc-nhieu.json",
        lambda route: route.fulfill(body=json.dumps([[f"/{n}/", title] for n in range(3)])),
    )
    with serving(sample.site.folder) as address:
        page.goto(address)
        page.locator(".most-read li").last.wait_for()
        page.add_style_tag(content="main img { width: 100% }")  # as wide as those of the real portal
        ends = page.evaluate(
            "(all) => all.map((one) => document.querySelector(one).getBoundingClientRect().bottom)",
            [".tasks a", ".notices h3 a", "html"],
        )
    page.close()
    assert [end <= most for end, most in zip(ends, (1200, 1200, 6000), strict=True)] == [True] * 3, ends


def test_no_real_place_or_agency_is_named() -> None:
    texts = "\n".join(file.read_text(encoding="utf-8") for file in CONTENT.rglob("*.*"))
    real = (
        "Tánh Linh",
        "Đông Kho",
        "Phan Thiết",
        "Bình Thuận",
        "Lâm Đồng",
        "Hồ Chí Minh",
        "TP.HCM",
        "Hà Nội",
    )
    assert [name for name in real if name in texts] == []
