"""`deploy` and `check --to` name texts whose released URL is another now, and offer to write it down."""

import builtins
import math

import pytest

from plugins.building.check import check_site
from plugins.building.moves import compare
from plugins.building.verbs import release
from plugins.building.verbs import site as site_verbs
from plugins.contract.site.entry import Entry
from tests.building.verbs import Outcome, verb
from tests.conftest import TinySite

ARTICLE = "articles/2024/03/bai.md"


def call(site: TinySite, name: str, *options: str) -> Outcome:
    return verb(name, "--content", str(site.content), "--to", str(site.content.parent / "dich"), *options)


def answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Let a person sit at the terminal and give these answers, and no more."""
    given = iter(answers)
    for module in (release, site_verbs):
        monkeypatch.setattr(module, "is_interactive", lambda: True)
    monkeypatch.setattr(builtins, "input", lambda _question: next(given))


def entry(path: str, address: str, *, published: bool = True, old_urls: tuple[str, ...] = ()) -> Entry:
    return Entry(
        path=path,
        kind="article",
        address=address,
        moment=0,
        expires=math.inf,
        pinned_until=math.inf,
        turns_old=math.inf,
        draft=False,
        unfinished=False,
        published=published,
        withdrawn=False,
        in_lists=True,
        address_line=2,
        author_line=1,
        tags_line=1,
        old_urls_line=1,
        sections=("", ""),
        authors=(),
        tags=(),
        old_urls=old_urls,
        warned=(),
        references=(),
    )


@pytest.mark.long
def test_new_slug_is_noticed_before_it_is_released(site: TinySite) -> None:
    site.article()
    site.article("articles/2024/03/khac.md", title="Khác")
    assert call(site, "deploy").status == 0
    site.article(slug="moi")
    (site.content / "articles/2024/03/khac.md").unlink()
    for name in ("check", "deploy"):
        done = call(site, name)
        assert done.status == 0, done.said
        assert "đã phát hành ở địa chỉ /2024/03/bai/, nay là /2024/03/moi/" in done.said
        assert "old_urls: /2024/03/bai/\n" in done.said
        assert "1 địa chỉ đã phát hành sẽ không còn: /2024/03/khac/ (articles/2024/03/khac.md)" in done.said
        assert "old_urls" not in (site.content / ARTICLE).read_text(encoding="utf-8")
    assert "đã phát hành ở" not in call(site, "check").said, "the current release has the new URL"


@pytest.mark.long
def test_old_url_is_written_and_released_on_yes(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    file = site.article()
    assert call(site, "deploy").status == 0
    site.article(slug="moi")
    before = file.read_bytes()
    answer(monkeypatch, "y")
    done = call(site, "deploy")
    assert done.status == 0, done.said
    assert file.read_bytes() == before.replace(b"slug: moi\n", b"slug: moi\nold_urls: /2024/03/bai/\n")
    page = site.content.parent / "dich/current/2024/03/bai/index.html"
    assert "url=/2024/03/moi/" in page.read_text(encoding="utf-8")


@pytest.mark.long
def test_check_writes_the_old_url_on_yes_only(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    file = site.article()
    assert call(site, "deploy").status == 0
    site.article(slug="moi")
    answer(monkeypatch, "n", "y")
    call(site, "check")
    assert "old_urls" not in file.read_text(encoding="utf-8")
    call(site, "check")
    assert "old_urls: /2024/03/bai/" in file.read_text(encoding="utf-8")
    assert "đã phát hành ở" not in call(site, "check").said


def test_file_that_cannot_be_written_is_left_to_a_person(
    site: TinySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article()
    assert call(site, "deploy").status == 0
    site.article(slug="moi", old_urls='"/cu/"')
    answer(monkeypatch, "y")
    done = call(site, "deploy")
    assert done.status == 0, done.said
    assert f"{ARTICLE}: chưa ghi được, hãy tự thêm dòng old_urls: /2024/03/bai/, /cu/" in done.said


def test_folder_of_another_portal_is_not_compared_with(site: TinySite) -> None:
    site.article()
    assert call(site, "deploy").status == 0
    agency = site.content / "agency.yaml"
    agency.write_text(agency.read_text(encoding="utf-8").replace("xathu.", "xakhac."), encoding="utf-8")
    assert "thư mục phát hành của cổng xathu.example" in call(site, "check").said


def test_texts_are_known_only_if_the_content_is_accepted(site: TinySite) -> None:
    texts: list[Entry] = []
    site.article()
    check_site(site.content, texts=texts)
    assert [text.path for text in texts] == [ARTICLE]


def test_moved_file_is_recognised_by_its_name() -> None:
    before = {"articles/2024/03/bai.md": "/2024/03/bai/", "articles/2024/03/xoa.md": "/2024/03/xoa/"}
    moved = entry("articles/2024/04/bai.md", "/2024/04/bai/")
    moves, gone = compare(before, [moved])
    assert [(move.text, move.old) for move in moves] == [(moved, "/2024/03/bai/")]
    assert gone == {"/2024/03/xoa/": "articles/2024/03/xoa.md"}
    two = [moved, entry("articles/2024/05/bai.md", "/2024/05/bai/")]
    assert compare(before, two)[0] == [], "which of the two is meant is not known"


def test_urls_that_lead_somewhere_are_not_lost() -> None:
    before = {"a.md": "/a/", "b.md": "/b/", "c.md": "/c.html"}
    texts = [entry("a.md", "/b/"), entry("b.md", "/a/"), entry("c.md", "/c/", old_urls=("/x/",))]
    assert compare(before, texts) == ([], {"/c.html": "c.md"})
    assert compare({"c.md": "/x/"}, texts) == ([], {})


def test_unpublished_text_is_gone_and_not_moved() -> None:
    draft = entry("a.md", "/moi/", published=False)
    assert compare({"a.md": "/a/"}, [draft]) == ([], {"/a/": "a.md"})


@pytest.mark.long
def test_release_that_lost_most_texts_waits_for_force(site: TinySite) -> None:
    for number in range(10):
        site.article(f"articles/2024/03/bai-{number}.md", title=f"Bài {number}")
    assert call(site, "deploy").status == 0
    for number in range(1, 10):  # an interrupted copy of the content folder
        (site.content / f"articles/2024/03/bai-{number}.md").unlink()
    done = call(site, "deploy")
    assert done.status == 1
    assert "chỉ có 1 bài và trang, bản đang phục vụ có 10" in done.said
    assert call(site, "deploy", "--force").status == 0
