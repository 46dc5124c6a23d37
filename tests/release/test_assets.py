"""Readers who have a page of the release before open still get its style sheets and scripts."""

from collections.abc import Callable
from pathlib import Path

import brotli

from plugins.release.rollback import rollback

from .conftest import PAGES, Site


def page_with(*assets: str, text: str = "") -> Callable[[Path], None]:
    """Build pages that name assets, which are files of 1 kB; the first one also names the last in its text."""

    def build(folder: Path) -> None:
        links = "".join(f'<link rel="stylesheet" href="/{name}">' for name in assets)
        for page in PAGES[:4]:
            (folder / page).parent.mkdir(parents=True, exist_ok=True)
            (folder / page).write_text(f"<!doctype html><title>x</title>{links}{text}", encoding="utf-8")
        for name in assets:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(f"/* {name} */" * 50, encoding="utf-8")

    return build


def assets_of(site: Site) -> set[str]:
    return {f"theme/{file.name}" for file in (site.target / "current/theme").iterdir()}


OLD, NEW, NEWEST = "theme/site.0a1b.css", "theme/site.0a1c.css", "theme/site.0a1d.css"


def with_compressed(*names: str) -> set[str]:
    return {name + ending for name in names for ending in ("", ".gz", ".br")}


def test_assets_of_the_release_before_are_kept_for_one_release(site: Site) -> None:
    site.deploy("", build=page_with(OLD))
    site.deploy("", build=page_with(NEW))
    assert assets_of(site) == with_compressed(OLD, NEW)
    kept = site.target / "current" / f"{OLD}.br"
    assert brotli.decompress(kept.read_bytes()).startswith(f"/* {OLD} */".encode())
    site.deploy("", build=page_with(NEWEST))
    assert assets_of(site) == with_compressed(NEW, NEWEST)


def test_asset_that_only_another_asset_names_is_kept(site: Site) -> None:
    first = page_with("theme/site.0a.js", "theme/menu.0b.js")

    def build(folder: Path) -> None:
        first(folder)
        for page in PAGES[:4]:
            (folder / page).write_text(
                '<!doctype html><script src="/theme/site.0a.js"></script>', encoding="utf-8"
            )
        (folder / "theme/site.0a.js").write_text('import("/theme/menu.0b.js")' * 20, encoding="utf-8")

    site.deploy("", build=build)
    site.deploy("", build=page_with("theme/site.0c.js"))
    assert "theme/menu.0b.js" in assets_of(site)


def test_kept_assets_alone_are_no_new_release(site: Site) -> None:
    site.deploy("", build=page_with(OLD))
    site.deploy("", build=page_with(NEW))
    assert not site.deploy("", build=page_with(NEW)).made
    assert assets_of(site) == with_compressed(OLD, NEW)


def test_rollback_keeps_the_assets_of_the_newer_release(site: Site) -> None:
    site.deploy("", build=page_with(OLD))
    site.deploy("", build=page_with(NEW))
    rollback(site.target)
    assert assets_of(site) == with_compressed(OLD, NEW)


def test_picture_that_is_gone_is_not_kept(site: Site) -> None:
    picture = "anh/0a1b.jpg"
    site.deploy("", build=page_with(OLD, picture))
    site.deploy("", build=page_with(NEW))
    assert not (site.target / "current" / picture).exists()
