from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pytest

from plugins.release.deploy import Built, deploy
from plugins.release.history import Release

NOTHING: Mapping[str, Any] = MappingProxyType({})
PAGES = (
    "index.html",
    "2024/03/bai/index.html",
    "chuyen-muc/tin-tuc/index.html",
    "404.html",
    "theme/site.css",
)


def whole_text(folder: Path) -> str:
    """The text of a release; fails unless every page of it is whole and of that one release."""
    texts = {(folder / page).read_text(encoding="utf-8") for page in PAGES}
    assert len(texts) == 1
    (text,) = texts
    word = text[1 : text.index(">")]
    assert text == f"<{word}>" * 2000
    return word


def deploy_written(
    target: Path,
    write: Callable[[Path], None],
    *,
    now: datetime,
    built: Mapping[str, Any] = NOTHING,
    **options: Any,
) -> Release:
    """Deploy the files that `write` puts into an empty folder; `built` is what is known of the site beside them."""
    with TemporaryDirectory() as folder:

        def build() -> Built:
            write(Path(folder))
            return Built(Path(folder), **built)

        return deploy(target, build, now=now, **options)


class Site:
    """A target folder, the releases put there, and what its readers see."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.clock = datetime(2026, 11, 23, 10, 5, 12, tzinfo=UTC)

    def build(self, text: str) -> Callable[[Path], None]:
        def write(folder: Path) -> None:
            for page in PAGES:
                (folder / page).parent.mkdir(parents=True, exist_ok=True)
                (folder / page).write_text(f"<{text}>" * 2000, encoding="utf-8")

        return write

    def deploy(
        self,
        text: str,
        build: Callable[[Path], None] | None = None,
        **options: Any,
    ) -> Release:
        self.clock += timedelta(minutes=1)
        return deploy_written(self.target, build or self.build(text), now=self.clock, **options)

    def seen(self) -> str:
        """The text of the current release, checked to be whole."""
        return whole_text(self.target / "current")

    def traces(self) -> list[str]:
        """What stands in the target beside the releases, `current` and what belongs to every target."""
        known = {
            "releases",
            "current",
            ".before",
            ".rolled-back",
            ".portal",
            ".texts",
            ".moment",
            ".due.json",
            ".deploy-lock",
            ".sources",
            ".sbom",
            ".inspected",
        }
        return [name for name in self.names() if name not in known and not name.startswith(".spare-")]

    def names(self) -> list[str]:
        return sorted(entry.name for entry in self.target.iterdir())


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "portal")
