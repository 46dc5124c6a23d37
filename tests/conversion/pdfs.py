"""PDFs made by hand: a page of text in Helvetica, and whatever else a test puts into them."""

from __future__ import annotations

from collections.abc import Sequence

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"


def pdf(
    lines: Sequence[str], *objects: bytes, catalog: bytes = b"", page: bytes = b"", bold: Sequence[str] = ()
) -> bytes:
    """Return a PDF with these lines on its page; `objects` are numbered from 7, `catalog` and `page` are further entries."""
    shown = [b"BT 72 800 Td 16 TL"]
    for line in lines:
        font = b"/F2" if line in bold else b"/F1"
        shown.append(
            font
            + b" 12 Tf ("
            + line.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)")
            + b") Tj T*"
        )
    content = b"\n".join([*shown, b"ET"])
    return assembled([
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> " + page + b" >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        FONT % b"Helvetica",
        FONT % b"Helvetica-Bold",
        *objects,
    ])  # fmt: skip


def assembled(objects: Sequence[bytes]) -> bytes:
    """Return a file of these objects, numbered from 1; the first is the catalog."""
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    ended = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + ended


def with_object_stream(before: bytes, hidden: bytes) -> bytes:
    """Return a PDF with one more object, in a stream of objects as most writers make since PDF 1.5."""
    inside = b"8 0 " + hidden
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Length %d >>\nstream\n%s\nendstream" % (len(inside), inside)
    body = before[: before.rindex(b"xref\n0 ")]
    places = [0, *(body.index(b"%d 0 obj" % number) for number in range(1, 7)), len(body), 0, 0]
    body += b"7 0 obj\n%s\nendobj\n" % stream
    places[9] = len(body)
    kinds = [(0, 0, 0), *((1, place, 0) for place in places[1:8]), (2, 7, 0), (1, places[9], 0)]
    table = b"".join(
        bytes([kind]) + place.to_bytes(2, "big") + bytes([third]) for kind, place, third in kinds
    )
    head = b"<< /Type /XRef /Size 10 /W [1 2 1] /Root 1 0 R /Length %d >>" % len(table)
    body += b"9 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (head, table)
    return body + b"startxref\n%d\n%%%%EOF\n" % places[9]
