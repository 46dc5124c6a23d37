"""A disk that cannot replace a link in one step (Windows, most USB sticks) is reported before anything is built."""

import errno
from pathlib import Path

import pytest

from plugins.release.errors import ReleaseError
from plugins.release.rollback import rollback

from .conftest import Site


def refuse(number: int) -> object:
    def symlink_to(path: Path, *_: object, **__: object) -> None:
        raise OSError(number, "A required privilege is not held by the client", str(path))

    return symlink_to


@pytest.mark.parametrize("number", [errno.EPERM, errno.EINVAL, errno.ENOSYS])
def test_deploy_without_links_says_what_it_needs(
    site: Site, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(Path, "symlink_to", refuse(number))
    with pytest.raises(ReleaseError, match=r"Linux hoặc macOS.*WSL"):
        site.deploy("một")
    assert site.names() == [".deploy-lock"], "nothing was built"


def test_rollback_without_links_says_what_it_needs(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.deploy("một")
    site.deploy("hai")
    monkeypatch.setattr("plugins.release.folder.os.replace", refuse(errno.EPERM))
    with pytest.raises(ReleaseError, match="WSL"):
        rollback(site.target)
    assert site.seen() == "hai"
