"""Uploads are opened by a process that can do nothing else, and are kept under plain names."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from plugins.confinement import process, restrictions
from plugins.confinement.process import ROOT
from plugins.desk.desk import Desk
from plugins.desk.people.accounts import create_person
from plugins.desk.people.roles import Role
from plugins.desk.repository.git import blob_id
from plugins.desk.texts.drafts import new_text
from plugins.desk.uploads import store
from plugins.desk.uploads.child import LONGEST, THUMBNAIL
from plugins.desk.uploads.opening import open_upload
from plugins.desk.uploads.store import (
    LARGEST,
    add_upload,
    drop_stored,
    listed_uploads,
    readable_name,
    safe_name,
)
from plugins.errors.issue import UserError
from tests.conversion.documents import RELATION, archive, document, paragraph
from tests.conversion.pdfs import pdf
from tests.desk.conftest import NOW
from tests.desk.office import PASSWORD
from tests.images.profiles import matrix_profile
from tests.images.test_colours import CASES, flat


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


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def with_template(target: str, kind: str = "attachedTemplate") -> bytes:
    """Return a Word document with a relationship to something outside."""
    relation = f'<Relationship Id="t" Type="{RELATION}{kind}" Target="{target}" TargetMode="External"/>'
    related = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    return document(paragraph("x"), parts={"word/_rels/settings.xml.rels": related})


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
    ("name", "content"),
    [
        ("a.pdf", pdf([])),
        ("b.csv", b"a,b\n"),
        ("c.docx", document(paragraph("x"))),
        ("c.docx", with_template("file:///C:\\Users\\Lan\\Mau.dotm")),
        ("c.docx", with_template("Mau.dotx")),
        ("c.docx", with_template("https://xa.example", kind="hyperlink")),
        ("d.ods", archive({"content.xml": "x", "Basic/Standard/script-lb.xml": "x"})),
        ("e.xls", OLE),
        ("f.rtf", b"{\\rtf1 x}"),
    ],
)
def test_document_keeps_its_bytes(name: str, content: bytes) -> None:
    assert open_upload(name, content).content == content


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", document(paragraph("x"), parts={"word/vbaProject.bin": b"x"}), "có macro"),
        ("a.xlsx", archive({"xl/macrosheets/sheet1.xml": "x"}), "có macro"),
        ("a.odt", archive({"Basic/Standard/Module1.xml": "x"}), "có macro"),
        ("a.xls", OLE + "_VBA_PROJECT_CUR".encode("utf-16-le"), "có macro"),
        ("a.doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), "có macro"),
        ("a.docx", with_template("https://may.example/mau.dotm"), "từ máy khác"),
        ("a.docx", with_template(r"\\may.example\mau.dotm"), "từ máy khác"),
        ("a.docx", with_template("file://may.example/mau.dotm"), "từ máy khác"),
        ("a.docx", with_template("http://may.example/x.html", kind="oleObject"), "từ máy khác"),
        ("a.docx", b"PK\3\4", "bị hỏng"),
        ("a.docx", archive({"word/_rels/settings.xml.rels": "<!DOCTYPE x><x/>"}), "bị hỏng"),
        ("a.docx", archive({"word/_rels/settings.xml.rels": " " * 6_000_000}), "bị hỏng"),
    ],
)
def test_documents_that_run_or_fetch_something_are_rejected(name: str, content: bytes, message: str) -> None:
    with pytest.raises(UserError, match=message):
        open_upload(name, content)


def test_picture_that_is_also_a_program_loses_it() -> None:
    evil = photo() + b"<script>alert(1)</script>PK\3\4"
    assert b"script" not in open_upload("a.jpg", evil).content


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.gif"])
def test_script_in_a_part_that_is_not_seen_is_lost(name: str) -> None:
    kind = {"a.jpg": "JPEG", "a.png": "PNG", "a.gif": "GIF"}[name]
    file, image = BytesIO(), opened(photo())
    image.save(file, kind, icc_profile=matrix_profile() + b"<script>alert(1)</script>", comment=b"<script>")
    kept = open_upload(name, file.getvalue() + b"<script>alert(2)</script>").content
    assert b"<script>" not in kept
    assert not opened(kept).info.get("icc_profile")


@pytest.mark.parametrize("case", CASES)
def test_colours_of_an_upload_stay_as_a_screen_shows_them(case: str) -> None:
    mode, colour, kind, options, (*shown, alpha) = CASES[case]
    file = BytesIO()
    flat(mode, colour).save(file, kind, **options)
    kept = opened(open_upload(f"a.{'png' if kind == 'PNG' else 'jpg'}", file.getvalue()).content)
    assert kept.format == ("PNG" if kind == "PNG" else "JPEG")
    if kept.format == "JPEG":  # on white
        shown, alpha = [round(255 + (one - 255) * alpha / 255) for one in shown], 255
    if kept.mode.startswith("I"):
        assert kept.getpixel((20, 20)) == colour
        assert kept.info.get("transparency") == options.get("transparency")
        return
    pixel = kept.convert("RGBA").getpixel((20, 20))
    assert isinstance(pixel, tuple)
    assert all(abs(is_ - was) <= 3 for is_, was in zip(pixel, (*shown, alpha), strict=True)), pixel


def confined(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program as the one that opens pictures is run."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        preexec_fn=process._limit,
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


PLANTED = """
import sys
from PIL import Image
from plugins.confinement.process import answer
from plugins.desk.uploads import child
child.kept_picture = lambda file: exec(sys.argv[2], {"file": file})
Image.init()
answer(child.read, ["pillow_heif"])
"""


def planted(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in the place of the decoder, as a damaged picture might."""
    file = folder / "upload/anh.jpg"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(photo())
    return subprocess.run(
        [sys.executable, "-B", "-c", PLANTED, str(file), program.replace("DESK", str(os.getpid()))],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        preexec_fn=process._limit,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be where a unit has RestrictNamespaces=yes."""
    monkeypatch.setattr(process, "CLONE_NEWUSER", 0)
    monkeypatch.setattr(process, "CLONE_NEWNET", 0)


@pytest.mark.posix
@pytest.mark.usefixtures("no_namespaces")
@pytest.mark.parametrize(
    "program",
    [
        "open('desk.sqlite3').read()",
        "import os; os.listdir('.')",
        "import os; os.rename('a', 'b')",
        "import os; os.link('a', 'c')",
        "import os; os.symlink('/etc/passwd', 'd')",
        "import os; os.mkdir('d')",
        "import os; os.unlink('a')",
        "open('a', 'w')",
        "import os; os.truncate('a', 0)",
        "import os; os.chmod('desk.sqlite3', 0o666)",
        "import os; os.utime('a', (0, 0))",
        "import os; os.setxattr('a', 'user.x', b'x')",
        "import os; os.kill(DESK, 0)",
        "import resource; resource.prlimit(DESK, resource.RLIMIT_NOFILE)",
        "open('/proc/DESK/mem', 'rb')",
        "open('/proc/DESK/mem', 'r+b')",
        "open('/proc/DESK/environ').read()",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.fork()",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import subprocess; subprocess.run(['/bin/true'])",
        "import socket; socket.socket(socket.AF_UNIX)",
        "import socket; socket.create_connection(('127.0.0.1', 9), 2)",
        "file.write_bytes(b'x')",
    ],
)
def test_picture_that_takes_over_its_process_can_do_nothing(program: str, tmp_path: Path) -> None:
    if not restrictions.landlock_version():
        pytest.skip("this kernel has no Landlock")
    for name in ("desk.sqlite3", "a", "b"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "desk.sqlite3").chmod(0o600)
    done = planted(program, tmp_path)
    assert re.search("PermissionError|Operation not permitted|Permission denied", done.stderr), done.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b", "desk.sqlite3", "upload"]
    assert [(tmp_path / name).read_text(encoding="utf-8") for name in ("a", "b")] == ["a", "b"]


@pytest.mark.posix
def test_only_the_upload_and_packages_can_be_read(tmp_path: Path) -> None:
    use = "print(len(file.read_bytes())); import difflib, PIL.FitsImagePlugin, threading"
    done = planted(f"{use}; threading.Thread(target=print, args=['1']).start(); 1 / 0", tmp_path)
    assert "ZeroDivisionError" in done.stderr
    assert done.stdout.split() == [str(len(photo())), "1"]


@pytest.mark.posix
@pytest.mark.usefixtures("no_namespaces")
@pytest.mark.parametrize(
    "program",
    [
        "os.kill(os.getppid(), 0)",
        "os.chmod('.', 0o700)",
        "os.truncate('a', 0)",
        "os.execv('/bin/true', ['x'])",
    ],
)
def test_calls_are_forbidden_without_landlock(program: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a", encoding="utf-8")
    without = "from plugins.confinement import restrictions; restrictions.landlock_version = lambda: 0\n"
    done = subprocess.run(
        [sys.executable, "-B", "-c", f"{without}restrictions.confine([]); import os; {program}"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "PermissionError" in done.stderr


@pytest.mark.posix
def test_pictures_open_on_a_kernel_without_landlock(monkeypatch: pytest.MonkeyPatch) -> None:
    def rejected(number: int, *_: object) -> int:
        raise OSError(errno.ENOSYS, f"syscall {number}")

    monkeypatch.setattr(restrictions, "_call", rejected)
    assert restrictions.landlock_version() == 0
    restrictions._forbid_files([])


@pytest.mark.posix
def test_memory_of_the_desk_is_hidden() -> None:
    open_upload("a.jpg", photo())
    assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0  # PR_GET_DUMPABLE


@pytest.mark.parametrize("kind", ["AVIF", "HEIF", "GIF", "WEBP"])
def test_every_decoder_works_in_the_confined_process(kind: str) -> None:
    pillow_heif.register_heif_opener()
    ending = {"GIF": "gif", "HEIF": "heic"}.get(kind, "jpg")
    assert open_upload(f"a.{ending}", photo((64, 64), kind)).thumbnail


def test_endless_picture_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SECONDS", 0.01)
    monkeypatch.setattr(process, "_limit", lambda: None)
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


def test_uploads_are_limited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person = create_person(desk.database, NOW, None, "lan", "Lan", roles=[Role.WRITER], password=PASSWORD)
    text = new_text(desk.database, "article")
    with pytest.raises(UserError, match="lớn hơn 50 MB"):
        add_upload(desk.database, 0, text, person.id, name="a.pdf", content=bytes(LARGEST + 1))
    same = {
        add_upload(desk.database, 0, text, person.id, name="a.pdf", content=pdf([])).name for _ in range(2)
    }
    assert len(same) == 1
    monkeypatch.setattr(store, "MOST_BYTES_OF_TEXT", len(pdf([])) + 20)
    with pytest.raises(UserError, match="các tệp của một bài"):
        add_upload(desk.database, 0, text, person.id, name="b.pdf", content=pdf(["khac"]))
    monkeypatch.setattr(store, "MOST_BYTES_OF_TEXT", 10_000_000)
    monkeypatch.setattr(store, "MOST_BYTES", len(pdf([])) + 20)
    with pytest.raises(UserError, match="đã chiếm hết chỗ"):
        add_upload(desk.database, 0, text, person.id, name="b.pdf", content=pdf(["khac"]))


def test_files_that_the_history_has_are_dropped(desk: Desk) -> None:
    person = create_person(desk.database, NOW, None, "lan", "Lan", roles=[Role.WRITER], password=PASSWORD)
    text, other = (new_text(desk.database, "article") for _ in range(2))
    names = [
        add_upload(
            desk.database, 0, one, person.id, name=f"{content}.csv", content=f"{content}\n".encode()
        ).name
        for one, content in ((text, "a"), (text, "b"), (text, "c"), (other, "a"))
    ]
    stored = {names[0]: blob_id(b"a\n"), names[1]: blob_id(b"another\n"), "khac.csv": blob_id(b"c\n")}
    assert drop_stored(desk.database, text, stored) == 1
    assert [one.name for one in listed_uploads(desk.database, text, person.id)] == names[1:3]
    assert [one.name for one in listed_uploads(desk.database, other, person.id)] == names[3:]


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
