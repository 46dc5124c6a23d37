"""What a PDF runs is found however its bytes are written, since programs repair files each in its own way."""

from __future__ import annotations

import zlib

import pytest

from plugins.conversion.active import active_parts
from plugins.errors.issue import UserError
from tests.conversion.pdfs import pdf, with_object_stream

LINES = ["x"]
NAMES = b"/Names << /JavaScript << /Names [(a) %d 0 R] >> >>"
SCRIPT = b"/S /JavaScript /JS (app.alert\\(1\\))"
RUNS = ["mã lệnh (JavaScript)"]
BOOKMARKS = b"<< /Type /Outlines /First 8 0 R /Count 1 >>"


def objects(head: bytes, content: bytes, before: bytes = b"endobj\n") -> bytes:
    """Return a file with a stream of objects whose dictionary has `head`."""
    made = b"7 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n" % (head, content)
    whole = pdf(LINES)
    return whole.replace(b"endobj\nxref", before + made + b"xref")


HEAD = b"/Type /ObjStm /N 1 /First 4"
INSIDE = b"8 0 << " + SCRIPT + b" >>"
FLATE = HEAD + b" /Filter /FlateDecode /Length %d" % len(zlib.compress(INSIDE))


@pytest.mark.parametrize(
    "entry",
    [
        b"<< /X foo " + SCRIPT + b" >>",
        b"<< /X\x001 " + SCRIPT + b" >>",
        b"<< /X {} " + SCRIPT + b" >>",
        b"<< " + SCRIPT + b" /X " + b"[" * 600 + b"]" * 600 + b" >>",
        b"<< " + SCRIPT + b" /X " + b"9" * 5000 + b" >>",
        b"<< /S /#4a#61vaScript >>",
        b"<< /S% a remark\n/JavaScript >>",
        b"<< /S 8 0 R >>\nendobj\n8 0 obj\nfoo /JavaScript",
    ],
)
def test_script_is_found_in_whatever_stands_around_it(entry: bytes) -> None:
    assert active_parts(pdf(LINES, entry)) == RUNS


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (b"<< /S /URI /S /Launch /F (cmd.exe) >>", "lệnh chạy chương trình khác"),
        (rb"<< /S /GoToR /F (\\\\may.example\\tep.pdf) >>", "lệnh mở tệp khác"),
        (rb"<< /S /Thread /F (\\\\may.example\\tep.pdf) >>", "lệnh mở tệp khác"),
        (b"<< /S /URI /URI (file://may.example/tep) >>", "lệnh mở tệp khác"),
        (b"<< /S /URI /URI (\\106i\\154E:\\\\\\\\may.example\\\\tep) >>", "lệnh mở tệp khác"),
        (b"<< /S /URI /URI <66 69 6C45 3A2f2f6d> >>", "lệnh mở tệp khác"),
        (b"<< /EF% a\n<< /F 8 0 R >> >>", "tệp giấu bên trong"),
        (b"<< /XFA [8 0 R] >>", "biểu mẫu XFA, là mã lệnh"),
    ],
)
def test_actions_and_files_are_found(entry: bytes, what: str) -> None:
    assert active_parts(pdf(LINES, entry)) == [what]


def test_script_in_a_stream_of_objects_is_found() -> None:
    assert active_parts(objects(FLATE, zlib.compress(INSIDE))) == RUNS
    assert active_parts(objects(HEAD, INSIDE)) == RUNS
    assert active_parts(objects(FLATE.replace(b"ObjStm", b"#4fbjStm"), zlib.compress(INSIDE))) == RUNS
    # Some programs need no type.
    assert active_parts(objects(FLATE.replace(b"/Type /ObjStm", b""), zlib.compress(INSIDE))) == RUNS


@pytest.mark.parametrize(
    ("head", "content"),
    [
        (HEAD + b" /Filter /ASCIIHexDecode", INSIDE.hex().encode() + b">"),
        (HEAD + b" /Filter [/ASCIIHexDecode /FlateDecode]", zlib.compress(INSIDE).hex().encode() + b">"),
        (FLATE + b" /DecodeParms << /Predictor 15 /Columns 5 >>", zlib.compress(INSIDE)),
        (FLATE, zlib.compress(INSIDE)[:-6]),
        (FLATE, b"hong"),
        (FLATE, zlib.compress(INSIDE + b" " * 60_000_000)),
        # What one program takes for the end of a string or of the dictionary, another one does not.
        (b"/Filter /ASCIIHexDecode /X (8 0 obj << %) " + HEAD, b"00>"),
        (b"/Filter /ASCIIHexDecode /X (8 0 obj << /Y << ) " + HEAD + b" /Z 1 >>", b"00>"),
        (b"/Filter /ASCIIHexDecode /X 8 0 obj << " + HEAD, b"00>"),
        (HEAD + b" /X (>> stream\n) /Filter /ASCIIHexDecode", b"00>"),
        (HEAD + b" /Length 5 /Length 9", INSIDE),
        (HEAD + b" % a remark\n", INSIDE.replace(b"JavaScript", b"JavaScrip")),
    ],
)
def test_stream_of_objects_that_is_read_in_two_ways_is_rejected(head: bytes, content: bytes) -> None:
    with pytest.raises(UserError, match="bị hỏng"):
        active_parts(objects(head, content))


def test_locked_file_is_rejected() -> None:
    with pytest.raises(UserError, match="không khóa"):
        active_parts(pdf(LINES).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R"))


def test_usual_files_are_accepted() -> None:
    plain = b"8 0 << /Type /Annot /A << /S /URI /URI (https://xa.example) >> >>"
    assert active_parts(objects(FLATE, zlib.compress(plain))) == []
    assert active_parts(pdf(LINES, b"<< /Title (file:///C:/thong-bao.html) /URI (files) /X <6669> >>")) == []
    assert active_parts(with_object_stream(pdf(LINES), b"<< /A (x \\) /First) >>")) == []
    titles = b"<< /Title (\xfe\xff\x01\x10 \\\\ \\() /Parent 7 0 R >>"
    assert active_parts(pdf(LINES, BOOKMARKS, titles, catalog=b"/Outlines 7 0 R")) == []
    said = zlib.compress(b"(HTML/CSS/JavaScript) Tj")
    assert active_parts(pdf(LINES, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(said), said))) == []
