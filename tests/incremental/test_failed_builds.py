"""A rejected, failed or killed build loses nothing: the next one completes it."""

from collections.abc import Callable

import pytest

from tests.conftest import FULL
from tests.images.photos import photo
from tests.incremental.sites import PlainSite, Portal, TwiceBuilt

BROKEN = "---\ntitle: Hỏng\nslug: hong\n---\n\nThiếu ngày.\n"


def furnished(portal: Portal) -> Portal:
    portal.article("2024/03/a", "Thân a, xem [b](b.md).", category="Tin tức", tags="đỏ, xanh")
    portal.article("2024/03/b", "Thân b.", title="Bài b", date="22/3/2024", category="Thông báo")
    portal.article(
        "2024/04/c", "Thân c.", title="Bài c", date="2/4/2024", author="Lan", department="Công an xã"
    )
    portal.article("2024/05/d", "Thân d.", title="Bài d", date="2/5/2024")
    portal.standing_page("gioi-thieu")
    portal.write("content/articles/2024/03/x.png", photo(3, 2))
    return portal


EDITS: dict[str, Callable[[Portal], object]] = {
    "body": lambda site: site.replace("content/articles/2024/03/a.md", "Thân a", "Thân khác"),
    "title": lambda site: site.replace("content/articles/2024/05/d.md", "Bài d", "Bài khác"),
    "to a draft": lambda site: site.article("2024/05/d", status="draft"),
    "withdrawn": lambda site: site.article("2024/05/d", status="withdrawn"),
    "another address": lambda site: site.article("2024/05/d", slug="noi-khac"),
    "another month": lambda site: site.article("2024/05/d", date="1/1/2023"),
    "another department": lambda site: site.article(
        "2024/05/d", department="Công an xã", category="Tin tức", tags="tím", author="Mai"
    ),
    "the target's address": lambda site: site.replace(
        "content/articles/2024/03/b.md", "slug: b", "slug: bee"
    ),
    "deleted": lambda site: site.remove("content/articles/2024/05/d.md"),
    "renamed": lambda site: (site.content / "articles/2024/05/d.md").rename(
        site.content / "articles/2024/05/z.md"
    ),
    "added": lambda site: site.article("2024/05/e", title="Bài e", date="3/5/2024"),
    "a page": lambda site: site.replace("content/pages/gioi-thieu.md", "Nội dung trang", "Khác"),
    "a page deleted": lambda site: site.remove("content/pages/gioi-thieu.md"),
    "a page to a draft": lambda site: site.standing_page("gioi-thieu", status="draft"),
    "the agency": lambda site: site.replace("content/agency.yaml", "xã Thử", "xã Khác"),
    "the menu": lambda site: site.replace("content/agency.yaml", "label: Trang chủ", "label: Nhà"),
    "a picture": lambda site: site.article("2024/05/d", "![Toàn cảnh hội nghị](../03/x.png)"),
    "a template": lambda site: site.replace(
        "theme/templates/article.html", "{% block main %}", "{% block main %}MẪU"
    ),
    "a component": lambda site: site.replace(
        "theme/components/article_text/template.html", "{% macro", "MẪU{% macro"
    ),
    "scheduled": lambda site: site.article("2024/05/d", date="1/1/2030"),
    "time": lambda site: site.override.update(BUILD_MOMENT="2024-04-30 08:00"),
    "nothing": lambda _site: None,
}


def broken(site: TwiceBuilt) -> None:
    site.write("content/articles/2024/06/hong.md", BROKEN)


def mended(site: TwiceBuilt) -> None:
    site.remove("content/articles/2024/06/hong.md")


@pytest.mark.parametrize("part", range(4 if FULL else 1))
def test_edit_in_rejected_build_is_taken_back_or_shown(portal: Portal, part: int) -> None:
    furnished(portal).check()
    files = [path for name in ("content", "theme") for path in (portal.folder / name).rglob("*")]
    before = {path: path.read_bytes() for path in files if path.is_file()}
    override = dict(portal.override)

    def take_back() -> None:
        for path in (portal.folder / "content").rglob("*.md"):
            path.unlink()
        for path, data in before.items():
            path.write_bytes(data)
        portal.override = dict(override)

    for edit in list(EDITS)[part::4]:
        print(edit)
        EDITS[edit](portal)
        broken(portal)
        assert portal.check(may_fail=True).how == "refused"
        take_back()
        assert portal.check().summary["written"] == 0
        EDITS[edit](portal)
        broken(portal)
        assert portal.build().how == "refused"
        mended(portal)
        portal.check()
        take_back()
        portal.check()


def test_edits_that_came_one_by_one_with_refused_builds_all_show(portal: Portal) -> None:
    furnished(portal).check()
    broken(portal)
    for name in (
        "body",
        "another month",
        "the target's address",
        "added",
        "a page deleted",
        "the agency",
        "a component",
    ):
        EDITS[name](portal)
        assert portal.check(may_fail=True).how == "refused"
    mended(portal)
    portal.check()


