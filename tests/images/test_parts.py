"""Small files that would keep a decoder busy for hours, or fill the memory."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from time import process_time

import pytest
from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

from plugins.contract.check import check
from plugins.images import checking, gif, parts, picture, publication
from plugins.images.heic import decoded_pixels
from plugins.images.making import made
from plugins.images.picture import UnreadableError, is_large_file, read_picture, size_of
from tests.conftest import TinySite
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


def box_of(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4) + kind + content


def heic_of_tiles(count: int, side: int = 2_000, parts: tuple[int, ...] = (2,)) -> bytes:
    """Return the description of a picture made of one tile, named many times."""

    def item(number: int, kind: bytes) -> bytes:
        return box_of(b"infe", b"\2\0\0\0" + number.to_bytes(2) + b"\0\0" + kind + b"\0")

    full = bytes(4)
    kinds = b"".join([item(1, b"grid"), item(2, b"hvc1"), item(3, b"grid")])
    named = b"".join(number.to_bytes(2) for number in parts * count)
    made_of = box_of(b"dimg", b"\0\1" + (len(parts) * count).to_bytes(2) + named)
    made_of += box_of(b"dimg", b"\0\3\0\1\0\1")
    size = box_of(b"ispe", full + side.to_bytes(4) * 2)
    sizes = box_of(b"ipma", full + b"\0\0\0\2" + b"\0\1\1\1" + b"\0\2\1\x81")
    inside = [
        box_of(b"pitm", full + b"\0\1"),
        box_of(b"iinf", full + b"\0\3" + kinds),
        box_of(b"iref", full + made_of),
        box_of(b"iprp", box_of(b"ipco", size) + sizes),
    ]
    return box_of(b"ftyp", b"heic\0\0\0\0mif1heic") + box_of(b"meta", full + b"".join(inside))


EXCESSIVE = {
    "tiles.heic": (heic_of_tiles(900), "ghép từ hơn 120 triệu điểm ảnh"),
    "cycle.heic": (heic_of_tiles(1, parts=(3,)), "phần mô tả sai"),
    "cut.heic": (heic_of_tiles(1)[:-30], "phần mô tả sai"),
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
    "items.avif": (avif_with(box_of(b"meta", box_of(b"infe", bytes(12)) * 10_000)), "phần mô tả"),
    "samples.avif": (avif_with(box_of(b"moov", bytes(200_000))), "phần mô tả"),
    "wide.avif": (avif_with(b"\0\0\0\1meta" + (200_016).to_bytes(8) + bytes(200_000)), "phần mô tả"),
    "rest.avif": (photo(8, 8, "AVIF") + b"\0\0\0\0meta" + bytes(200_000), "phần mô tả"),
    "profiles.png": (png_of_chunks(2, b"iCCP"), "iCCP"),
    "boxes.avif": (avif_with(box_of(b"free", b"") * 1_000), "hơn 100 phần"),
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


def test_pixels_of_a_heic_are_counted_from_its_description() -> None:
    for data, pixels in ((heic(128, 64), 128 * 64), (heic_of_tiles(12, 500), 12 * 500 * 500)):
        start = data.index(b"meta")
        size = int.from_bytes(data[start - 4 : start])
        assert decoded_pixels(data[start + 4 : start - 4 + size]) == pixels


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
