from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.contract.inline import QuickInline, _QuickInlineProcessor
from plugins.contract.settings import MARKDOWN
from tests.conftest import ROOT

PLAIN = Markdown(**MARKDOWN)
QUICK = Markdown(**{**MARKDOWN, "extensions": [*MARKDOWN["extensions"], QuickInline()]})
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
    ]
)


def test_the_quick_step_is_in_use_with_the_projects_extensions() -> None:
    assert isinstance(QUICK.treeprocessors["inline"], _QuickInlineProcessor)


@given(st.lists(pieces, max_size=14).map("".join))
@example("a  \nb")
def test_texts_come_out_as_from_markdown_itself(text: str) -> None:
    assert QUICK.reset().convert(text) == PLAIN.reset().convert(text)


def test_the_projects_own_articles_come_out_the_same() -> None:
    for file in (ROOT / "content").rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        assert QUICK.reset().convert(text) == PLAIN.reset().convert(text), file