def test_a_file_that_breaks_the_contract_and_keeps_it_again(portal: Portal) -> None:
    furnished(portal).check()
    portal.replace("content/articles/2024/03/a.md", "department: Văn phòng", "department: Không có")
    assert portal.check(may_fail=True).how == "refused"
    portal.article("2024/07/f")
    assert portal.check(may_fail=True).how == "refused"
    portal.replace("content/articles/2024/03/a.md", "department: Không có", "department: Văn phòng")
    portal.check()


def test_the_faults_are_the_same_in_both_ways_of_building(portal: Portal) -> None:
    furnished(portal).check()
    portal.article("2024/03/e", slug="a", author="Đinh Sơn")
    portal.article("2024/03/f", "[dẫn](khong-co.md) [nháp](g.md)", slug="f", title=None)
    portal.article("2024/03/g", status="draft")
    portal.replace("content/articles/2024/03/a.md", "](b.md)", "](g.md)")
    expected, _ = portal.reference()
    for _ in range(2):
        outcome = portal.build()
        assert (outcome.how, outcome.said) == (expected.how, expected.said)


def test_unreadable_file_is_left_out_until_readable(site: PlainSite) -> None:
    site.settings(DIRECT_TEMPLATES=["asking"])
    site.template("asking", "{% for a in articles %}{{ a.title }}{% endfor %}")
    site.article("a", "[b]({filename}b.md)")
    site.article("b")
    site.check()
    for head in (
        "date: 2024-13-45\ntitle: B",
        "date: 2024-01-01",
        "title: B",
        "title: B\ndate: 2024-01-01\nstatus: dung",
        "title: B\ndate: 2024-01-01\nsave_as: ../x",
    ):
        site.write("content/articles/b.md", f"{head}\nslug: b\ncategory: c\n\nB.\n")
        site.check()
        site.article("c", head)
        site.check()
    site.write("content/articles/b.md", b"title: \xff\xfe\ndate: 2024-01-01\n\nB")
    site.check()
    site.article("b")
    site.check()


@pytest.mark.parametrize("edit", ["template", "slug", "status", "body", "title", "deleted", "hidden", "page"])
def test_edit_in_build_that_failed_while_rendering(site: PlainSite, edit: str) -> None:
    site.settings(DIRECT_TEMPLATES=["asking"])
    site.template("asking", "{% for a in articles %}{{ a.title }}{% endfor %}")
    site.template("special", "special {{ article.title }}")
    site.template("article", "{{ article.title }}")
    for name in "abc":
        site.article(name)
    site.standing_page("p")
    site.check()
    changes: dict[str, Callable[[], object]] = {
        "template": lambda: site.article("b", template="special"),
        "slug": lambda: site.article("b", slug="bee"),
        "status": lambda: site.article("b", status="draft"),
        "hidden": lambda: site.article("b", status="hidden"),
        "body": lambda: site.article("b", "Khác."),
        "title": lambda: site.article("b", title="Khác"),
        "deleted": lambda: site.remove("content/articles/b.md"),
        "page": lambda: site.standing_page("p", status="draft"),
    }
    changes[edit]()
    site.plugin(
        "failing",
        """
        from pelican import signals

        def fail(generators):
            raise OSError("no network")

        def register():
            signals.all_generators_finalized.connect(fail)
        """,
    )
    assert site.check(may_fail=True).how == "failed"
    site.override["PLUGINS"] = []
    site.template("asking", "{{ 1 / 0 }}")
    assert site.check(may_fail=True).how == "failed"
    site.template("asking", "{% for a in articles %}{{ a.title }}{% endfor %}")
    site.check()


def test_a_plugin_that_fails_in_each_of_its_signals(site: PlainSite) -> None:
    for name in "ab":
        site.article(name)
    site.check()
    for number, signal in enumerate(
        (
            "initialized",
            "readers_init",
            "generator_init",
            "article_generator_init",
            "article_generator_preread",
            "article_generator_context",
            "content_object_init",
            "article_generator_pretaxonomy",
            "article_generator_finalized",
            "page_generator_finalized",
            "static_generator_finalized",
            "all_generators_finalized",
            "get_writer",
            "article_generator_write_article",
            "content_written",
            "article_writer_finalized",
            "finalized",
        )
    ):
        site.plugin(
            "failing",
            f"""
            from pelican import signals

            def fail(*_arguments, **_options):
                raise OSError("no network")

            def register():
                signals.{signal}.connect(fail)
            """,
        )
        site.article("b", f"Thân {number}.", title=f"B {number}", slug=f"b-{number}")
        before = site.built()
        outcome = site.build()
        if outcome.how != "built" and signal not in {
            "finalized",
            "content_written",
            "article_generator_write_article",
        }:
            assert site.built() == before, signal
        site.override["PLUGINS"] = []
        site.check()


def test_rejected_file_is_not_read_again_for_report(portal: Portal) -> None:
    file = portal.write("content/articles/2024/03/hong.md", BROKEN)
    outcome = portal.build(watched=True)
    assert (outcome.how, outcome.kind) == ("refused", "ContentError")
    assert "articles/2024/03/hong.md" in outcome.said
    assert outcome.opened.count(str(file)) == 2  # for its digest, and to parse it
