"""The output folder: what nobody declares is gone, what is declared is there, and two of one name are as with stock."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.incremental.sites import PlainSite, Portal


@pytest.fixture
def small(site: PlainSite) -> PlainSite:
    for name in "abc":
        site.article(name)
    site.standing_page("p")
    site.write("content/static/sub/a.txt", "a")
    site.check()
    return site


def test_a_deleted_article_leaves_neither_file_nor_folder(small: PlainSite) -> None:
    small.settings(ARTICLE_SAVE_AS="{date:%Y}/{slug}/index.html", ARTICLE_URL="{date:%Y}/{slug}/")
    small.check()
    assert (small.kept / "2024/a/index.html").is_file()
    for name in "abc":
        small.remove(f"content/articles/{name}.md")
    small.check()
    assert not (small.kept / "2024").exists()


def test_files_that_somebody_deleted_come_back(small: PlainSite) -> None:
    for name in ("a.html", "index.html", "pages/p.html", "static/sub/a.txt", "theme/.keep"):
        (small.kept / name).unlink()
    small.check()


@pytest.mark.parametrize("name", ["a.html", "index.html", "static/sub/a.txt"])
@pytest.mark.parametrize("edited", [False, True])
def test_a_file_that_somebody_changed_is_put_right(small: PlainSite, name: str, *, edited: bool) -> None:
    (small.kept / name).write_text("của ai?")
    if edited:
        small.replace("content/articles/a.md", "title: A", "title: Â")
    small.check()


@pytest.mark.parametrize("again", ["nothing", "an empty folder", "the folder of old"])
def test_deleted_output_folder_is_rebuilt(small: PlainSite, again: str) -> None:
    old = small.folder / "old"
    shutil.copytree(small.kept, old)
    small.replace("content/articles/a.md", "title: A", "title: Â")
    small.check()
    shutil.rmtree(small.kept)
    if again == "an empty folder":
        small.kept.mkdir()  # some file systems give it the number of the deleted one
    elif again == "the folder of old":
        old.rename(small.kept)
    small.check()


def test_undeclared_files_go_when_ledger_is_lost(small: PlainSite) -> None:
    small.ledger_file().unlink()
    (small.kept / "stray.html").write_text("lạc")
    (small.kept / "left").mkdir()
    (small.kept / "left" / "x.html").write_text("lạc")
    small.check()


def test_site_without_home_page_survives_lost_ledger(small: PlainSite) -> None:
    small.settings(DIRECT_TEMPLATES=[])
    small.check()
    small.ledger_file().unlink()
    small.check()


def test_a_folder_of_something_else_is_not_emptied(small: PlainSite) -> None:
    shutil.rmtree(small.kept)
    shutil.rmtree(small.ledger)
    small.kept.mkdir()
    (small.kept / "thesis.odt").write_text("the only copy")
    outcome = small.build()
    assert outcome.how == "refused", outcome
    assert (small.kept / "thesis.odt").read_text() == "the only copy"


def test_file_of_another_kind_is_not_deleted(small: PlainSite) -> None:
    small.ledger_file().unlink()
    (small.kept / "views.sqlite3").write_text("the only copy")
    assert small.build().how == "refused"
    assert (small.kept / "views.sqlite3").read_text() == "the only copy"


@pytest.mark.parametrize("name", [".htaccess", "sub/.htaccess", "kept.txt", "keptfolder/x.txt"])
def test_hidden_and_retained_files_stay(small: PlainSite, name: str) -> None:
    small.settings(OUTPUT_RETENTION=["kept.txt", "keptfolder"])
    (small.kept / name).parent.mkdir(exist_ok=True)
    (small.kept / name).write_text("giữ")
    assert small.build().how == "built"
    assert (small.kept / name).exists()
    small.ledger_file().unlink()
    assert small.build().how == "built"
    assert (small.kept / name).exists() is (name != "sub/.htaccess")


def test_two_names_of_settings_take_turns_in_one_folder(small: PlainSite) -> None:
    small.settings(INCREMENTAL_NAME="one")
    small.check()
    small.settings(INCREMENTAL_NAME="two", SITENAME="two")
    small.template("index", "{{ SITENAME }}")
    small.check()
    small.article("d")
    small.check()
    small.settings(INCREMENTAL_NAME="one", SITENAME="one")
    small.check()
    small.remove("content/articles/d.md")
    small.settings(INCREMENTAL_NAME="two", SITENAME="two")
    small.check()


def test_two_content_folders_take_turns_in_one_output_folder(small: PlainSite) -> None:
    shutil.copytree(small.content, small.folder / "other")
    small.settings(PATH=str(small.folder / "other"))
    small.check()
    (small.folder / "other/articles/a.md").unlink()
    small.check()
    small.settings(PATH=str(small.content))
    small.check()


def test_a_stock_build_into_the_same_folder_is_noticed(small: PlainSite) -> None:
    small.replace("content/articles/a.md", "title: A", "title: Â")
    order = small.order(engine=True)
    order.override["INCREMENTAL"] = False
    assert small.engine.build(order).how == "built"
    small.replace("content/articles/a.md", "title: Â", "title: A")
    small.check()


def test_the_folder_is_moved_away_and_another_takes_its_place(small: PlainSite) -> None:
    small.kept.rename(small.folder / "released")
    small.check()
    small.article("d")
    small.check()
    shutil.rmtree(small.kept)
    (small.folder / "released").rename(small.kept)
    small.check()


def test_the_output_folder_is_a_link(small: PlainSite) -> None:
    real = small.folder / "real"
    small.kept.rename(real)
    small.kept.symlink_to(real)
    small.check()
    small.remove("content/articles/a.md")
    small.check()
    small.kept.unlink()
    small.kept.symlink_to(small.folder / "real2")
    (small.folder / "real2").mkdir()
    small.check()


def test_linked_folder_of_the_output_is_not_written_through(small: PlainSite) -> None:
    outside = small.folder / "outside"
    (outside / "sub").mkdir(parents=True)
    for name in ("sub/a.txt", "p.html"):
        (outside / name).write_text("của người khác")
    shutil.rmtree(small.kept / "pages")
    shutil.rmtree(small.kept / "static")
    (small.kept / "pages").symlink_to(outside)
    (small.kept / "static").symlink_to(outside)
    (small.kept / ".a.html~").hardlink_to(outside / "p.html")
    small.replace("content/articles/a.md", "title: A", "title: Â")
    small.remove("content/static/sub/a.txt")
    small.check()
    assert {file.read_text() for file in (outside / "sub/a.txt", outside / "p.html")} == {"của người khác"}


def test_folder_replaces_file_and_file_replaces_folder(small: PlainSite) -> None:
    small.article("d", save_as="x")
    small.check()
    small.article("d", save_as="x/index.html")
    small.check()
    small.article("d", save_as="x")
    small.check()


def test_a_file_becomes_a_page_and_a_page_a_file(small: PlainSite) -> None:
    small.write("content/static/t.html", "tệp")
    small.settings(EXTRA_PATH_METADATA={"static/t.html": {"path": "t.html"}})
    small.check()
    small.remove("content/static/t.html")
    small.article("t")
    small.check()
    small.remove("content/articles/t.md")
    small.standing_page("t", save_as="t.html")
    small.check()
    small.remove("content/pages/t.md")
    small.write("content/static/t.html", "tệp")
    small.check()


SAME_NAME: dict[str, Any] = {
    "two articles": lambda site: site.article("d", save_as="x.html") and site.article("e", save_as="x.html"),
    "an article and the home page": lambda site: site.article("d", save_as="index.html"),
    "a page and the home page": lambda site: site.standing_page("d", save_as="index.html"),
    "an article and a page": lambda site: (
        site.article("d", slug="same"),
        site.settings(PAGE_SAVE_AS="{slug}.html"),
        site.standing_page("same"),
    ),
    "an article and a page that insists": lambda site: (
        site.article("d", slug="same"),
        site.standing_page("e", save_as="same.html"),
    ),
    "a page that insists and an article": lambda site: (
        site.standing_page("d", save_as="same.html"),
        site.article("same"),
    ),
    "two slugs": lambda site: (
        site.article("d", slug="same"),
        site.article("e", slug="same", lang="en", save_as="same.html"),
    ),
    "one slug": lambda site: (
        site.article("d", slug="same"),
        site.settings(ARTICLE_TRANSLATION_ID=None),
        site.article("e", slug="same"),
    ),
    "a static file and an article": lambda site: (
        site.write("content/static/s.html", "s"),
        site.settings(EXTRA_PATH_METADATA={"static/s.html": {"path": "a.html"}}),
    ),
    "a static file and the theme's": lambda site: (
        site.write("theme/static/x.css", "theme"),
        site.write("content/static/x.css", "content"),
        site.settings(EXTRA_PATH_METADATA={"static/x.css": {"path": "theme/x.css"}}),
    ),
    "a category and an article": lambda site: (
        site.settings(CATEGORY_SAVE_AS="{slug}.html"),
        site.article("d", category="same"),
        site.article("same"),
    ),
    "a page of content and one by another name for it": lambda site: (
        site.article("d", save_as="x/../same.html"),
        site.article("e", save_as="same.html"),
    ),
    "a template in the content folder": lambda site: (
        site.write("content/t.html", "own"),
        site.settings(TEMPLATE_PAGES={"t.html": "a.html"}),
    ),
    "a draft and an article": lambda site: (
        site.settings(DRAFT_SAVE_AS="{slug}.html"),
        site.article("d", slug="a", status="draft"),
    ),
}


@pytest.mark.parametrize("case", SAME_NAME)
def test_output_collision_in_first_build_matches_stock(site: PlainSite, case: str) -> None:
    site.article("a")
    SAME_NAME[case](site)
    site.check(may_fail=True)
    site.check(may_fail=True)


@pytest.mark.parametrize("case", SAME_NAME)
def test_output_collision_matches_stock(site: PlainSite, case: str) -> None:
    site.article("a")
    site.article("z")
    site.check()
    SAME_NAME[case](site)
    site.check(may_fail=True)
    site.replace("content/articles/z.md", "title: Z", "title: Dê")
    site.check(may_fail=True)
    site.article("w")
    site.check(may_fail=True)
    for path in site.content.rglob("*"):
        if path.name in {"d.md", "s.html", "x.css", "t.html"}:
            path.unlink()
    site.settings(EXTRA_PATH_METADATA={}, TEMPLATE_PAGES={})
    site.check(may_fail=True)


def test_the_newer_of_two_articles_with_one_name_comes_second(site: PlainSite) -> None:
    site.article("a", slug="same")
    site.settings(ARTICLE_TRANSLATION_ID=None)
    site.check()
    site.article("b", slug="same")
    site.check(may_fail=True)
    site.remove("content/articles/a.md")
    site.check()


@pytest.mark.parametrize(
    "name", ["../outside.html", "x/../../outside.html", "/tmp/outside-of-everything.html"]
)
def test_nothing_is_written_outside_the_folder(site: PlainSite, name: str) -> None:
    site.article("a")
    site.article("b", save_as=name)
    site.check()
    site.settings(INDEX_SAVE_AS=name)
    site.check(may_fail=True)
    assert not Path("/tmp/outside-of-everything.html").exists()
    assert not list(site.folder.rglob("outside.html"))


def test_theme_files_come_change_and_go(small: PlainSite) -> None:
    small.write("theme/static/css/x.css", "one")
    small.check()
    small.write("theme/static/css/x.css", "two")
    small.write("theme/static/y.js", "y")
    small.check()
    small.write("theme/static/.hidden/z.css", "z")
    small.write("theme/static/~$x.css", "z")
    small.write("theme/static/.z.css", "z")
    small.check()
    small.settings(IGNORE_FILES=["css"])
    small.check()
    small.settings(IGNORE_FILES=["*.js"])
    small.check()
    small.settings(IGNORE_FILES=["static"])
    small.check()
    small.settings(IGNORE_FILES=[])
    small.remove("theme/static/css/x.css")
    small.check()


def test_linked_files_and_folders_are_followed(small: PlainSite) -> None:
    outside = small.write("outside/x.txt", "x").parent
    small.write("outside/n.md", "title: N\ndate: 2024-01-01\ncategory: c\nslug: n\n\nN.\n")
    (small.folder / "theme/static/linked").symlink_to(outside)
    (small.content / "static/linked").symlink_to(outside)
    (small.content / "articles/linked").symlink_to(outside)
    (small.content / "articles/m.md").symlink_to(small.folder / "n2.md")
    small.write("n2.md", "title: M\ndate: 2024-01-02\ncategory: c\nslug: m\n\nM.\n")
    small.check()
    small.write("outside/x.txt", "y")
    small.replace("n2.md", "title: M", "title: MM")
    small.replace("outside/n.md", "title: N", "title: NN")
    small.check()
    (small.folder / "n2.md").unlink()
    small.check()
    (small.content / "articles/linked").unlink()
    small.check()


NAMES = [
    "x.md",
    ".md",
    "x.MD",
    "x.markdown",
    "x.md.bak",
    "x",
    "x.md~",
    ".#x.md",
    "sub.md/x.md",
    "__pycache__/x.md",
    "x.htm",
]


@pytest.mark.parametrize("ignored", [[".*", "__pycache__"], []])
def test_which_files_are_sources_is_as_with_stock(small: PlainSite, ignored: list[str]) -> None:
    small.settings(IGNORE_FILES=ignored)
    head = "date: 2024-01-01\ncategory: c\n"
    for number, name in enumerate(NAMES):
        small.write(f"content/articles/{name}", f"title: X{number}\n{head}slug: x{number}\n\nX.\n")
    small.check()
    for name in NAMES:
        small.remove(f"content/articles/{name}")
    small.check()


def test_a_static_file_is_changed_within_one_tick_of_the_clock(small: PlainSite) -> None:
    file = small.content / "static/sub/a.txt"
    for text in "bcdefgh":
        file.write_text(text)
        small.build()
        file.write_text(text.upper())
        small.check()


def test_static_file_with_same_size_and_times_is_copied_again(small: PlainSite) -> None:
    file = small.content / "static/sub/a.txt"
    small.check()
    status = file.stat()
    other = small.write("b.txt", "b")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(file)
    small.check()


def test_article_with_same_size_and_times_is_parsed_again(small: PlainSite) -> None:
    file = small.content / "articles/a.md"
    status = file.stat()
    small.replace("content/articles/a.md", "title: A", "title: O")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    small.check()


def test_a_file_that_an_article_links_to_comes_and_goes(site: PlainSite) -> None:
    site.article("a", "[x]({static}x.png) [y]({static}/static/y%20z.png) [q]({static}/static/y.png?a=b#c)")
    site.check()
    site.write("content/articles/x.png", b"x")
    site.write("content/static/y z.png", b"y")
    site.write("content/static/y.png", b"y")
    site.check()
    site.write("content/articles/x.png", b"xx")
    site.check()
    site.remove("content/articles/x.png")
    site.check()
    site.write("content/articles/x.png", b"xxx")
    site.check()
    site.article("a", "none")
    site.check()


def test_links_follow_their_targets_in_every_page_that_has_them(site: PlainSite) -> None:
    site.settings(DIRECT_TEMPLATES=["asking"])
    site.template("asking", "{% for a in articles %}{{ a.content }}{{ a.summary }}{% endfor %}")
    site.settings(FORMATTED_FIELDS=["summary", "x"])
    site.template(
        "article",
        "{{ article.title }}|{{ article.content }}|{{ article.summary }}|{{ article.x }}|{{ article.metadata.x }}",
    )
    site.article(
        "a",
        "[b]({filename}b.md) [p]({filename}/pages/p.md) [none]({filename}none.md)",
        summary="see [b]({filename}b.md)",
        x="[b]({filename}/articles/b.md)",
    )
    site.article("b", "[a]({filename}a.md#top)")
    site.standing_page(
        "p",
        "[a]({filename}/articles/a.md) [none]({filename}/articles/none.md)",
        summary="see [a]({filename}/articles/a.md)",
    )
    site.check()
    site.article("b", "[a]({filename}a.md#top)", slug="bee")
    site.check()
    site.standing_page("p", "[a]({filename}/articles/a.md)", slug="pee")
    site.check()
    site.article("none")
    site.check()
    site.article("none", status="draft")
    site.check()
    site.article("b", "[a]({filename}a.md#top)", slug="bee", status="hidden")
    site.check()
    site.article("b", "no title", slug="bee", title=None)
    site.check()
    site.remove("content/articles/b.md")
    site.check()
    site.write("content/pages/b.md", "title: B\nslug: b\n\nB\n")
    site.replace("content/articles/a.md", "{filename}b.md", "{filename}/pages/b.md")
    site.check()
    site.settings(
        ARTICLE_URL="x/{slug}.html",
        ARTICLE_SAVE_AS="x/{slug}.html",
        PAGE_URL="y/{slug}.html",
        PAGE_SAVE_AS="y/{slug}.html",
    )
    site.check()


def test_the_same_from_another_place(portal: Portal, tmp_path: Path) -> None:
    """A folder copied elsewhere, ledger and all, as on another machine or after a fresh checkout."""
    portal.article("2024/03/a", "Thân bài.")
    portal.check()
    shutil.copytree(tmp_path, tmp_path.parent / f"{tmp_path.name}-moved")
    moved = Portal.__new__(Portal)
    moved.__dict__.update(portal.__dict__)
    place = tmp_path.parent / f"{tmp_path.name}-moved"
    moved.folder, moved.content, moved.kept, moved.clean, moved.ledger = (
        place,
        place / "content",
        place / "kept" / "site",
        place / "clean",
        place / "ledger",
    )
    moved.settings_file = place / "site_settings.py"
    moved.override = {
        name: value.replace(str(tmp_path), str(place))
        if isinstance(value, str)
        else [item.replace(str(tmp_path), str(place)) for item in value]
        for name, value in portal.override.items()
    }
    moved.check()
    moved.replace("content/articles/2024/03/a.md", "Thân bài.", "Thân khác.")
    moved.check()
    portal.check()


def test_hidden_and_retained_files_survive_lost_ledger(small: PlainSite) -> None:
    small.settings(OUTPUT_RETENTION=["kept-by-hand"])
    for place in (".git/refs/tags", "kept-by-hand/empty", "left/empty"):
        (small.kept / place).mkdir(parents=True)
    for file in small.ledger.glob("*.sqlite3*"):
        file.unlink()
    assert small.build().how == "built"
    assert (small.kept / ".git/refs/tags").is_dir()
    assert (small.kept / "kept-by-hand/empty").is_dir()
    assert not (small.kept / "left").exists()


def test_old_urls_follow_their_texts(portal: Portal) -> None:
    file = "content/articles/2024/03/a.md"
    portal.article("2024/03/a", old_urls="/cu/, /2024/02/cu/")
    portal.article("2024/03/b")
    portal.check()
    edits = {
        "slug: a": "slug: moi",
        "/cu/, /2024/02/cu/": "/2024/02/cu/, /2024/03/a/",
        "date: 21/3/2024": "date: 22/4/2024",
        "title: ": "status: withdrawn\ntitle: ",
        "status: withdrawn": "status: draft",
        "status: draft": "status: published",
        "https://xathu.example": "https://xakhac.example",
        "/2024/02/cu/, /2024/03/a/": "",
    }
    expected = [2, 2, 2, 2, 0, 2, 2, 0]
    for (old, new), count in zip(edits.items(), expected, strict=True):
        portal.replace("content/agency.yaml" if old.startswith("https") else file, old, new)
        portal.check()
        leading = [page for page in portal.kept.rglob("index.html") if "refresh" in page.read_text()]
        assert len(leading) == count, old
        assert (portal.kept / "dia-chi-cu.map").exists() is bool(count)
