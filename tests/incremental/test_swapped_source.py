"""A source that is replaced while it is read, and put back, is parsed again by the next build."""

from pathlib import Path
from typing import Any

import pytest

from plugins.building.build import build
from plugins.contract.reader import ContractReader
from plugins.incremental.tracking.files import digest_of_source
from tests.conftest import BuiltSite, TinySite


@pytest.mark.parametrize("what", ["file", "folder"])
def test_source_swapped_while_it_is_read_is_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    site = TinySite(tmp_path)
    site.article("articles/2024/02/khac.md")
    file = site.article(status="draft")
    read, digest = ContractReader.read, digest_of_source

    swapped = file if what == "file" else file.parent
    other, held = swapped.with_name(".b"), swapped.with_name(".a")
    published = file.read_text(encoding="utf-8").replace("draft", "published")
    (other if what == "file" else other / file.name).parent.mkdir(exist_ok=True)
    (other if what == "file" else other / file.name).write_text(published, encoding="utf-8")

    def swap() -> None:
        swapped.rename(held)
        other.rename(swapped)

    def swap_back() -> None:
        swapped.rename(other)
        held.rename(swapped)

    def read_another(reader: ContractReader, path: str) -> Any:
        if not path.endswith("/bai.md"):
            return read(reader, path)
        if what == "file":
            swap()
        try:
            return read(reader, path)
        finally:
            swap_back()

    def digest_another(path: Path) -> object:
        if path.name == "bai.md" and what == "folder":
            swap()
        return digest(path)

    with monkeypatch.context() as patched:
        patched.setattr(ContractReader, "read", read_another)
        patched.setattr("plugins.incremental.sources.parse.digest_of_source", digest_another)
        build(site.content, site.output)
    assert "2024/03/bai/index.html" in BuiltSite(site.output).paths()
    build(site.content, site.output)
    assert "2024/03/bai/index.html" not in BuiltSite(site.output).paths()
