"""From the Markdown of an article to the HTML that is published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markdown import Markdown
from typogrify.filters import smartypants

from plugins.contract.body.captions import Captions
from plugins.contract.body.code_blocks import CodeBlocks
from plugins.contract.body.inline import UsualMarks, more_than_problem, unused_definitions
from plugins.contract.body.leftovers import comment_problem, leftovers
from plugins.contract.body.limits import problem_of_length, problem_of_size
from plugins.contract.body.lines import cell_problem, tab_problem
from plugins.contract.body.links import Links, Reference
from plugins.contract.body.lists import OPEN, WrittenMarkers
from plugins.contract.body.markup import sanitise
from plugins.contract.body.plain_text import QuickMarkdown
from plugins.contract.body.prepare import prepared
from plugins.contract.body.rendered_size import TOO_LARGE, LimitRenderedSize, RenderedSizeError
from plugins.contract.body.structure import problems_of_structure
from plugins.contract.body.wording import difference
from plugins.contract.settings import MARKDOWN
from plugins.errors.issue import Finding
from plugins.vietnamese.text import FORBIDDEN, INVISIBLE

UNCLOSED_LINK = re.compile(r'(?:href|src)="([^"&\x02]+)[^"\x02]*\x02')
HYPHENS = re.compile(r"--+")
APART = re.compile(  # what stays as it is: rules, blanks of a form, addresses and names of files; anchored and bounded, or it would be quadratic
    r"-{3,}|\.{4,}|&lt;-+|-+&gt;|(?<![^\s<>\"])[^\s<>\"]*(?:://|@|www\.)[^\s<>\"]*|(?<![\w.-])[\w.-]{1,100}(?:--|\.\.\.)[\w.-]{0,100}\.[a-z0-9]{2,4}\b",
    re.IGNORECASE,
)
# Minutes, seconds, feet and inches, as in `10°48'34"N`, `9'30"`: no quotation marks. Tags are passed over.
PRIME = re.compile(r"<[^>]*>|(?<=\d)'(?=\d)|(?<=\d)\"(?=\w)|(?<=\d['’]\d)\"|(?<=\d['’]\d\d)\"")
PRIMED = re.compile(r"\d['\"]\w")
PRIMES = {"'": "&#39;", '"': "&quot;"}
ENTITY = re.compile(r"&#?\w{2,32};?")


@dataclass(frozen=True)
class Body:
    """A rendered text, its references (each with the address as it was written), and its errors."""

    html: str
    references: dict[Reference, str]
    problems: tuple[Finding, ...]


class BodyRenderer:
    """Renders texts one after the other with one Markdown instance, which saves a third of the time."""

    def __init__(self, settings: dict[str, Any]) -> None:
        """Take the value of Pelican's setting MARKDOWN."""
        self._settings = settings
        self._limit = LimitRenderedSize()

    @cached_property
    def _markdown(self) -> Markdown:
        """The Markdown instance, made for the first text: most of the readers that Pelican creates stay unused."""
        extensions = list(self._settings.get("extensions", ()))
        if all(name in MARKDOWN["extensions"] for name in extensions):
            extensions.append(QuickMarkdown())
        extensions += [WrittenMarkers(), UsualMarks(), Captions(), self._limit]
        options = {key: value for key, value in self._settings.items() if key != "extensions"}
        return Markdown(extensions=extensions, **options)

    def rejected(self, problem: Finding) -> Body:
        """Return the body of a text that is not rendered."""
        return Body("", {}, (problem,))

    def render(self, text: str) -> Body:
        """Return the HTML of a Markdown text, clean, with file names turned into Pelican's link syntax."""
        if (too_much := problem_of_length(text)) is not None:
            return self.rejected(too_much)
        try:
            return self._render(text)
        except RenderedSizeError:
            return self.rejected(TOO_LARGE)
        except Exception as error:  # noqa: BLE001 - whatever stands in one text is an issue of that text, never a traceback
            return self.rejected(_not_to_be_rendered(error))

    def _convert(self, text: str) -> str:
        try:
            self._limit.source_length = len(text)
            html: str = self._markdown.reset().convert(text)
        except BaseException:
            self.__dict__.pop(
                "_markdown", None
            )  # `reset` does not undo what an interrupted conversion leaves in its parser
            raise
        return html

    def _render(self, text: str) -> Body:
        code = CodeBlocks(text)
        text = code.text
        if (too_much := problem_of_size(text)) is not None:
            return self.rejected(too_much)
        markdown = prepared(text)
        problem = (
            code.problem
            or tab_problem(markdown)
            or cell_problem(markdown)
            or comment_problem(text)
            or more_than_problem(text)
            or (problem_of_size(markdown) if markdown != text else None)
        )
        if problem is not None:
            return self.rejected(problem)
        converted = self._convert(markdown)
        html, refused = sanitise(code.inserted(converted))  # last, so that nothing gets past it
        without_code = sanitise(converted)[0] if code.blocks else html
        altered = not all(finding.is_warning for finding in refused)
        problems = [
            *unused_definitions(text, markdown),
            *refused,
            *_unclosed_link(html),
            *_hidden_characters(html, text),
            *problems_of_structure(html, text, altered=altered),
        ]
        if not altered:
            problems += leftovers(html, text)
        if (
            all(finding.is_warning for finding in problems)
            and (lost := difference(markdown, without_code)) is not None
        ):
            problems.append(lost)
        links = Links(html, altered=altered)
        html = links.html
        if _needs_typogrify(text):  # typogrify costs more than Markdown itself: only where there are any
            html = _typogrified(html)
        return Body(html, links.references, (*problems, *links.problems))


