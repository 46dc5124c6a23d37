"""The page of one text that is rendered after a build has the bytes that the next build writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pelican.plugins import signals

from plugins.building.build import build
from plugins.building.live import builder
from plugins.incremental import single_pages
from plugins.incremental.api import IncrementalPelican, SinglePages
from plugins.urls.patterns import DRAFTS
from tests.conftest import TinySite
from tests.images.photos import photo

A = "articles/2024/03/a.md"
Edit = Callable[[TinySite], object]


def in_words(site: TinySite, old: str, new: str, path: str = A) -> None:
    file = site.content / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def furnished(tmp_path: Path) -> TinySite:
    site = TinySite(tmp_path)
    site.write("articles/2024/03/anh.png", photo(3, 2, "PNG"))
    site.write("articles/2024/03/moi.png", photo(2, 3, "PNG"))
    site.article(A, "Thân a.\n\n![Toàn cảnh hội nghị](anh.png)", title="Bài a", tags="đỏ")
    site.article(
        "articles/2024/03/b.md", "Thân b, xem [a](a.md).", title="Bài b", date="22/3/2024", tags="đỏ"
    )
    site.article("articles/2024/04/c.md", title="Bài c", date="2/4/2024", tags="xanh")
    site.article("articles/2024/04/d.md", title="Bài d", date="3/4/2024", department="Công an xã")
    site.page("pages/gioi-thieu.md", "Nội dung trang, xem [a](../articles/2024/03/a.md).")
    return site


def built(site: TinySite) -> SinglePages:
    found: list[Any] = []
    build(site.content, site.output, moment="2026-11-23 08:00", built=found.append)
    pages: SinglePages = found[0].single_pages
    return pages


EDITS: dict[str, tuple[str, Edit]] = {
    "nothing": (A, lambda _site: None),
    "body": (A, lambda site: in_words(site, "Thân a", "Thân khác")),
    "title": (A, lambda site: in_words(site, "Bài a", "Bài khác")),
    "title and summary": (
        A,
        lambda site: in_words(site, "title: Bài a", "title: Bài khác\nsummary: Tóm tắt."),
    ),
    "author": (A, lambda site: in_words(site, "author: Đình Sơn", "author: Hà Lan")),
    "a new tag": (A, lambda site: in_words(site, "đỏ", "tím")),
    "featured": (A, lambda site: in_words(site, "title: Bài a", "title: Bài a\nfeatured: true")),
    "without the picture": (A, lambda site: in_words(site, "![Toàn cảnh hội nghị](anh.png)", "")),
    "a link": (A, lambda site: in_words(site, "Thân a", "Thân a, xem [c](../04/c.md)")),
    "a page": ("pages/gioi-thieu.md", lambda site: in_words(site, "Nội", "Nôi", "pages/gioi-thieu.md")),
}


@pytest.mark.parametrize("name", EDITS)
def test_single_page_is_what_the_next_build_writes(furnished: TinySite, name: str) -> None:
    path, edit = EDITS[name]
    pages = built(furnished)
    before = pages.page(path)
    edit(furnished)
    page = pages.page(path)
    built(furnished)
    assert before is not None
    assert page is not None
    assert page.data == (furnished.output / page.name).read_bytes()
    assert (page.data == before.data) is (name in {"nothing", "featured"})


def test_draft_in_the_preview_is_shown_alone(furnished: TinySite) -> None:
    in_words(furnished, "title: Bài a", "title: Bài a\nstatus: draft")
    in_words(furnished, "xem [a](a.md)", "", "articles/2024/03/b.md")
    in_words(furnished, "xem [a](../articles/2024/03/a.md)", "", "pages/gioi-thieu.md")
    with builder(furnished.content, furnished.output) as run:
        run()
        in_words(furnished, "Thân a", "Thân khác")
        page = run.page(A)
        assert page is not None
        assert page[0] == f"{DRAFTS.strip('/')}/2024/03/a/index.html"
        run()
        assert page[1] == (furnished.output / page[0]).read_bytes()


BUILDS: dict[str, Edit] = {
    "rejected": lambda site: in_words(site, "title: Bài a\n", ""),
    "another URL": lambda site: in_words(site, "slug: a", "slug: khac"),
    "another day": lambda site: in_words(site, "21/3/2024", "25/3/2024"),
    "another department": lambda site: in_words(site, "Văn phòng", "Công an xã"),
    "a tag of others": lambda site: in_words(site, "tags: đỏ", "tags: xanh"),
    "draft": lambda site: in_words(site, "title: Bài a", "title: Bài a\nstatus: draft"),
    "withdrawn": lambda site: in_words(site, "title: Bài a", "title: Bài a\nstatus: withdrawn"),
    "a picture that no text has used": lambda site: in_words(site, "anh.png", "moi.png"),
    "a text that does not exist": lambda site: in_words(site, "Thân a", "Xem [x](x.md)"),
    "deleted": lambda site: (site.content / A).unlink(),
}


def test_only_a_build_can_tell(furnished: TinySite) -> None:
    pages = built(furnished)
    before = (furnished.content / A).read_bytes()
    found = {}
    for name, edit in BUILDS.items():
        edit(furnished)
        found[name] = pages.page(A)
        (furnished.content / A).write_bytes(before)
    assert found == dict.fromkeys(BUILDS)
    furnished.article("articles/2024/05/moi.md")
    assert pages.page("articles/2024/05/moi.md") is None
    assert pages.page("articles/2024/03/anh.png") is None
    assert pages.page("agency.yaml") is None
    assert pages.page(A) is not None


def test_text_changed_by_a_plugin_needs_a_build(furnished: TinySite) -> None:
    def change(generators: list[Any]) -> None:
        generators[0].context["generated_content"][A].title = "Tên do plugin đặt"

    with signals.all_generators_finalized.connected_to(change):
        pages = built(furnished)
    assert pages.page(A) is None
    assert pages.page("articles/2024/03/b.md") is not None


def test_without_fork_there_are_no_single_pages(furnished: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = built(furnished)
    monkeypatch.setattr(single_pages, "FORKS", False)
    assert pages.page(A) is None


def state(folder: Path) -> Iterator[tuple[str, bytes, int]]:
    for file in sorted(folder.rglob("*")):
        # SQLite leaves these when a database is read; they are empty after a build.
        if (
            file.is_file()
            and not file.name.endswith("-shm")
            and (file.stat().st_size or "-wal" not in file.name)
        ):
            yield str(file), file.read_bytes(), file.stat().st_mtime_ns


@pytest.mark.usefixtures("own_state")
def test_single_pages_change_neither_ledger_nor_output(furnished: TinySite, tmp_path: Path) -> None:
    pages = built(furnished)
    edited = furnished.content / A
    text, first = edited.read_bytes(), pages.page(A)
    other = pages.page("articles/2024/03/b.md")
    before = [*state(tmp_path / "state"), *state(furnished.output)]
    assert any(name.endswith(".sqlite3") for name, _, _ in before)
    in_words(furnished, "Bài a", "Bài khác")
    assert pages.page(A) != first
    assert [*state(tmp_path / "state"), *state(furnished.output)] == before
    assert pages.page("articles/2024/03/b.md") == other, "only its own page shows an edit"
    edited.write_bytes(text)
    assert pages.page(A) == first


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """Return a folder whose templates take the place of the theme's."""
    (tmp_path / "templates").mkdir()
    return tmp_path / "templates"


