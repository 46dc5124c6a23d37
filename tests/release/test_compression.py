import gzip
import random
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from plugins.release.changes import changes
from plugins.release.compression import ASSETS, TEXTS
from plugins.release.errors import ReleaseError

from .conftest import PAGES, Site


def compressed(folder: Path) -> dict[str, Path]:
    """Return the compressed files of a folder by their names, checked to hold what the file beside them holds."""
    found = {}
    for ending, unpack in ((".gz", gzip.decompress), (".br", brotli.decompress)):
        for file in folder.rglob(f"*{ending}"):
            assert unpack(file.read_bytes()) == file.with_suffix("").read_bytes()
            found[file.relative_to(folder).as_posix()] = file
    return found


def test_text_files_of_a_release_are_compressed_beside_them(site: Site) -> None:
    release = site.deploy("một")
    assert sorted(compressed(release.path)) == sorted(
        page + ending for page in PAGES for ending in (".gz", ".br")
    )
    assert ASSETS <= TEXTS


def test_unchanged_files_keep_their_compressed_form(site: Site) -> None:
    before = site.deploy("một")
    write = site.build("một")

    def build(folder: Path) -> None:
        write(folder)
        (folder / "404.html").write_text("đã sửa" * 100, encoding="utf-8")

    site.clock = site.clock.replace(hour=11)
    after = site.deploy("", build=build)
    changed = {"404.html.gz", "404.html.br"}
    for name, file in compressed(after.path).items():
        assert (file.stat().st_ino != (before.path / name).stat().st_ino) == (name in changed)


def test_same_site_makes_no_release_though_it_is_compressed(site: Site) -> None:
    site.deploy("một")
    assert not site.deploy("một").made
    assert not changes(site.target / "current", _built(site)).any


def _built(site: Site) -> Path:
    folder = site.target.with_name("built")
    folder.mkdir()
    site.build("một")(folder)
    return folder


@pytest.mark.parametrize("name", ["nho.html", "anh.jpg", "nen.csv"])
def test_small_and_binary_files_are_not_compressed(site: Site, name: str) -> None:
    write = site.build("một")

    def build(folder: Path) -> None:
        write(folder)
        (folder / "nho.html").write_text("x", encoding="utf-8")
        (folder / "anh.jpg").write_bytes(b"\xff" * 1000)
        (folder / "nen.csv").write_bytes(random.Random(1).randbytes(1000))

    release = site.deploy("", build=build)
    assert not (release.path / f"{name}.br").exists()


@pytest.mark.parametrize("ending", [".gz", ".br"])
@pytest.mark.parametrize(
    "packed", ["a,b\n" * 200, "a,c\n" * 200, "a,b\n" * 199, "a,b\n" * 201, "cut", "no archive"]
)
def test_published_archive_is_kept_if_it_holds_its_neighbour(site: Site, ending: str, packed: str) -> None:
    pack: Callable[[bytes], bytes] = brotli.compress if ending == ".br" else gzip.compress
    data = {"cut": pack(b"a,b\n" * 200)[:-4], "no archive": b"x"}.get(packed) or pack(packed.encode())
    write = site.build("một")

    def build(folder: Path) -> None:
        write(folder)
        (folder / "so-lieu.csv").write_text("a,b\n" * 200, encoding="utf-8")
        (folder / f"so-lieu.csv{ending}").write_bytes(data)

    if packed != "a,b\n" * 200:
        with pytest.raises(ReleaseError, match=rf"so-lieu.csv{ending} không phải bản nén của so-lieu.csv"):
            site.deploy("", build=build)
        return
    release = site.deploy("", build=build)
    assert (release.path / f"so-lieu.csv{ending}").read_bytes() == data
    assert not site.deploy("", build=build).made
