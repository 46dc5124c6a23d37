"""A source that is replaced while it is read, and put back, is parsed again by the next build."""

from typing import Any

import pytest

from plugins.building.build import build
from plugins.contract.reader import ContractReader
from tests.conftest import BuiltSite, TinySite


def test_source_swapped_while_it_is_read_is_parsed_again(
    site: TinySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article("articles/2024/03/khac.md")
    file = site.article(status="draft")
    read = ContractReader.read

    def read_another(reader: ContractReader, path: str) -> Any:
        if not path.endswith("/bai.md"):
            return read(reader, path)
        held, other = file.with_name(".a"), file.with_name(".b")
        other.write_text(file.read_text(encoding="utf-8").replace("draft", "published"), encoding="utf-8")
        file.rename(held)
        other.rename(file)
        try:
            return read(reader, path)
        finally:
            held.rename(file)

    with monkeypatch.context() as patched:
        patched.setattr(ContractReader, "read", read_another)
        build(site.content, site.output)
    assert "2024/03/bai/index.html" in BuiltSite(site.output).paths()
    build(site.content, site.output)
    assert "2024/03/bai/index.html" not in BuiltSite(site.output).paths()
