"""What a PDF runs, plays or hides, found in its bytes, whichever way a program reads them.

Programs repair damaged files, each in its own way, so that what one of them does not see another one runs. Every action has a
name (ISO 32000-2, 12.6.4.1) that stands in the file itself or in a stream of objects (7.5.7). All such streams are looked into;
a file of which one cannot be looked into for sure is rejected.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect
from collections.abc import Iterator

from plugins.errors.issue import UserError

PRINTED = "Mở tệp, in lại ra PDF (Microsoft Print to PDF) rồi gửi bản ấy."
LARGEST_STREAM, LARGEST = 50_000_000, 300_000_000  # bytes of objects of a stream, and of all
SPACE = rb"(?:[\s\0]|%[^\r\n]*[\r\n])*"
HIDDEN, PLAYED = "tệp giấu bên trong", "phim, âm thanh nhúng"
SCRIPT = "mã lệnh (JavaScript)"
OTHER_FILE = "lệnh mở tệp khác"
NAMES = {
    b"JavaScript": SCRIPT,
    b"OnInstantiate": SCRIPT,
    b"Launch": "lệnh chạy chương trình khác",
    b"SubmitForm": "lệnh gửi dữ liệu đi nơi khác",
    b"ImportData": "lệnh lấy dữ liệu từ tệp khác",
    b"GoToE": "lệnh mở tệp giấu bên trong",
    b"GoToR": OTHER_FILE,  # \\máy\tệp: opening it sends the reader's Windows account there
    b"Thread": OTHER_FILE,
    b"Rendition": PLAYED,
    b"RichMedia": PLAYED,
    b"Movie": PLAYED,
    b"Sound": PLAYED,
    b"EmbeddedFile": HIDDEN,
    b"EmbeddedFiles": HIDDEN,
}
SHORT = {
    b"EF": HIDDEN,
    b"XFA": "biểu mẫu XFA, là mã lệnh",
}  # before a value: in a picture they may stand by chance


def _escaped(name: bytes) -> bytes:
    """Return a pattern for a name whose letters may be written as `#4A`."""
    return b"/" + b"".join(b"(?:%c|#%s)" % (letter, _hexadecimal(letter)) for letter in name)


def _string_beginning(text: bytes) -> bytes:
    r"""Return a pattern for strings that begin with some letters in either case, written as `f`, as `\146` or as `<66…`."""
    both = [(letter, ord(chr(letter).upper())) for letter in text]
    plain = b"".join(b"(?:[%c%c]|\\\\0?(?:%o|%o))" % (*one, *one) for one in both)
    digits = [
        b"[%x%X%x%X]" % (*pair[:1] * 2, *pair[1:] * 2)
        for one in both
        for pair in zip(*(divmod(each, 16) for each in one), strict=True)
    ]
    return rb"(?:\(" + plain + rb"|<\s*" + rb"\s*".join(digits) + rb")"


def _hexadecimal(letter: int) -> bytes:
    return b"".join(
        b"[%c%c]" % (digit, digit - 32) if digit > ord("9") else b"%c" % digit for digit in b"%02x" % letter
    )


ENDS = rb"(?=[\s\0/<>\[\](){}%]|\Z)"
FOUND = {
    **{re.compile(_escaped(name) + ENDS): what for name, what in NAMES.items()},
    **{re.compile(_escaped(name) + SPACE + rb"[\[<\d]"): what for name, what in SHORT.items()},
}
# An address, or what all addresses begin with (12.6.4.8), on another machine: like GoToR.
FOUND |= {
    re.compile(_escaped(name) + SPACE + _string_beginning(b"file:")): OTHER_FILE for name in (b"URI", b"Base")
}
ENCRYPTED = re.compile(_escaped(b"Encrypt") + SPACE + rb"(?:<<|\d)")
# A stream of objects has both names; programs differ in which one they need. The bookmarks have one of them, too.
OF_OBJECTS = re.compile(rb"(?:" + _escaped(b"ObjStm") + rb"|" + _escaped(b"First") + rb")" + ENDS)
BEGINS = re.compile(rb"(?<!end)obj(?![A-Za-z0-9])")
BEFORE = re.compile(rb"(?:endobj|endstream|%%EOF|%[^\r\n]*[\r\n])[\s\0]*\d+[\s\0]+\d+[\s\0]+\Z")
LONGEST_BEFORE = 200  # bytes
CHUNK = 1 << 16
# Without comments, in which programs could see the end of a string that others see elsewhere.
TOKEN = re.compile(
    rb"[\s\0]*(?:(?P<open><<|\[)|(?P<close>>>|\])|/(?P<name>(?:[!-~](?<![/<>\[\](){}%]))*)|(?P<string>\()"
    rb"|<[0-9A-Fa-f\s]*>|(?P<number>[+-]?\d*\.?\d+\.?|R|true|false|null)(?=[\s\0/<>\[\](]))"
)
IN_STRING = re.compile(rb"[()]|\\.", re.DOTALL)
STREAM = re.compile(rb"[\s\0]*stream(?:\r\n|\n|\r)")
HEXADECIMAL = re.compile(rb"#([0-9A-Fa-f]{2})")
# Of the dictionary of a stream of objects (7.5.7), and of every stream (7.3.8.2) but codes other than Flate.
KEYS = {b"Type", b"N", b"First", b"Extends", b"Length", b"Filter"}
FLATE = b"FlateDecode"


class _IrregularError(Exception):
    """A dictionary that programs may read in different ways."""


def active_parts(data: bytes) -> list[str]:
    """Return what a PDF has that may not be published, in Vietnamese. Raises UserError for one that cannot be looked into."""
    if ENCRYPTED.search(data):
        raise UserError("Tệp PDF bị khóa hoặc có mật khẩu. Mở tệp rồi lưu lại không khóa.")
    found = set(_named(data))
    try:
        for objects in _streams_of_objects(data):
            found |= set(_named(objects))
    except (_IrregularError, zlib.error):
        raise UserError(f"Tệp PDF bị hỏng. {PRINTED}") from None
    return sorted(found)


def _named(data: bytes) -> Iterator[str]:
    return (what for pattern, what in FOUND.items() if pattern.search(data))


def _streams_of_objects(data: bytes) -> Iterator[bytes]:
    """Yield the objects of each stream that has some. Raises _IrregularError and zlib.error."""
    begins = [match.end() for match in BEGINS.finditer(data)]
    left, done = LARGEST, -1
    for match in OF_OBJECTS.finditer(data):
        number = bisect(begins, match.start()) - 1
        if number < 0:
            raise _IrregularError
        begin = begins[number]
        if begin == done:
            continue
        done = begin
        keys, end = _dictionary(data, begin)
        if end <= match.start():
            raise _IrregularError
        if (stream := STREAM.match(data, end)) is None:
            continue
        if not BEFORE.search(data, max(0, begin - LONGEST_BEFORE), begin - len(b"obj")):
            raise _IrregularError
        if len(set(keys)) < len(keys) or not set(keys) <= KEYS | {b"ObjStm", FLATE}:
            raise _IrregularError
        if FLATE in keys:
            objects = _inflated(data, stream.end(), min(left, LARGEST_STREAM))
            left -= len(objects)
            yield objects


def _dictionary(data: bytes, begin: int) -> tuple[list[bytes], int]:
    """Return the names in a dictionary, also those that are values, and where it ends. Raises _IrregularError."""
    at, names, depth = begin, list[bytes](), 0
    while True:
        token = TOKEN.match(data, at)
        if token is None or (depth == 0 and token["open"] != b"<<"):
            raise _IrregularError
        at = token.end()
        if token["string"]:
            at = _end_of_string(data, at)
        elif token["name"] is not None:
            names.append(HEXADECIMAL.sub(lambda match: bytes.fromhex(match[1].decode()), token["name"]))
        depth += (token["open"] is not None) - (token["close"] is not None)
        if depth == 0:
            return names, at


def _end_of_string(data: bytes, at: int) -> int:
    depth = 1
    while depth:
        found = IN_STRING.search(data, at)
        if found is None:
            raise _IrregularError
        at = found.end()
        depth += (found[0] == b"(") - (found[0] == b")")
    return at


def _inflated(data: bytes, start: int, most: int) -> bytes:
    reader, objects = zlib.decompressobj(), bytearray()
    while not reader.eof:
        given = reader.unconsumed_tail
        if not given:
            given, start = data[start : start + CHUNK], start + CHUNK
        if not given or len(objects) > most:
            raise _IrregularError
        objects += reader.decompress(given, CHUNK)
    return bytes(objects)
