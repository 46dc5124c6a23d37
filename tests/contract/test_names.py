"""Names of authors and tags that differ only in their marks are different names; one name is written in one way."""

from collections.abc import Callable

import pytest

from plugins.contract.check import check
from plugins.errors.issue import Issue
from plugins.incremental.api import IncrementalPelican
from tests.conftest import BuiltSite, TinySite

HUNG = "/tac-gia/nguyen-van-hung/"


def write(site: TinySite, name: str, date: str, author: str, **fields: str) -> None:
    site.article(f"articles/2024/03/{name}.md", title=f"Bài {name}", date=date, author=author, **fields)


def found(site: TinySite) -> list[Issue]:
    return [issue for issue in check(site.settings())[1] if issue.path != "agency.yaml"]


def authors(built: BuiltSite) -> dict[str, str]:
    """Return the heading of each author's page, by its URL."""
    paths = [path for path in built.paths() if path.startswith("tac-gia/") and path.endswith("/index.html")]
    return {
        f"/{path.removesuffix('index.html')}": built.page(path).select_one("h1").get_text() for path in paths
    }


@pytest.fixture
def two_people(site: TinySite) -> TinySite:
    write(site, "mot", "1/3/2024", "Nguyễn Văn Hưng")
    write(site, "hai", "2/3/2024", "Nguyễn Văn Hùng; Nguyễn Văn Hưng")
    return site


def test_first_published_name_keeps_the_plain_address(two_people: TinySite) -> None:
    assert found(two_people) == []
    built = two_people.build()
    ((other, name),) = authors(built).items() - {(HUNG, "Nguyễn Văn Hưng")}
    assert name == "Nguyễn Văn Hùng"
    assert other.startswith(f"{HUNG[:-1]}-")
    page = built.page("/2024/03/hai/")
    assert [link["href"] for link in page.select('main a[href^="/tac-gia/"]')] == [other, HUNG]


def test_suffix_depends_on_the_name_alone(two_people: TinySite) -> None:
    before = authors(two_people.build())
    write(two_people, "ba", "3/3/2024", "Nguyễn Văn Hụng")
    write(two_people, "bon", "4/3/2024", "Nguyễn Văn Hùng")
    after = authors(two_people.build())
    assert before.items() <= after.items()
    assert len(after) == 3


@pytest.mark.parametrize(
    "end", [{"expires": "1/4/2024"}, {"status": "withdrawn", "withdrawn_reason": "Số liệu sai."}]
)
def test_name_never_takes_the_address_of_an_earlier_one(site: TinySite, end: dict[str, str]) -> None:
    write(site, "mot", "1/3/2024", "Nguyễn Văn Hưng")
    write(site, "hai", "2/3/2024", "Nguyễn Văn Hùng")
    (other,) = authors(site.build()).keys() - {HUNG}
    write(site, "mot", "1/3/2024", "Nguyễn Văn Hưng", **end)
    site.page(body=f"[Hùng]({other})")
    assert [issue for issue in found(site) if not issue.is_warning] == []
    assert authors(site.build(OUTPUT_PATH=str(site.output) + "2")) == {other: "Nguyễn Văn Hùng"}


def test_draft_has_no_claim_to_an_address(site: TinySite) -> None:
    write(site, "mot", "1/3/2024", "Nguyễn Văn Hưng", status="draft")
    write(site, "hai", "2/3/2024", "Nguyễn Văn Hùng")
    assert authors(site.build()) == {HUNG: "Nguyễn Văn Hùng"}


def test_link_to_an_address_with_suffix_is_checked(two_people: TinySite) -> None:
    (other,) = authors(two_people.build()).keys() - {HUNG}
    two_people.page(body=f"[Hùng]({other}), [Hưng]({HUNG})")
    assert found(two_people) == []
    two_people.page(body=f"[Hùng]({other[:-2]}x/)")
    (issue,) = found(two_people)
    assert "không có địa chỉ" in issue.message


def test_tags_that_differ_in_marks_have_pages_and_feeds(site: TinySite) -> None:
    write(site, "mot", "1/3/2024", "Đình Sơn", tags="bò, bơ")
    write(site, "hai", "2/3/2024", "Đình Sơn", tags="bơ")
    assert found(site) == []
    built = site.build()
    pages = {path for path in built.paths() if path.startswith("chu-de/bo") and path.endswith("/index.html")}
    assert len(pages) == 2
    assert (
        len([path for path in built.paths() if path.startswith("rss/chu-de/bo") and path.endswith(".xml")])
        == 2
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trần Hòa", "Trần Hoà"),
        ("Đình Sơn", "ĐÌNH SƠN"),
        ("Đình Sơn", "Đình  - Sơn"),
        ("Thúy Anh", "Thuý-Anh"),
    ],
)
def test_one_name_in_two_spellings_is_an_error(site: TinySite, one: str, other: str) -> None:
    write(site, "mot", "1/3/2024", one)
    write(site, "hai", "2/3/2024", one)
    write(site, "ba", "3/3/2024", other)
    (issue,) = found(site)
    assert not issue.is_warning
    assert (issue.path, issue.line) == ("articles/2024/03/ba.md", 4)
    assert f"“{one}”" in issue.hint


def test_name_without_marks_is_a_warning(site: TinySite) -> None:
    write(site, "mot", "1/3/2024", "Lân Anh")
    write(site, "hai", "2/3/2024", "Lan Anh")
    (issue,) = found(site)
    assert issue.is_warning
    assert len(authors(site.build())) == 2


@pytest.mark.long
def test_engine_agrees_with_stock_while_names_come_and_go(site: TinySite) -> None:
    steps: dict[str, Callable[[], object]] = {
        "one person": lambda: write(site, "mot", "5/3/2024", "Nguyễn Văn Hưng", tags="bò"),
        "another": lambda: write(site, "hai", "6/3/2024", "Nguyễn Văn Hùng", tags="bơ"),
        "an older article": lambda: write(
            site, "ba", "1/3/2024", "Nguyễn Văn Hùng; Nguyễn Văn Hưng", tags="bơ"
        ),
        "a translation": lambda: write(site, "en", "5/3/2024", "Nguyễn Văn Hưng", slug="mot", lang="en"),
        "withdrawal": lambda: write(site, "ba", "1/3/2024", "Nguyễn Văn Hùng", status="withdrawn"),
        "deletion": (site.content / "articles/2024/03/hai.md").unlink,
    }
    for number, (step, change) in enumerate(steps.items()):
        change()
        IncrementalPelican(site.settings()).run()
        stock = site.build(OUTPUT_PATH=str(site.output.with_name(f"stock-{number}")), INCREMENTAL=False)
        assert BuiltSite(site.output).files() == stock.files(), step