def built_with(site: TinySite, templates: Path) -> SinglePages:
    overrides = [str(templates), *map(str, site.settings()["THEME_TEMPLATES_OVERRIDES"])]  # type: ignore[call-overload] # a list
    pelican = IncrementalPelican(site.settings(THEME_TEMPLATES_OVERRIDES=overrides, INCREMENTAL_PROCESSES=1))
    pelican.settings["FORMATTED_FIELDS"] = ["summary"]  # of which the contract leaves none
    pelican.run()
    assert pelican.single_pages is not None
    return pelican.single_pages


def test_imported_macros_show_the_edited_text(furnished: TinySite, templates: Path) -> None:
    (templates / "card.html").write_text("{% macro card(one) %}<p>{{ one.title }}</p>{% endmacro %}")
    (templates / "article.html").write_text('{% from "card.html" import card %}{{ card(article) }}')
    pages = built_with(furnished, templates)
    assert pages.page(A) == ("2024/03/a/index.html", "<p>Bài a</p>".encode())
    in_words(furnished, "Bài a", "Bài khác")
    assert pages.page(A) == ("2024/03/a/index.html", "<p>Bài khác</p>".encode())


def test_links_in_metadata_are_resolved(furnished: TinySite, templates: Path) -> None:
    def link(content: Any) -> None:
        content._summary = '<a href="{filename}/articles/2024/03/b.md">b</a>'

    (templates / "article.html").write_text("{{ article.summary|safe }}")
    with signals.content_object_init.connected_to(link):
        page = built_with(furnished, templates).page(A)
    assert page is not None
    assert page.data == (furnished.output / page.name).read_bytes()
    assert b'href="/2024/03/b/"' in page.data
