"""A picture is decoded once for all its sizes, in as little memory as its format allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from plugins.images import making, picture
from plugins.images.colours import ScreenColours
from plugins.images.making import made
from plugins.images.picture import UnreadableError, decoding, read_picture, size_of
from plugins.incremental.api import IncrementalPelican
from tests.conftest import TinySite
from tests.images.photos import opened, photo

FOLDER = "articles/2024/03"


@pytest.mark.long
@pytest.mark.parametrize("incremental", [True, False], ids=["engine", "stock"])
def test_picture_is_decoded_once_for_all_sizes(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, *, incremental: bool
) -> None:
    decoded = list[str]()

    @contextmanager
    def noted(file: Path, *given: Any) -> Iterator[Image.Image]:
        decoded.append(file.name)
        with decoding(file, *given) as image:
            yield image

    monkeypatch.setattr(making, "decoding", noted)
    for name in ("a.jpg", "b.png", "c.webp"):
        site.write(f"{FOLDER}/{name}", photo(kind={"jpg": "JPEG"}.get(name[2:], name[2:].upper())))
    site.article(body="\n\n".join(f"![Chợ xã buổi sáng]({name})" for name in ("a.jpg", "b.png", "c.webp")))
    built = site.build(INCREMENTAL=incremental, INCREMENTAL_PROCESSES=1)
    assert sorted(decoded) == ["a.jpg", "b.png", "c.webp"]
    assert len([path for path in built.paths() if path.startswith("anh/") and "-" in path]) == 24


@pytest.mark.long
def test_files_made_for_one_output_serve_the_others(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check`, `build` and `deploy` each have an output of their own."""
    site.write(f"{FOLDER}/a.jpg", photo())
    site.article(body="![Chợ xã buổi sáng](a.jpg)")
    files = []
    for name in ("mot", "hai"):
        output = site.output.with_name(name)
        ledger = str(site.output.with_name("ledger"))
        IncrementalPelican(
            site.settings(OUTPUT_PATH=str(output), INCREMENTAL_LEDGER=ledger, INCREMENTAL_PROCESSES=1)
        ).run()
        files.append({path.name: path.read_bytes() for path in (output / "anh").glob("*-*.*")})
        monkeypatch.setattr(making, "decoding", None)  # nothing is decoded any more
    assert files[0] == files[1]
    assert len(files[0]) == 8


def test_lost_size_of_a_picture_is_made_again(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(photo())
    sizes = [(1280, 800, "avif"), (1280, 800, "jpg"), (480, 300, "jpg")]
    together = made(file, sizes, tmp_path / "lock")
    assert [opened(data).size for data in together] == [(1280, 800), (1280, 800), (480, 300)]
    assert made(file, sizes, tmp_path / "lock") == together


def test_jpeg_is_decoded_at_a_part_of_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(photo(4096, 1024))
    seen, original = list[tuple[int, int]](), ScreenColours.of

    def noted(self: ScreenColours, part: Image.Image) -> Image.Image:
        seen.append(part.size)
        return original(self, part)

    monkeypatch.setattr(ScreenColours, "of", noted)
    made(file, [(480, 120, "jpg")], tmp_path / "lock")
    assert seen == [(1024, 256)]


def test_jpeg_of_rows_may_have_more_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A progressive one is in memory as a whole while it is decoded, at whatever size."""
    monkeypatch.setattr(picture, "MOST_MEMORY", 100 * 100 * 6)
    for name, kind, progressive in (
        ("rows.jpg", "JPEG", False),
        ("whole.jpg", "JPEG", True),
        ("whole.png", "PNG", False),
    ):
        file = tmp_path / name
        file.write_bytes(photo(100, 100, kind, progressive=progressive))
        if name == "rows.jpg":
            assert size_of(file) == (100, 100)
            assert read_picture(file).width == 100
        else:
            with pytest.raises(UnreadableError, match="ảnh lớn quá: 100 × 100"):
                size_of(file)
    monkeypatch.setattr(picture, "MOST_PIXELS", 99 * 100)
    with pytest.raises(UnreadableError, match="ảnh lớn quá"):
        size_of(tmp_path / "rows.jpg")
