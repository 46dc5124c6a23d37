"""Texts that would keep Markdown busy for minutes, or bring it down, are one issue of one file."""

import time
from types import SimpleNamespace

import pytest
from markdown import Markdown
from markdown.extensions import Extension

from plugins.contract.body.limits import LONGEST
from plugins.contract.body.render import BodyRenderer
from plugins.contract.check import check
from plugins.contract.settings import MARKDOWN
from plugins.contract.sources.time_limit import SECONDS, TimeLimitError
from tests.conftest import TinySite
from tests.contract.test_check import errors

HOSTILE = {
    "rules in a quotation": "a" + "\n> ---" * 10_000,
    "empty items in quotations": "a" + "\n> > - " * 10_000,
    "brackets": "[" * 3000,
    "closed brackets": "[" * 3000 + "]" * 3000,
    "many brackets": "[" * 10_000,
    "pictures": "![" * 5000,
    "targets": "[a](" * 5000,
    "references": "[a][" * 5000,
    "tags": "<a " * 5000,
    "attributes": "<p a=" * 5000,
    "sections": "<![CDATA[" * 5000,
    "elements": "<div>" * 50_000,
    "elements by line": "<div>\n" * 50_000,
    "bold": "a <b>x</b> " * 20_000,
    "list in list": "\n".join("    " * depth + "- a" for depth in range(500)),
    "list in a line": "1. " * 3000,
    "quotes": "> " * 3000 + "a",
    "quotes of lists": "> - " * 3000 + "a",
    "definitions": "a\n: b\n" * 5000,
    "headings": "a\n===\n" * 5000,
    "abbreviations": "*[A]: b\n" * 5000,
    "rules": "a\n\n---\n" * 5000,
    "unclosed titles": '[x](/luu-tru/ "z) ' * 1200,
    "unclosed titles of pictures": "![x](a.jpg 'z) " * 1200,
    "unclosed code": "\\``" * 5000,
    "empty items": "- \n" * 5000,
    "bare items": "-\n" * 5000,
    "rules of stars": "***\n" * 5000,
    "long address": f"[a]: https://x.example/{'A' * 100_000}\n\n" + "[a] " * 10_000,
    "long abbreviation": "*[A]: " + "B " * 25_000 + "\n\n" + "A " * 10_000,
    "abbreviation of many uses": "*[A]: " + "B " * 250 + "\n\n" + "A " * 50_000,
    "definition with a long title": '[a]: /b "' + "B " * 500 + '"\n\n' + "[a] " * 40_000,
    "wide table": "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|a\n" * 1000,
    "wide table with a rule of dashes": "a" + "|" * 800 + "\n" + "-" + "|" * 800 + "\n" + "x\n" * 1000,
    "wide table of short rows": "a" + "|" * 240 + "\n" + "-" + "|" * 240 + "\n" + "x\n" * 100_000,
    "many tables": ("a" + "|" * 240 + "\n-" + "|" * 240 + "\n" + "x\n" * 200 + "\n") * 200,
    "wide table in a quotation": "> a" + "|" * 800 + "\n> -" + "|" * 800 + "\n" + "> x\n" * 1000,
    "embedded picture": "![Cổng chào](data:image/png;base64," + "A" * 50_000 + ")",
    "stars": "_" + "*" * 40_000,
    "attributes without end": "<p " + "a1 " * 20_000 + ">x</p>",
    "links": "[a](b.pdf) " * 6000,
    "nested elements": "<div>" * 60 + "x" + "</div>" * 60,
    "a long line": "a" * (LONGEST + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_that_asks_too_much_is_refused_quickly(name: str) -> None:
    start = time.process_time()
    problems = BodyRenderer(MARKDOWN).render(HOSTILE[name]).problems
    assert problems != ()
    assert time.process_time() - start < SECONDS / 2


class TooDeep(Extension):
    """Stands for whatever in Markdown recurses without end."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        def dive(lines: list[str]) -> list[str]:
            return dive(lines)

        md.preprocessors.register(SimpleNamespace(run=dive), "dive", 100)  # type: ignore[arg-type] # what Markdown calls


def test_text_that_crashes_markdown_is_one_error(site: TinySite) -> None:
    site.article("articles/2024/03/a.md", body="Một.\n\nHai.\n\n" + "[" * 3000)
    site.article("articles/2024/03/b.md", body="<p><![x]</p>")
    assert [(issue.path[-4:], issue.line) for issue in errors(site)] == [("a.md", 13), ("b.md", 9)]
    site.article("articles/2024/03/a.md")
    site.article("articles/2024/03/b.md")
    deep = {**MARKDOWN, "extensions": [*MARKDOWN["extensions"], TooDeep()]}
    issues = check(site.settings(MARKDOWN=deep))[1]
    assert [issue.path[-4:] for issue in issues if "không dựng được" in issue.message] == ["a.md", "b.md"]


class Endless(Extension):
    """Stands for a text that takes hours."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        def never_end(lines: list[str]) -> list[str]:
            while lines:
                pass
            return lines

        md.preprocessors.register(SimpleNamespace(run=never_end), "endless", 100)  # type: ignore[arg-type] # what Markdown calls


@pytest.mark.parametrize("status", ["published", "draft"])
def test_file_that_takes_too_long_is_named(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    monkeypatch.setattr("plugins.contract.sources.source.SECONDS", 0.2)
    site.article("articles/2024/03/cham.md", status=status)
    endless = {**MARKDOWN, "extensions": [*MARKDOWN["extensions"], Endless()]}
    (issue,) = (issue for issue in check(site.settings(MARKDOWN=endless))[1] if "mất hơn" in issue.message)
    assert (issue.path, issue.is_warning) == ("articles/2024/03/cham.md", status == "draft")


@pytest.mark.parametrize(
    "text",
    [
        "Phó Chủ tịch, " * 15_000,
        "[abc](https://x.example/a) và " * 3000,
        "**abc** và `mã` " * 5000,
        "| a | b |\n|---|---|\n" + "| **c** | 1.234 |\n" * 5000,
        "- abc\n" * 5000,
        "Một đoạn văn.\n\n" * 10_000,
        "(a) [b] <" * 15,
        '[Kế hoạch](https://x.example/a "Kế hoạch năm") và ' * 2000,
        "[Kế hoạch](https://x.example/a) của tỉnh' " * 2000,
        "Chữ `mã` và chữ.\n\n" * 2000,
        "Họ và tên: " + "…" * 200 + " ngày sinh: " + "_" * 200,
        "*[UBND]: Ủy ban nhân dân\n\n" + "UBND xã họp. " * 5000,
        "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 2000,
        "a | b\n--- | ---\n" + "1 | 2\n" * 5000,
        "".join(f"[{n}]: https://x.example/van-ban/{n}\n" for n in range(400))
        + "\n"
        + " [x][7] [y][8]" * 2000,
    ],
)
def test_long_texts_of_an_office_are_no_issue(text: str) -> None:
    start = time.process_time()
    assert [found for found in BodyRenderer(MARKDOWN).render(text).problems if not found.is_warning] == []
    assert time.process_time() - start < 10  # a guard against quadratic work, not a benchmark


@pytest.mark.parametrize(
    "text",
    [
        '"a"\n\n' * 58_000,
        "`a` " * 72_500,
        "\\* " * 96_000,
        "a  \n" * 72_500,
        '<b title="{}">x ' * 40,
        "a\tb\nc" + " " * 290_000 + "d",
        "# a" + " " * 290_000 + "{#x} b",
        "~~a " * 70_000,
        "".join(f"[a{n}]: x\n" for n in range(24_000)),
        "<i>a\n\n" * 500,
    ],
)
def test_text_of_too_many_marks_is_rejected_at_once(text: str) -> None:
    start = time.process_time()
    assert len(BodyRenderer(MARKDOWN).render(text).problems) == 1
    assert time.process_time() - start < SECONDS / 2


def test_short_text_may_not_become_a_long_page() -> None:
    text = "*[ab]: " + "Ban chỉ đạo " * 160 + "\n\n" + " ".join(["ab"] * 480)
    assert "gấp nhiều lần" in BodyRenderer(MARKDOWN).render(text).problems[0].message


FORMS = [
    "[x]: /luu-tru/ '{}'",
    "[x]: /luu-tru/\n'{}'",
    "[x]: /luu-tru/\n    ({})",
    "[x]:\n/luu-tru/ '{}'",
    "> [x]: /luu-tru/ '{}'",
    "- [x]: /luu-tru/ '{}'",
    "1. [x]: /luu-tru/ '{}'",
    "Chú thích[^1].\n\n[^1]:\n    [x]: /luu-tru/ '{}'",
    "[x]: https://x.example/?{}",
]
ABBREVIATIONS = ["*[x]: {}", "*[x] : {}", "> *[x]: {}", "- *[x]: {}"]


@pytest.mark.parametrize("form", [*FORMS, *ABBREVIATIONS])
def test_definition_used_many_times_is_too_large(form: str) -> None:
    meaning = "b" * 1900 if "?{}" in form else "Ban chỉ đạo " * 160
    uses = " ".join(["x" if form in ABBREVIATIONS else "[x]"] * 4000)
    found = BodyRenderer(MARKDOWN).render(f"{form.format(meaning)}\n\n{uses}\n").problems
    assert [finding.message for finding in found if "dựng ra dài gấp" in finding.message] != []
    few = uses[: len(uses) // 200]
    assert BodyRenderer(MARKDOWN).render(f"{form.format(meaning)}\n\n{few}\n").problems == ()


@pytest.mark.parametrize("html", ["<!-- {} -->", "<b title='{}'>"])
def test_raw_html_in_an_abbreviation_counts_for_each_use(html: str) -> None:
    meaning = html.format("b " * 2000)
    found = BodyRenderer(MARKDOWN).render(f"*[aa]:\n   {meaning}\n\n{'aa ' * 3000}").problems
    assert any("dựng ra dài gấp" in finding.message for finding in found)


def test_definitions_that_add_up_are_too_large() -> None:
    defined = "".join(f"*[A{number}]: {'B ' * 400}\n\n" for number in range(100))
    uses = " ".join(f"A{number}" for number in range(100)) + "\n\n"
    assert BodyRenderer(MARKDOWN).render(defined + uses * 60).problems != ()
    assert BodyRenderer(MARKDOWN).render(defined + uses * 2).problems == ()


def test_interrupted_text_leaves_no_trace_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = "1. Một\n\n    Hai\n\n    - Ba\n"
    renderer = BodyRenderer(MARKDOWN)
    good = renderer.render(nested).html
    convert = Markdown.convert

    def interrupted(markdown: Markdown, text: str) -> str:
        markdown.parser.state.set("detabbed")
        if text == "Lỗi":
            raise TimeLimitError
        markdown.parser.state.reset()
        return str(convert(markdown, text))

    monkeypatch.setattr(Markdown, "convert", interrupted)
    with pytest.raises(TimeLimitError):
        renderer.render("Lỗi")
    assert renderer.render(nested).html == good
