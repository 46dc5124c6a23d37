from xml.etree.ElementTree import Element, SubElement

from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from plugins.contract.body.plain_text import QuickMarkdown
from plugins.contract.body.render import BodyRenderer
from plugins.contract.settings import MARKDOWN
from tests.conftest import ROOT

PLAIN = Markdown(**MARKDOWN)
QUICK = Markdown(**{**MARKDOWN, "extensions": [*MARKDOWN["extensions"], QuickMarkdown()]})
pieces = st.sampled_from(
    [
        "Ủy ban",
        " ",
        "  \n",
        "\n",
        "\n\n",
        "*",
        "**",
        "_",
        "`",
        "[a](b)",
        "![c](d)",
        "<b>",
        "</b>",
        "&amp;",
        "&",
        "\\*",
        "[^1]",
        "\n\n[^1]: ghi chú\n",
        "https://x.example",
        "<https://x.example>",
        "- ",
        "1. ",
        "# ",
        "> ",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        ": ",
        "!",
        "86/KH-UBND",
        "“”",
        "*[AB]: Chữ\n",
        "AB",
        "===\n",
        "---\n",
        "    ",
        "***\n",
        "ố",
        "1",
    ]
)


def test_quick_steps_are_used_with_the_projects_extensions() -> None:
    assert "mark_plain_text" in QUICK.treeprocessors
    assert "plain_paragraph" in QUICK.parser.blockprocessors


class Notes(BlockProcessor):
    """Blocks that begin with “Lưu ý”, as another extension could read them."""

    def test(self, _parent: Element, block: str) -> bool:
        return block.startswith("Lưu ý")

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "blockquote").text = blocks.pop(0)


class OtherExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        md.parser.blockprocessors.register(Notes(md.parser), "notes", 90)


def test_blocks_reach_the_processors_of_other_extensions() -> None:
    renderer = BodyRenderer({**MARKDOWN, "extensions": [*MARKDOWN["extensions"], OtherExtension()]})
    assert renderer.render("Lưu ý thời gian").html == "<blockquote>Lưu ý thời gian</blockquote>"


@given(st.lists(pieces, max_size=14).map("".join))
@example("a  \nb")
def test_texts_are_rendered_as_by_markdown_itself(text: str) -> None:
    assert QUICK.reset().convert(text) == PLAIN.reset().convert(text)


def test_own_articles_are_rendered_as_by_markdown_itself() -> None:
    for file in (ROOT / "content").rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        assert QUICK.reset().convert(text) == PLAIN.reset().convert(text), file
