"""A content type that a plugin adds is checked, published and offered like articles and pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pelican.plugins import signals

from plugins.contract.check import check
from plugins.errors.issue import Issue
from plugins.incremental.api import IncrementalPelican
from tests.authoring.test_authoring import write_article
from tests.conftest import BuiltSite, TinySite
from tests.content_types import samples


class SampleSite(TinySite):
    """A site with the plugin of the samples."""

    def sample(self, name: str = "mau-don", body: str = "Nội dung mẫu.", **fields: object) -> Path:
        head = {"title": "Mẫu đơn", "slug": name, "signed": "21/3/2024"} | fields
        lines = [f"{key}: {value}" for key, value in head.items() if value is not None]
        return self.write(f"samples/{name}.md", "\n".join(["---", *lines, "---", "", body, ""]))

    def settings(self, **override: Any) -> dict[str, Any]:
        settings: dict[str, Any] = super().settings(**override)
        settings["PLUGINS"] = [*settings["PLUGINS"], samples]
        settings["THEME_TEMPLATES_OVERRIDES"] = [
            *settings["THEME_TEMPLATES_OVERRIDES"],
            str(Path(__file__).parent),
        ]
        return settings


@pytest.fixture
def site(tmp_path: Path) -> Any:
    yield SampleSite(tmp_path)
    signals.get_generators.disconnect(samples.generators)


def errors(site: TinySite) -> list[Issue]:
    return [issue for issue in check(site.settings())[1] if not issue.is_warning]


@pytest.mark.parametrize(
    ("fields", "line", "words"),
    [
        ({"signed": "21/13/2024"}, 4, "không có tháng 13"),
        ({"author": "Đình Sơn"}, 5, "không có mục nào tên “author”"),
        ({"signed": None}, 1, "thiếu ngày ký (signed)"),
        ({"status": "hidden"}, 5, "không có tình trạng “hidden”"),
        ({"form": "mau-don.pdf | Mẫu đơn"}, 5, "không có tệp “mau-don.pdf”"),
    ],
)
def test_wrong_field_is_an_error_with_file_and_line(
    site: SampleSite, fields: dict[str, Any], line: int, words: str
) -> None:
    site.sample()
    assert errors(site) == []
    site.sample("khac", **fields)
    (issue,) = errors(site)
    assert (issue.path, issue.line) == ("samples/khac.md", line)
    assert words in issue.message


def test_links_to_another_type_are_checked(site: SampleSite) -> None:
    site.sample()
    site.article(
        body="[Mẫu](/van-ban-mau/mau-don/), [mọi mẫu](/van-ban-mau/), [tệp](../../../samples/mau-don.md)"
    )
    assert errors(site) == []
    site.article(body="[Mẫu](/van-ban-mau/mau-dom/)")
    (issue,) = errors(site)
    assert issue.hint == "Ý bạn là “/van-ban-mau/mau-don/”?"


def test_other_types_bring_no_english_home(site: SampleSite) -> None:
    site.sample(title="Form", lang="en")
    site.article(body="[English](/en/)")
    (issue,) = errors(site)
    assert issue.message == "trong cổng không có địa chỉ /en/"


def test_address_of_a_list_is_reserved(site: SampleSite) -> None:
    site.page("pages/mau.md", slug="van-ban-mau")
    (issue,) = errors(site)
    assert "dành riêng cho cổng" in issue.message


def test_texts_of_another_type_are_published(site: SampleSite) -> None:
    site.article()
    site.write("samples/mau-don.pdf", b"%PDF-1.7")
    site.sample(form="mau-don.pdf | Mẫu đơn")
    site.sample("nhap", title="Chưa đăng", status="draft")
    built = site.build()
    assert built.mentions("Chưa đăng") == []
    assert 'href="/van-ban-mau/mau-don/"' in built.text("van-ban-mau/index.html")
    assert "21/3/2024" in built.text("van-ban-mau/mau-don/index.html")
    assert "samples/mau-don.pdf" in built.paths()
    assert {"/van-ban-mau/", "/van-ban-mau/mau-don/"} <= set(
        built.text("luot-truy-cap/cac-trang.txt").split("\n")
    )
    assert "/van-ban-mau/mau-don/" in built.text("so-do/trang.xml")


def test_draft_of_another_type_has_a_page_in_the_preview(site: SampleSite) -> None:
    site.article()
    site.sample("nhap", title="Chưa đăng", status="draft")
    settings = site.settings(SHOW_DRAFTS=True)
    settings["PLUGINS"].append("plugins.building.drafts")
    IncrementalPelican(settings).run()
    built = BuiltSite(site.output)
    assert "Bản nháp" in built.text("ban-nhap/van-ban-mau/nhap/index.html")
    assert not listed(built, "Chưa đăng")


def steps(site: SampleSite) -> dict[str, Callable[[], object]]:
    return {
        "first build": lambda: None,
        "edit": lambda: site.sample(title="Mẫu đơn mới", body="[Tờ khai](to-khai.md)"),
        "withdrawal": lambda: site.sample("to-khai", title="Tờ khai", status="withdrawn"),
        "translation": lambda: site.sample("en", title="Form", slug="mau-don", lang="en"),
        "another": lambda: site.sample("giay-moi", title="Giấy mời"),
        "deletion": (site.content / "samples/to-khai.md").unlink,
    }


@pytest.mark.long
def test_stock_and_engine_agree_through_a_history(site: SampleSite) -> None:
    site.article(body="[Mẫu](/van-ban-mau/mau-don/)")
    site.sample()
    site.sample("to-khai", title="Tờ khai")
    for number, (step, change) in enumerate(steps(site).items()):
        change()
        if step == "deletion":
            site.sample(title="Mẫu đơn mới")
        IncrementalPelican(site.settings()).run()
        engine = BuiltSite(site.output)
        stock = site.build(OUTPUT_PATH=str(site.output.with_name(f"stock-{number}")))
        assert engine.files() == stock.files(), step
        if step == "withdrawal":
            assert "Đã thu hồi" in engine.text("van-ban-mau/to-khai/index.html")
            assert engine.mentions("/van-ban-mau/to-khai/") == [
                "luot-truy-cap/cac-trang.txt",
                "van-ban-mau/mau-don/index.html",
            ]
        names = [name for name in ("Tờ khai", "Giấy mời", "Mẫu đơn mới") if listed(engine, name)]
        assert (
            names
            == {
                "first build": ["Tờ khai"],
                "edit": ["Tờ khai", "Mẫu đơn mới"],
                "withdrawal": ["Mẫu đơn mới"],
                "translation": ["Mẫu đơn mới"],
                "another": ["Giấy mời", "Mẫu đơn mới"],
                "deletion": ["Giấy mời", "Mẫu đơn mới"],
            }[step]
        )
    assert engine.mentions("Tờ khai") == []


def listed(built: BuiltSite, title: str) -> bool:
    return title in built.text("van-ban-mau/index.html")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        (["van ban mau", "Giấy mời"], "samples/giay-moi.md"),
        (["1", "Bài mới", "1", "", ""], "articles/2026/11/bai-moi.md"),
    ],
)
def test_new_offers_the_types_of_plugins(
    site: SampleSite, typed: list[str], path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_article(site, *typed)
    assert capsys.readouterr().out.startswith("  1. bài viết\n  2. văn bản mẫu\n")
    assert file.relative_to(site.content).as_posix() == path
    if path.startswith("samples"):
        file.write_text(
            file.read_text(encoding="utf-8").replace("signed:", "signed: 21/3/2024"), encoding="utf-8"
        )
    assert errors(site) == []
