"""The check looks at a small portal in well under a second: one Markdown instance, no build."""

import time

import pytest
from markdown import Markdown

from plugins.contract.body import render
from plugins.contract.check import check
from tests.conftest import TinySite


def test_thirty_files_are_checked_with_one_markdown_instance(
    site: TinySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    class Counted(Markdown):
        def __init__(self, **options: object) -> None:
            made.append(options)
            super().__init__(**options)  # type: ignore[arg-type] # as they were given

    monkeypatch.setattr(render, "Markdown", Counted)
    for number in range(30):
        site.article(f"articles/2024/03/bai-{number}.md", body='## Một\n\nĐoạn văn. "Trích"\n\n' * 30)
    settings = site.settings()
    start = time.process_time()
    assert check(settings)[0] == 30
    assert time.process_time() - start < 5  # ten times what it takes on a slow machine
    assert len(made) == 1
    assert not site.output.exists()
