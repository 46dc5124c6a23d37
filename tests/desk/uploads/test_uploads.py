"""Uploads are opened by a process that can do nothing else, and are kept under plain names."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from plugins.desk.desk import Desk
from plugins.desk.people.accounts import create_person
from plugins.desk.people.roles import Role
from plugins.desk.texts.drafts import new_text
from plugins.desk.uploads import opening
from plugins.desk.uploads.child import LONGEST, THUMBNAIL
from plugins.desk.uploads.opening import ROOT, open_upload
from plugins.desk.uploads.store import LARGEST, add_upload, readable_name, safe_name
from plugins.errors.issue import UserError
from tests.desk.conftest import NOW
from tests.desk.office import PASSWORD


def photo(
    size: tuple[int, int] = (40, 20), kind: str = "JPEG", *, orientation: int = 1, mode: str = "RGB"
) -> bytes:
    """Return a picture whose left half is red, with notes of a camera."""
    image = Image.new(mode, size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = "Hãng máy ảnh"
    exif.get_ifd(0x8825)[2] = (10.0, 46.0, 0.0)  # where it was taken
    file = BytesIO()
    image.save(file, kind, exif=exif)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize(("name", "kind"), [("a.JPG", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")])
def test_picture_is_kept_without_what_the_camera_noted(name: str, kind: str) -> None:
    kept = open_upload(name, photo(kind=kind))
    assert b"H\xc3\xa3ng" not in kept.content
    assert not dict(opened(kept.content).getexif())
    assert kept.ending == (".png" if kind == "PNG" else ".jpg")


def test_picture_of_a_phone_is_turned_upright() -> None:
    image = opened(open_upload("a.jpg", photo((40, 20), orientation=6)).content)
    assert image.size == (20, 40)
    red = image.getpixel((10, 5))
    assert isinstance(red, tuple)
    assert red[0] > 200


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", photo((800, 400), orientation=6)),
        ("a.png", photo((400, 800), "PNG", mode="RGBA")),
        ("a.gif", photo((400, 800), "GIF")),
        ("a.jpg", photo((400, 800), mode="CMYK")),
        ("a.png", photo((400, 800), "PNG", mode="L")),
    ],
    ids=["turned", "transparent", "GIF", "CMYK", "grey"],
)
def test_picture_has_a_thumbnail_without_notes(name: str, content: bytes) -> None:
    small = open_upload(name, content).thumbnail
    image = opened(small)
    assert (image.format, image.size) == ("JPEG", (THUMBNAIL // 2, THUMBNAIL))
    assert not dict(image.getexif())
    assert len(small) < 20_000


def test_large_picture_is_made_smaller() -> None:
    image = opened(open_upload("a.jpg", photo((5_000, 1_000))).content)
    assert image.size == (LONGEST, LONGEST // 5)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jpg", b"khong phai anh", "không phải là ảnh"),
        ("a.jpg", photo()[:200], "ảnh hỏng"),
        ("a.jpg", b"", "tệp rỗng"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "không phải là ảnh"),
        ("a.gif", photo(), "kết thúc bằng .gif"),
        ("a.svg", b"<svg/>", "không nhận loại tệp này"),
        ("a.html", b"<script>x</script>", "không nhận loại tệp này"),
        ("a.exe", b"MZ", "không nhận loại tệp này"),
        ("a", b"x", "không nhận loại tệp này"),
        ("a.pdf", b"<html>", "không phải là tệp PDF"),
        ("a.docx", b"%PDF-1.4", "không phải là tệp DOCX"),
        ("a.csv", b"\0\1", "không phải là tệp chữ"),
    ],
)
def test_what_is_no_picture_or_document_is_rejected(name: str, content: bytes, message: str) -> None:
    with pytest.raises(UserError, match=message):
        open_upload(name, content)


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"%PDF-1.4 x"), ("b.csv", b"a,b\n"), ("c.docx", b"PK\3\4")]
)
def test_document_keeps_its_bytes(name: str, content: bytes) -> None:
    assert open_upload(name, content).content == content


def test_picture_that_is_also_a_program_loses_it() -> None:
    evil = photo() + b"<script>alert(1)</script>PK\3\4"
    assert b"script" not in open_upload("a.jpg", evil).content


def confined(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program as the one that opens pictures is run."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        preexec_fn=opening._confine,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.posix
@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("open('/tmp/trang-tin-thu', 'wb').write(b'x' * 9_000)", ""),
        ("bytearray(2_000_000_000)", "MemoryError"),
        ("[open('/dev/null') for _ in range(100)]", "Too many open files"),
        ("import socket; socket.create_connection(('127.0.0.1', 9), 2)", "Network is unreachable"),
    ],
    ids=["writes a file", "takes memory", "opens many files", "connects"],
)
def test_process_that_opens_pictures_can_do_nothing_else(program: str, error: str) -> None:
    done = confined(program)
    assert done.returncode != 0
    assert error in done.stderr


def test_endless_picture_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SECONDS", 0.01)
    monkeypatch.setattr(opening, "_confine", lambda: None)
    with pytest.raises(UserError, match="quá nhiều thời gian"):
        open_upload("a.jpg", photo())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("../../etc/Ảnh HỘI nghị.JPG", "anh-hoi-nghi"),
        ("C:\\Users\\lan\\ke hoach.pdf", "ke-hoach"),
        (".htaccess", "htaccess"),
        ("con\u202egpj.exe", "con"),
        ("", "tep"),
        ("a" * 300 + ".pdf", "a" * 60),
    ],
)
def test_names_of_uploads_are_plain(written: str, name: str) -> None:
    found = safe_name(written, ".jpg", b"x")
    assert found.startswith(name)
    assert found.isascii()
    assert not set(found) & set("/\\: \u202e")
    assert safe_name(written, ".jpg", b"y") != found


def test_uploads_are_limited(desk: Desk) -> None:
    person = create_person(desk.database, NOW, None, "lan", "Lan", roles=[Role.WRITER], password=PASSWORD)
    text = new_text(desk.database, "article")
    with pytest.raises(UserError, match="lớn hơn 50 MB"):
        add_upload(desk.database, 0, text, person.id, name="a.pdf", content=bytes(LARGEST + 1))
    same = {
        add_upload(desk.database, 0, text, person.id, name="a.pdf", content=b"%PDF-1.4").name
        for _ in range(2)
    }
    assert len(same) == 1


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("C:\\Ban\\Kế hoạch_số 86.pdf", "Kế hoạch số 86"),
        ("Ke\u0302\u0301\u202e hoạch.pdf", "Kế hoạch"),
        ("..", ".."),
        ("", ""),
        ("a" * 900 + ".pdf", "a" * 500),
    ],
)
def test_documents_are_called_as_their_files(written: str, name: str) -> None:
    assert readable_name(written) == name
