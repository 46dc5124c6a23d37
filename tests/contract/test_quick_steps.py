from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.contract.blocks import QuickBlocks
from plugins.contract.inline import QuickInline, _QuickInlineProcessor
from plugins.contract.settings import MARKDOWN
from tests.conftest import ROOT

PLAIN = Markdown(**MARKDOWN)
QUICK = Markdown(**{**MARKDOWN, "extensions": [*MARKDOWN["extensions"], QuickInline(), QuickBlocks()]})
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


def test_the_quick_steps_are_in_use_with_the_projects_extensions() -> None:
    assert isinstance(QUICK.treeprocessors["inline"], _QuickInlineProcessor)
    assert "plain_paragraph" in QUICK.parser.blockprocessors


def test_with_a_processor_that_is_not_known_every_block_is_asked_about() -> None:
    markdown = Markdown(extensions=[*MARKDOWN["extensions"], "markdown.extensions.admonition", QuickBlocks()])
    assert "plain_paragraph" not in markdown.parser.blockprocessors


@given(st.lists(pieces, max_size=14).map("".join))
@example("a  \nb")
def test_texts_come_out_as_from_markdown_itself(text: str) -> None:
    assert QUICK.reset().convert(text) == PLAIN.reset().convert(text)


def test_the_projects_own_articles_come_out_the_same() -> None:
    for file in (ROOT / "content").rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        assert QUICK.reset().convert(text) == PLAIN.reset().convert(text), file
