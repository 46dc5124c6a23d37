"""Damaged, huge and disguised files in the place of pictures."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from PIL import Image, ImageChops, ImageSequence, ImageStat

from plugins.building.build import build
from plugins.contract.check import check
from plugins.errors.issue import ContentError
from plugins.images import making, picture
from plugins.images.gif import plain_gif
from plugins.images.making import FORMATS, made, made_moving
from plugins.images.picture import UnreadableError, decoding, read_picture, size_of
from plugins.incremental.api import IncrementalPelican, PageRejectedError
from tests.conftest import AGENCY, TinySite
from tests.images.mutants import SECRET, mutants, whole_pictures
from tests.images.photos import opened, photo, photo_of_a_camera

WHOLE = whole_pictures()


def read_and_made(file: Path) -> list[bytes]:
    """Return everything that is published of a picture, in sizes that are made at once."""
    assert size_of(file)
    facts, lock = read_picture(file), file.with_name("lock")
    width = min(facts.width, 20)
    if not facts.still:
        return [made_moving(file)]
    return [made(file, [(width, facts.height_at(width), ending)], lock)[0] for ending in FORMATS]


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_whole_picture_of_every_kind_is_published_clean(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(WHOLE[name])
    for data in read_and_made(file):
        assert SECRET not in data
        assert not {"exif", "comment", "xmp", "icc_profile"} & opened(data).info.keys()


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_cut_off_picture_of_every_kind_is_rejected(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    for part in (0.3, 0.6, 0.8) if "two" not in name and "moving" not in name else (0.3,):
        file.write_bytes(WHOLE[name][: int(len(WHOLE[name]) * part)])
        with pytest.raises(UnreadableError):
            read_picture(file)


@pytest.mark.parametrize("name", [name for name in sorted(WHOLE) if name.endswith(".png")])
def test_png_with_damaged_pixels_is_rejected(tmp_path: Path, name: str) -> None:
    file, damaged = tmp_path / name, bytearray(WHOLE[name])
    damaged[damaged.index(b"IDAT") + 60] ^= 0x55
    file.write_bytes(damaged)
    with pytest.raises(UnreadableError):
        read_picture(file)
    with pytest.raises(UnreadableError):
        made(file, [(9, 9, "png")], tmp_path / "lock")


def test_damaged_pictures_raise_only_the_declared_error(tmp_path: Path) -> None:
    rejected = 0
    for name, data in mutants(300, seed=1):
        file = tmp_path / name
        file.write_bytes(data)
        try:
            published = read_and_made(file)
        except UnreadableError:
            rejected += 1
        else:
            assert not any(SECRET in data for data in published)
    assert 100 < rejected < 290


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OverflowError(),
        IndexError(),
        KeyError(1),
        RuntimeError(),
        RecursionError(),
        OSError(),
        SyntaxError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_decoder_raises_is_told_in_words(tmp_path: Path, error: Exception) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(photo(30, 20))
    with (
        mock.patch.object(Image.Image, "crop", side_effect=error),
        pytest.raises(UnreadableError),
        decoding(file) as image,
    ):
        image.crop((0, 0, 1, 1))


@pytest.mark.parametrize("incremental", [True, False], ids=["engine", "stock"])
def test_picture_that_fails_while_it_is_made_is_named(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, *, incremental: bool
) -> None:
    site.write("articles/2024/03/cho.jpg", photo(300, 200))
    site.article(body="![Chợ xã buổi sáng](cho.jpg)")
    monkeypatch.setattr(making, "ScreenColours", mock.Mock(side_effect=IndexError))
    with pytest.raises(PageRejectedError) as rejected:
        IncrementalPelican(site.settings(INCREMENTAL=incremental)).run()
    issue = rejected.value.reasons[0]
    assert (issue.path, issue.message) == ("articles/2024/03/cho.jpg", picture.BROKEN)
    assert set(rejected.value.reasons) == {issue}
    assert not incremental or not list(site.output.rglob("*.html"))


def test_pipe_or_device_in_the_place_of_a_picture_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.jpg")
    (tmp_path / "khong.png").symlink_to("/dev/zero")
    for name in ("ong.jpg", "khong.png"):
        for read in (size_of, read_picture):
            with pytest.raises(UnreadableError, match="tệp thường"):
                read(tmp_path / name)


def test_check_does_not_wait_for_a_pipe(site: TinySite) -> None:
    site.article(body="![Chợ xã buổi sáng](ong.jpg)")
    os.mkfifo(site.content / "articles/2024/03/ong.jpg")
    assert [issue for issue in check(site.settings())[1] if not issue.is_warning]


def test_heavy_file_is_rejected_unread(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(photo(30, 20, "PNG"))
    os.truncate(file, 100_000_001)
    with pytest.raises(UnreadableError, match="nặng hơn 100 MB"):
        size_of(file)


@pytest.mark.parametrize(
    ("name", "kind"), [("a.gif", "JPEG"), ("a.gif", "PNG"), ("a.jpg", "GIF"), ("a.png", "GIF")]
)
def test_gif_and_other_names_are_not_mixed_up(tmp_path: Path, name: str, kind: str) -> None:
    file = tmp_path / name
    file.write_bytes(photo(30, 20, kind))
    with pytest.raises(
        UnreadableError, match=f"kết thúc bằng {file.suffix} nhưng ảnh thuộc loại {kind}"
    ) as caught:
        size_of(file)
    assert (".jpg" if name == "a.gif" else ".gif") in caught.value.hint


def test_picture_is_published_in_the_format_of_its_name(site: TinySite) -> None:
    for name in ("a.jpg", "b.jpeg", "c.png", "d.webp", "e.avif"):
        site.write(f"articles/2024/03/{name}", photo(30, 20, "PNG"))
    body = "\n\n".join(
        f"![Chợ xã buổi sáng]({name})" for name in ("a.jpg", "b.jpeg", "c.png", "d.webp", "e.avif")
    )
    site.article(body=body)
    built = site.build()
    formats = [
        opened(built.data(f"articles/2024/03/{name}")).format
        for name in ("a.jpg", "b.jpeg", "c.png", "d.webp", "e.avif")
    ]
    assert formats == ["JPEG", "JPEG", "PNG", "WEBP", "AVIF"]


COMMENT = b"\x21\xfe\x06bi mat\0"
TEXT = b"\x21\x01\x0c" + bytes(12) + b"\x06bi mat\0"
XMP = b"\x21\xff\x0bXMP DataXMP\x06bi mat\0"
UNKNOWN = b"\x21\x99\x06bi mat\0"
LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x02\x00\0"
LOOP_AND_MORE = LOOP[:-1] + b"\x06bi mat\0"
CONTROL = b"\x21\xf9\x04\x00\x04\x00\x00\0"
CONTROL_AND_MORE = CONTROL[:-1] + b"\x06bi mat\0"


def gif() -> bytes:
    data = photo(20, 10, "GIF")
    assert data.endswith(b"\0;")
    return data


@pytest.mark.parametrize("hidden", [COMMENT, TEXT, XMP, UNKNOWN, LOOP_AND_MORE, CONTROL_AND_MORE, b"\0"])
@pytest.mark.parametrize("end", [b";", b"", b";bi mat<script>", b";;" + COMMENT])
def test_gif_keeps_its_pictures_only(hidden: bytes, end: bytes) -> None:
    cleaned = plain_gif(gif()[:-1] + hidden + end)
    assert SECRET not in cleaned
    assert cleaned.endswith(b"\0;")
    assert len(ImageSequence.all_frames(opened(cleaned))) == 1


def test_gif_keeps_repetition_and_timing() -> None:
    data = WHOLE["moving.gif"]
    cleaned = plain_gif(data[:-1])
    moving = [frame.info for frame in ImageSequence.all_frames(opened(cleaned))]
    assert [(info["duration"], info["loop"]) for info in moving] == [(40, 2)] * 3
    assert plain_gif(cleaned) == cleaned


@pytest.mark.parametrize("cut", [2, 10, 30])
def test_gif_cut_off_within_a_picture_is_rejected(cut: int) -> None:
    with pytest.raises(ValueError, match="ends within a block"):
        plain_gif(gif()[:-cut])


def test_gif_of_too_many_pictures_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.gif"
    file.write_bytes(WHOLE["moving.gif"])
    monkeypatch.setattr(picture, "MOST_MOVING", 2 * 40 * 30)
    with pytest.raises(UnreadableError, match="ảnh động dài quá"):
        read_picture(file)


@pytest.mark.parametrize("name", [name for name in sorted(WHOLE) if not name.endswith(".gif")])
def test_large_picture_looks_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = tmp_path / name
    image = opened(WHOLE[name])
    file.write_bytes(WHOLE[name])
    facts, lock = read_picture(file), tmp_path / "kept" / "lock"
    monkeypatch.setattr(making, "STRIP", 4)
    plain, large = list[Image.Image](), list[Image.Image]()
    for found, limit in ((plain, 10**9), (large, 100)):
        monkeypatch.setattr(picture, "LARGE_MEMORY", limit)
        assert read_picture(file) == facts
        found += [opened(made(file, [(9, facts.height_at(9), ending)], lock)[0]) for ending in ("jpg", "png")]
    assert image.width * image.height > 100
    for one, other in zip(plain, large, strict=True):
        assert (one.size, one.mode) == (other.size, other.mode)
        difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
        assert max(ImageStat.Stat(difference).mean) < 12


def test_only_one_large_picture_is_decoded_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock holds between processes; here each thread opens the file by itself, as a process would."""
    file = tmp_path / "a.png"
    file.write_bytes(photo(200, 100, "PNG"))
    inside, most, both = 0, 0, threading.Barrier(2)

    @contextmanager
    def counted(path: Path, *given: Any) -> Iterator[Image.Image]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.5)
        with decoding(path, *given) as image:
            yield image
        inside -= 1

    monkeypatch.setattr(making, "decoding", counted)  # called once a picture, after the lock is taken
    for limit, expected in ((10**9, 2), (1000, 1)):
        monkeypatch.setattr(picture, "LARGE_MEMORY", limit)
        most = 0
        both.reset()
        threads = [
            threading.Thread(target=made, args=(file, [(20, 10, "png")], tmp_path / "kept" / "lock"))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert most == expected


def test_emblem_that_is_a_picture_is_published_small_and_clean(site: TinySite) -> None:
    site.write("a.jpg", photo_of_a_camera())
    site.write("agency.yaml", AGENCY + "emblem: a.jpg\n")
    data = site.build().data("a.jpg")
    assert opened(data).size == (1280, 800)
    assert SECRET not in data


@pytest.mark.parametrize("data", [b"", b"<script>", photo(30, 20, "GIF"), photo(1, 20_000, "PNG")])
def test_emblem_that_is_no_picture_is_rejected(site: TinySite, data: bytes) -> None:
    site.write("a.png", data)
    site.write("agency.yaml", AGENCY + "emblem: a.png\n")
    (issue,) = (issue for issue in check(site.settings())[1] if not issue.is_warning)
    with pytest.raises(ContentError) as rejected:
        build(site.content, site.output)
    assert rejected.value.issues == (issue,)
    assert issue.path == "a.png"
    assert not list(site.output.rglob("a.png"))
