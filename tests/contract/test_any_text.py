"""Whatever stands in a file, the check says something within a second, and what it accepts is what is published."""

import time
from contextlib import suppress
from datetime import date
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plugins.contract.body.render import BodyRenderer
from plugins.contract.check import check
from plugins.contract.fields.facts import parse_facts
from plugins.contract.fields.values import Names
from plugins.contract.reader import ContractReader
from plugins.contract.settings import MARKDOWN
from plugins.contract.types import ARTICLE, PAGE
from plugins.errors.issue import ContentError, Issue
from plugins.front_matter.parser import split
from plugins.vietnamese.text import FORBIDDEN, INVISIBLE, normalise
from tests.conftest import TinySite

NAMES = Names(["Văn phòng"], ["Tin tức"], ZoneInfo("Asia/Ho_Chi_Minh"), date(2026, 11, 23))
RENDERER = BodyRenderer(MARKDOWN)
SECONDS = 1.5  # of the processor; a text of this size takes a few thousandths

signs = st.sampled_from(
    [*"[]()<>!*_`~#>-+=|:&;\\/\"'{}%@^$ \n\t\r\u00a0\u00ad\u200b19aàđĐ", "\n\n", "    ", "---\n"]
)
pieces = st.sampled_from(
    [
        *(
            "<div>",
            "</div>",
            "<a href=",
            "<img src=x alt=y>",
            "<!--",
            "-->",
            "<![CDATA[",
            "<?",
            "<p",
            "</p>",
            "<table><tr><td>",
        ),
        *(
            "<details>",
            "<summary>",
            "<ul><li>",
            "<script>",
            "<b><p>",
            "<span lang=x>",
            "<li id=a>",
            "<br/>",
            "&shy;",
            "&#8203;",
        ),
        *(
            "![a](b.jpg)",
            "[a](b.md)",
            "[a](/c/)",
            "[a](javascript:x)",
            "[a]({static}b)",
            "|filename|x",
            "[^1]",
            "\n[^1]: x\n",
        ),
        *(
            "\n# a\n",
            "\n#### b\n",
            "\n- a\n",
            "\n1. b\n",
            "\n> c\n",
            "\n| a | b |\n|---|---|\n| 1 | 2 |\n",
            "*[AB]: C\n",
            "\n: d\n",
        ),
        *(
            "title: x",
            "\ntags: [a, b",
            "date: 21/3/2024",
            "https://x.example",
            "Ủy ban nhân dân",
            "=== ",
            "http://[",
            "C:\\a",
        ),
    ]
)
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(signs, pieces), max_size=40).map("".join),
    st.tuples(
        st.lists(st.one_of(signs, pieces), min_size=1, max_size=3).map("".join), st.integers(1, 4000)
    ).map(lambda drawn: (drawn[0] * drawn[1])[:12_000]),
)
quiet = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


@quiet
@given(texts)
@example("<p><![x]</p>")
@example("![]()")
@example("![a]( )")
@example("[]( )")
@example("<img alt=a><a href=' '>b</a>")
@example("[" * 3000)
@example("| a\n\na" + "\t " * 20_000 + "b\n")
@example("<p>" + "a\n \n" * 8_000 + "<hr></p>")
@example(("a" + "\t " * 20_000 + "b\n") * 2)
@example("- a\n" + "Xy.\n" * 9_000 + "- b\n")
@example("<hr>\n\n" * 1_900 + "[a]: /x\n" + "chữ thường " * 3_000)
@example("<hr>\n\n" * 1_000 + "".join(f"[`a{number}`]: /x{number}\n" for number in range(1_000)))
def test_no_body_brings_the_check_down_or_takes_long(text: str) -> None:
    start = time.process_time()
    body = RENDERER.render(text)
    assert time.process_time() - start < SECONDS
    assert not any("không dựng được" in problem.message for problem in body.problems)
    if not body.problems:
        assert not INVISIBLE.search(unescape(body.html)) or INVISIBLE.search(text)
        assert not FORBIDDEN.search(unescape(body.html)) or FORBIDDEN.search(text)


@pytest.mark.long
@quiet
@given(texts)
def test_accepted_body_loads_and_runs_nothing_external(text: str) -> None:
    body = RENDERER.render(text)
    if body.problems:
        return
    page = BeautifulSoup(body.html, "html.parser")
    assert not page.find_all(["script", "style", "iframe", "object", "form", "svg", "h1"])
    known = {reference.file for reference in body.references}
    for element in page.select("*"):
        assert not [name for name in element.attrs if name.startswith("on") or name in {"style", "cite"}]
        if element.name == "img":
            assert str(element["src"]).startswith(("{static}", "/"))
            assert str(element["alt"]).strip()
        elif element.name == "a":
            assert element.get_text(strip=True) or element.find("img")
            assert (
                str(element["href"]).startswith(
                    (
                        "{static}",
                        "{filename}",
                        "/",
                        "#",
                        "http://",
                        "https://",
                        "mailto:",
                        "tel:",
                        "HTTP",
                        "Http",
                    )
                )
                or known
            )


@pytest.mark.long
@quiet
@given(texts)
def test_a_second_reading_gives_the_same(text: str) -> None:
    once = RENDERER.render(text)
    assert BodyRenderer(MARKDOWN).render(text) == once


@quiet
@given(st.lists(st.one_of(signs, pieces, st.text(max_size=20)), max_size=30).map("".join))
@example("---\n? a\n: b\n---\n")
@example("---\n- a\n---\n")
@example("---\ntitle: &a [*a]\n---\n")
@example("---\n" + "[" * 2000 + "\n---\n")
@example("---\ntitle: {a: {b: c}}\nauthor: {a: b}\ndate: [1]\nattachments: {a: b}\nslug: [x]\n---\n")
def test_no_head_brings_the_check_down(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n\na", f"---\ntitle: a\n{text}\nauthor: b\n---\n\na"):
        start = time.process_time()
        try:
            head, issues = split(whole, "x.md")
        except ContentError:  # too deep, or with aliases: rejected as a whole
            continue
        for content_type in (ARTICLE, PAGE):
            facts, more = parse_facts(head, "x.md", content_type, NAMES)
            assert facts is not None or issues or more
            for issue in (*issues, *more):
                assert isinstance(issue, Issue)
                assert 1 <= issue.line <= whole.count("\n") + 1
        assert time.process_time() - start < SECONDS


@pytest.mark.long
@settings(quiet, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(pieces, signs), max_size=12).map("".join))
@example("<div>[a]({static}b)")  # words to read, since Markdown leaves alone what stands in HTML
def test_accepted_text_is_published_as_checked(site: TinySite, text: str) -> None:
    file = site.article(body=text)
    chosen = site.settings()
    issues = [issue for issue in check(chosen)[1] if not issue.is_warning]
    reader = ContractReader(chosen)
    if issues:
        with suppress(ContentError):
            reader.read(str(file))
        return
    html, _ = reader.read(str(file))
    body = split(normalise(file.read_text(encoding="utf-8")), "x.md")[0].body
    assert html == RENDERER.render(body).html
    led = [
        element.get("href") or element.get("src")
        for element in BeautifulSoup(html, "html.parser").select("[href], [src]")
    ]
    assert not [
        to for to in led if to.startswith(("{static}", "{filename}"))
    ]  # there is no file beside the article