def _needs_typogrify(text: str) -> bool:
    """Return whether typogrify would change anything; three or more hyphens belong to a table."""
    return (
        '"' in text
        or "'" in text
        or "..." in text
        or ("--" in text and any(len(found) == 2 for found in HYPHENS.findall(text)))  # noqa: PLR2004 - a dash is typed as two
    )


def _typogrified(html: str) -> str:
    """Return HTML with typographic quotes, dashes and ellipses, except in rules and blanks, and in addresses and names of files."""
    if PRIMED.search(html):
        html = PRIME.sub(lambda match: PRIMES.get(match[0], match[0]), html)
    apart = APART.sub(lambda match: OPEN.join(match[0]), html)
    return str(smartypants(apart)).replace(OPEN, "")


def _not_to_be_rendered(error: Exception) -> Finding:
    return Finding(
        f"nội dung không dựng được ({type(error).__name__}), thường vì lồng nhau quá sâu",
        "Bỏ bớt các dấu >, gạch đầu dòng, ngoặc vuông và thẻ HTML lồng nhau; viết từng đoạn bằng chữ thường để tìm chỗ sai.",
    )


def _unclosed_link(html: str) -> list[Finding]:
    """Find what Markdown has put in place of code and of escaped characters, and did not replace within a link's URL."""
    if "\x02" not in html and "\x03" not in html:
        return []
    return [
        Finding(
            "liên kết viết dở: có dấu nháy hoặc dấu ngoặc mở mà không đóng trong địa chỉ",
            "Đóng dấu nháy và dấu ngoặc tròn, ví dụ: [Kế hoạch](ke-hoach.pdf); bỏ dấu \\ và dấu ` trong địa chỉ.",
            (*dict.fromkeys(UNCLOSED_LINK.findall(html)), "]("),
        )
    ]


def _hidden_characters(html: str, text: str) -> list[Finding]:
    """Find characters that an entity such as `&#8203;` has brought past the normalisation of the source."""
    if "&" not in text or not (INVISIBLE.search(html) or FORBIDDEN.search(html)):
        return []
    found = [entity for entity in ENTITY.findall(text) if _is_hidden(entity)]
    return [
        Finding(f"có ký tự ẩn viết bằng mã “{entity}”", "Xóa mã này.", (entity,))
        for entity in dict.fromkeys(found or ["&"])
    ]


def _is_hidden(entity: str) -> bool:
    character = sanitise(entity)[0]
    return bool(INVISIBLE.search(character) or FORBIDDEN.search(character))
