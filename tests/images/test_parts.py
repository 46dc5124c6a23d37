"""Small files that would keep a decoder busy for hours, or fill the memory."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

from plugins.contract.check import check
from plugins.images import checking, gif, parts, picture, publication
from plugins.images.items import decoded_pixels
from plugins.images.making import made
from plugins.images.picture import UnreadableError, is_large_file, read_picture, size_of
from tests.conftest import TinySite
from tests.images.containers import FULL, Item, auxiliary, box, coded, file_of, grid, inner, ispe
from tests.images.mutants import whole_pictures
from tests.images.photos import heic, photo, photo_of_a_camera

WHOLE = whole_pictures()
SCAN, COMMENT = b"\xff\xda", b"\xff\xfe\0\2"


def jpeg_of_scans(more: int, before: bytes = b"") -> bytes:
    """Return a progressive JPEG whose last scan is repeated, with some bytes before the repetitions."""
    data = WHOLE["progressive.jpg"]
    return data[:-2] + before + data[data.rindex(SCAN) : -2] * more + data[-2:]


def jpeg_with(inserted: bytes) -> bytes:
    data = photo(40, 30)
    return data[:2] + inserted + data[2:]


def png_of_chunks(count: int, kind: bytes = b"abCd") -> bytes:
    data, chunk = WHOLE["plain.png"], bytes(4) + kind + zlib.crc32(kind).to_bytes(4)
    return data[:33] + chunk * count + data[33:]


def gif_with(inserted: bytes = b"", frames: int = 1) -> bytes:
    data = photo(1, 1, "GIF")
    start = data.index(b",\0\0\0\0")
    return data[:start] + inserted + data[start:-1] * frames + b";"


def avif_with(box: bytes) -> bytes:
    """Return an AVIF with a box behind the one that names its kind."""
    data = photo(8, 8, "AVIF")
    end = int.from_bytes(data[:4])
    return data[:end] + box + data[end:]


SMALL_AVIF = coded(64, brand="AVIF")
TILE, PLAIN, AVIF_TILE = coded(1_000), coded(64), coded(1_000, 64, "AVIF")
CAMERA = Image.open(BytesIO(photo_of_a_camera())).getexif()
ALPHA_OF_FIRST = {b"auxl": [1]}
STRANGE, MANY_PIXELS = (
    "không phải do máy ảnh hay điện thoại ghi",
    "ảnh lớn quá: để hiện ảnh phải giải mã hơn 120 triệu điểm ảnh",
)


def tiles(count: int, tile: Item = TILE, *, at: int | None = None) -> list[Item]:
    """Return equal tiles; all but the first can have the data of another item."""
    return [tile, *(replace(tile, at=at) for _ in range(count - 1))]


def grid_of_tiles(count: int, columns: int, *, tile: Item = TILE, side: int = 0, **options: Any) -> bytes:
    made = grid(list(range(2, count + 2)), columns, side or 1_000 * columns)
    return file_of([made, *tiles(count, tile, at=options.pop("at", None))], **options)


def alpha_of_tiles(count: int, columns: int, at: int | None = None) -> bytes:
    """Return a picture whose transparency is a grid; one of more columns than 2 only claims to be as large."""
    made = grid(list(range(3, count + 3)), columns, 1_000 * columns)
    alpha = replace(
        made, properties=(*made.properties, auxiliary()), references=made.references | ALPHA_OF_FIRST
    )
    claimed = replace(TILE, properties=(TILE.properties[0], *made.properties))
    return file_of([claimed if columns > 2 else coded(2_000), alpha, *tiles(count, at=at)])


def alpha_of(alpha: Item, item: int = 1) -> Item:
    return replace(alpha, properties=(*alpha.properties, auxiliary()), references={b"auxl": [item]})


def derived(kind: bytes, *others: int) -> Item:
    return Item(kind, bytes(100), (ispe(64),), {b"dimg": list(others)})


def with_data(data: bytes) -> bytes:
    return file_of([replace(PLAIN, data=data)])


PARAMETERS = (4).to_bytes(4) + b"\x42\x01\x01\x01"  # a NAL unit of type 33
FORMERLY_PITM = box(b"pitm", FULL, b"\0\2")
FORMERLY_IINF = box(b"iinf", FULL, b"\0\1", box(b"infe", b"\2\0\0\0\0\x01\0\0hvc1\0"))
EXIF = Item(b"Exif", bytes(1_000_000), (), {b"cdsc": list(range(1, 26))})
ITEMS = {
    "tiles.heic": (grid_of_tiles(121, 11), MANY_PIXELS),
    "same-bytes.heic": (grid_of_tiles(9, 3, at=2), STRANGE),
    "same-tile.heic": (file_of([grid([2] * 9, 3, 3_000), TILE]), STRANGE),
    "alpha-tiles.heic": (alpha_of_tiles(121, 11), MANY_PIXELS),
    "alpha-same-bytes.heic": (alpha_of_tiles(900, 30, at=3), STRANGE),
    "alpha-large.heic": (file_of([PLAIN, alpha_of(TILE)]), STRANGE),
    "alpha-of-alpha.heic": (file_of([PLAIN, alpha_of(PLAIN), alpha_of(PLAIN, 2)]), STRANGE),
    "alpha-twice.heic": (file_of([PLAIN, alpha_of(PLAIN), alpha_of(PLAIN)]), STRANGE),
    "alpha-circle.heic": (file_of([alpha_of(PLAIN, 2), alpha_of(PLAIN)]), STRANGE),
    "pitm.heic": (grid_of_tiles(121, 11, inside=FORMERLY_PITM), STRANGE),
    "iinf.heic": (grid_of_tiles(121, 11, inside=FORMERLY_IINF), STRANGE),
    "ftyp.heic": (grid_of_tiles(121, 11, before=box(b"ftyp", b"avif\0\0\0\0mif1")), STRANGE),
    "meta.heic": (grid_of_tiles(121, 11, before=inner(file_of([PLAIN]), b"meta")), STRANGE),
    "mini.heic": (file_of([PLAIN], before=box(b"mini", bytes(20))), STRANGE),
    "film.heic": (file_of([PLAIN], before=box(b"moov", bytes(20))), STRANGE),
    "counted.heic": (file_of([PLAIN, PLAIN], count=1), STRANGE),
    "overlay.heic": (file_of([derived(b"iovl", 2), PLAIN]), STRANGE),
    "identity.heic": (file_of([derived(b"iden", 2), PLAIN]), STRANGE),
    "grid-of-grid.heic": (file_of([grid([2], 1, 64), grid([3], 1, 64), PLAIN]), STRANGE),
    "cycle.heic": (file_of([grid([1], 1, 64)]), STRANGE),
    "cut.heic": (file_of([PLAIN])[:-30], STRANGE),
    "lie.heic": (grid_of_tiles(121, 11, tile=coded(1_000, 64), side=704), MANY_PIXELS),
    "canvas.heic": (grid_of_tiles(1, 1, tile=coded(2_000, 64), side=64), STRANGE),
    "grid-size.heic": (file_of([replace(grid([2], 1, 64), properties=(ispe(32),)), PLAIN]), STRANGE),
    "frames.heic": (with_data(PLAIN.data * 60_000), MANY_PIXELS),
    "parameters.heic": (with_data(PARAMETERS + PLAIN.data), STRANGE),
    "no-size.heic": (file_of([replace(PLAIN, properties=PLAIN.properties[:1])]), STRANGE),
    "packed.heic": (file_of([PLAIN, Item(b"mime", said=b"\0text/xml\0deflate\0")]), STRANGE),
    "copies.heic": (file_of([*[PLAIN] * 25, EXIF]), STRANGE),
    "lie.avif": (grid_of_tiles(121, 11, tile=AVIF_TILE, side=704, brand=b"avif"), MANY_PIXELS),
    "same-bytes.avif": (
        grid_of_tiles(900, 30, tile=AVIF_TILE, side=1_920, brand=b"avif", at=2),
        STRANGE,
    ),
    "frames.avif": (
        file_of([replace(AVIF_TILE, data=AVIF_TILE.data * 121)], brand=b"avif"),
        MANY_PIXELS,
    ),
}
EXCESSIVE = {
    **ITEMS,
    "scans.jpg": (jpeg_of_scans(5_000), "lượt quét"),
    "hidden.jpg": (jpeg_of_scans(5_000, b"\xff\x02\xff\xff"), "lượt quét"),
    "apart.jpg": (jpeg_of_scans(5_000, b"\xff\xff\0\xff\xd3"), "lượt quét"),
    "covered.jpg": (jpeg_of_scans(5_000, b"\xff\xdc\0\6\xff\xe0\xff\xff"), "lượt quét"),
    "comments.jpg": (jpeg_with(COMMENT * 50_000), "đoạn dữ liệu"),
    "padding.jpg": (jpeg_with(b"\xff" * 200_000), "đoạn dữ liệu"),
    "escapes.jpg": (jpeg_with(b"\xff\0" * 100_000), "đoạn dữ liệu"),
    "ends.jpg": (jpeg_with(b"\xff\xd9" + COMMENT * 50_000), "đoạn dữ liệu"),
    "no-segment.jpg": (jpeg_with((b"\xff\xf0\xff\xff" + bytes(0xFFFD)) * 20), "đoạn dữ liệu"),
    "exif.jpg": (jpeg_with((b"\xff\xe1\0\x0cExif\0\0abcd") * 301), "đoạn dữ liệu"),
    "unknown.png": (png_of_chunks(50_001), "khối dữ liệu"),
    "pixels.png": (png_of_chunks(50_001, b"IDAT"), "khối dữ liệu"),
    "frames.gif": (gif_with(frames=100_000), "khung hình"),
    "comments.gif": (gif_with(b"\x21\xfe\0" * 100_000), "khối dữ liệu"),
    "items.avif": (avif_with(box(b"meta", box(b"infe", bytes(12)) * 10_000)), "phần mô tả"),
    "samples.avif": (avif_with(box(b"moov", bytes(200_000))), "phần mô tả"),
    "wide.avif": (avif_with(b"\0\0\0\1meta" + (200_016).to_bytes(8) + bytes(200_000)), "phần mô tả"),
    "rest.avif": (photo(8, 8, "AVIF") + b"\0\0\0\0meta" + bytes(200_000), "phần mô tả"),
    "profiles.png": (png_of_chunks(2, b"iCCP"), "iCCP"),
    "boxes.avif": (avif_with(box(b"free", b"") * 1_000), "hơn 100 phần"),
    "padding.gif": (gif_with(bytes(1_000_000)), "khối dữ liệu"),
}


@pytest.mark.parametrize("name", sorted(EXCESSIVE))
def test_file_of_too_many_parts_is_rejected_at_once(tmp_path: Path, name: str) -> None:
    data, problem = EXCESSIVE[name]
    file = tmp_path / name
    file.write_bytes(data)
    started = process_time()
    for read in (size_of, read_picture):
        with pytest.raises(UnreadableError, match=problem):
            read(file)
    assert process_time() - started < 0.5


def moving_avif() -> bytes:
    return photo(64, 64, "AVIF", save_all=True, append_images=[Image.new("RGB", (64, 64))] * 200)


@pytest.mark.parametrize(
    ("name", "data", "pixels"),
    [
        ("plain.heic", heic(128, 64), 128 * 64),
        ("see-through.heic", heic(128, 64, see_through=True), 2 * 128 * 64),
        ("fine.heic", heic(128, 64, chroma=444), 2 * 128 * 64),
        ("thumbnail.heic", heic(512, 256, thumbnails=[128], exif=CAMERA), 512 * 256),
        ("phone.heic", heic(4032, 3024, tile_size=512), 48 * 512 * 512),
        ("grid.heic", grid_of_tiles(9, 3), 9_000_000),
        ("alpha-grid.heic", alpha_of_tiles(4, 2), 8_000_000),
        ("alpha.heic", file_of([PLAIN, alpha_of(PLAIN)]), 2 * 64 * 64),
        ("film.heic", heic(128, 64) + box(b"mpvd", bytes(100_000)), 128 * 64),
        ("padded.heic", heic(128, 64) + bytes(1_000), 128 * 64),
        (
            "depth.heic",
            file_of([PLAIN, replace(TILE, properties=(*TILE.properties, auxiliary("urn:depth")))]),
            4096,
        ),
        # An AVIF counts as of the finest colours, 2.8 times.
        ("plain.avif", photo(128, 64, "AVIF"), int(2.8 * 128 * 64)),
        ("alpha.avif", file_of([SMALL_AVIF, alpha_of(SMALL_AVIF)], brand=b"avif"), 2 * int(2.8 * 64 * 64)),
        ("grid.avif", grid_of_tiles(9, 3, tile=coded(1_000, brand="AVIF"), brand=b"avif"), 9 * 2_800_000),
        ("moving.avif", moving_avif(), 2 * int(2.8 * 64 * 64)),
    ],
)
def test_pixels_of_all_decoded_items_are_counted(tmp_path: Path, name: str, data: bytes, pixels: int) -> None:
    assert decoded_pixels(data) == pixels
    file = tmp_path / name
    file.write_bytes(data)
    assert read_picture(file)


def test_check_names_a_picture_of_too_many_parts(site: TinySite) -> None:
    site.write("articles/2024/03/quet.jpg", EXCESSIVE["scans.jpg"][0])
    site.write("articles/2024/03/dong.gif", EXCESSIVE["frames.gif"][0])
    site.article(body="![Chợ xã buổi sáng](quet.jpg)\n\n![Sông La Ngà](dong.gif)")
    found = [issue for issue in check(site.settings())[1] if not issue.is_warning]
    assert [issue.message for issue in found] == [
        f"ảnh “quet.jpg”: ảnh JPEG hỏng: có hơn {parts.MOST_SCANS} lượt quét",
        f"ảnh “dong.gif”: ảnh động dài quá: trên {gif.MOST_FRAMES} khung hình",
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("scans.jpg", jpeg_of_scans(15)),
        ("preview.jpg", jpeg_with(b"\xff\xe1\xff\xff" + (SCAN + b"\0\2") * 16_383 + b"\0")),
        ("film.jpg", photo_of_a_camera() + SCAN * 100_000),
        ("colours.jpg", jpeg_with((b"\xff\xe2\xff\xff" + bytes(0xFFFD)) * 200)),
        ("restarts.jpg", photo(400, 300, restart_marker_blocks=1)),
        ("chunks.png", png_of_chunks(20_000)),
        ("frames.gif", gif_with(frames=1_000)),
        ("large.avif", photo(3_000, 2_000, "AVIF")),
        ("profile.avif", photo(400, 300, "AVIF", icc_profile=bytes(50_000))),
    ],
)
def test_picture_of_many_parts_that_programs_make_is_taken(tmp_path: Path, name: str, data: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert size_of(file)
    assert read_picture(file)


def test_check_reads_the_beginning_of_a_camera_picture_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(photo(400, 300))
    monkeypatch.setattr(parts, "FIRST_BYTES", 1000)
    scans, read = parts._scans, list[int]()

    def noted(data: bytes) -> int | None:
        read.append(len(data))
        return scans(data)

    monkeypatch.setattr(parts, "_scans", noted)
    size_of(file)
    assert read == [1000]


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "avif", "heif", "gif"])
@pytest.mark.parametrize("name", ["MOST_MEMORY", "LARGE_MEMORY"])
def test_limits_follow_the_memory_a_format_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    file = tmp_path / f"a.{kind}"
    name_of_kind = {"jpg": "JPEG"}.get(kind, kind.upper())
    register_heif_opener()
    file.write_bytes(photo(100, 100, name_of_kind, progressive=kind == "jpg"))
    beyond = set()
    for each in (6, 8, 14, 18):
        monkeypatch.setattr(picture, name, 100 * 100 * each)
        try:
            if is_large_file(file):
                beyond.add(each)
        except UnreadableError:
            beyond.add(each)
    assert beyond == {"webp": {6, 8, 14}, "gif": {6, 8, 14}, "avif": {6, 8}, "heif": {6, 8}}.get(kind, {6})


def test_picture_of_print_colours_counts_for_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = BytesIO()
    Image.new("CMYK", (100, 100)).save(out, "JPEG", progressive=True)
    file = tmp_path / "a.jpg"
    file.write_bytes(out.getvalue())
    monkeypatch.setattr(picture, "MOST_MEMORY", 100 * 100 * 8)
    with pytest.raises(UnreadableError, match="ảnh lớn quá"):
        size_of(file)


def test_see_through_picture_is_large_earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.png"
    monkeypatch.setattr(picture, "LARGE_MEMORY", 100 * 100 * 10)
    for see_through in (True, False):
        file.write_bytes(photo(100, 100, "PNG", see_through=see_through))
        assert is_large_file(file) is see_through


def test_check_opens_a_picture_once(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = list[Path]()

    def noted(file: Path, root: Path) -> tuple[int, int]:
        opened.append(file)
        return size_of(file, root)

    site.write("articles/2024/03/a.png", photo(20, 10, "PNG"))
    monkeypatch.setattr(checking, "size_of", noted)
    site.article(body="\n\n".join(f"![Toàn cảnh hội nghị]({'./' * n}a.png)" for n in range(20)))
    assert [issue for issue in check(site.settings())[1] if not issue.is_warning] == []
    assert [file.name for file in opened] == ["a.png"]


def profile_with(kind: bytes, data: bytes) -> bytes:
    """Return the colour profile of sRGB with one more tag."""
    base = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    count = int.from_bytes(base[128:132])
    table, tags = base[132 : 132 + 12 * count], base[132 + 12 * count :]
    moved = b"".join(
        table[at : at + 4]
        + (int.from_bytes(table[at + 4 : at + 8]) + 12).to_bytes(4)
        + table[at + 8 : at + 12]
        for at in range(0, len(table), 12)
    )
    entry = kind + (132 + 12 * (count + 1) + len(tags)).to_bytes(4) + len(data).to_bytes(4)
    return (
        (len(base) + 12 + len(data)).to_bytes(4)
        + base[4:128]
        + (count + 1).to_bytes(4)
        + moved
        + entry
        + tags
        + data
    )


def program_of(elements: int) -> bytes:
    """Return a colour program (`mpet`, ISO 15076-1, 10.16) of so many equal steps."""
    step = b"matf" + bytes(4) + struct.pack(">HH12f", 3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)
    head = b"mpet" + bytes(4) + struct.pack(">HHI", 3, 3, elements)
    return head + struct.pack(">II", len(head) + 8 * elements, len(step)) * elements + step


@pytest.mark.parametrize("kind", [b"D2B0", b"D2B1", b"A2B0"])
def test_colour_program_is_not_run(tmp_path: Path, kind: bytes) -> None:
    file = tmp_path / "a.webp"
    file.write_bytes(photo(64, 64, "WEBP", icc_profile=profile_with(kind, program_of(20_000))))
    start = process_time()
    assert made(file, [(64, 64, "webp")], tmp_path / "lock")
    assert process_time() - start < 3  # 12 s of processor time when it was run


def test_links_to_one_picture_are_decoded_once(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = list[Path]()

    def noted(file: Path, root: Path) -> picture.Picture:
        decoded.append(file)
        return read_picture(file, root)

    site.write("articles/2024/03/a.png", photo(20, 10, "PNG"))
    for name in ("b", "c"):
        (site.content / f"articles/2024/03/{name}.png").symlink_to("a.png")
    monkeypatch.setattr(publication, "read_picture", noted)
    site.article(body="\n\n".join(f"![Toàn cảnh hội nghị]({name}.png)" for name in "abc"))
    built = site.build()
    assert len(decoded) == 1
    assert {f"articles/2024/03/{name}.png" for name in "abc"} <= set(built.paths())
