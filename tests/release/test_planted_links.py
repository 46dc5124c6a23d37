"""What stands in a target under one of our names, but was not put there by us, is rejected and never followed."""

from pathlib import Path

import pytest

from plugins.release.errors import ReleaseError
from plugins.release.history import releases
from plugins.release.rollback import rollback

from .conftest import Site


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def rejected(site: Site, name: str) -> None:
    for attempt in (lambda: site.deploy("ba"), lambda: rollback(site.target), lambda: releases(site.target)):
        with pytest.raises(ReleaseError, match=f"{site.target / name} "):
            attempt()
    assert site.seen() == "hai"


@pytest.mark.parametrize("name", [".before", ".rolled-back", ".deploy-lock"])
def test_planted_link_is_rejected(site: Site, elsewhere: Path, name: str) -> None:
    site.deploy("một")
    site.deploy("hai")
    place = site.target / name
    if place.is_dir():
        place.rename(site.target.parent / "aside")
    place.unlink(missing_ok=True)
    place.symlink_to(elsewhere / "new" if name == ".deploy-lock" else elsewhere)
    rejected(site, name)
    assert list(elsewhere.iterdir()) == []


def test_planted_releases_link_is_rejected(site: Site, elsewhere: Path) -> None:
    site.deploy("hai")
    (site.target / "releases").rename(elsewhere / "releases")
    (site.target / "releases").symlink_to(elsewhere / "releases")
    rejected(site, "releases")


@pytest.mark.parametrize("name", [".before", ".rolled-back", ".portal", ".moment", ".deploy-lock"])
def test_planted_file_or_folder_is_rejected(site: Site, name: str) -> None:
    site.deploy("hai")
    place = site.target / name
    if name != ".before":
        place.unlink(missing_ok=True)
    if name == ".deploy-lock":
        place.mkdir()
    else:
        place.write_text("x")
    rejected(site, name)


def test_link_planted_during_the_build_is_rejected(site: Site, elsewhere: Path) -> None:
    site.deploy("hai")
    build = site.build

    def plant(text: str):  # type: ignore[no-untyped-def]  # as Site.build
        (site.target / ".before").symlink_to(elsewhere)
        return build(text)

    site.build = plant  # type: ignore[method-assign]
    with pytest.raises(ReleaseError, match=r"\.before"):
        site.deploy("ba")
    assert list(elsewhere.iterdir()) == []
    assert site.seen() == "hai"


def test_linked_release_is_none(site: Site, elsewhere: Path) -> None:
    site.build("lạ")(elsewhere)
    site.deploy("hai")
    planted = "2020-01-01T00-00-00Z"
    (site.target / "releases" / planted).symlink_to(elsewhere)
    with pytest.raises(ReleaseError, match="Không có bản phát hành"):
        rollback(site.target, to=planted)
    assert site.seen() == "hai"
