"""The pictures that texts use, looked at before anything is built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from plugins.contract.entry import Entry
from plugins.contract.faults import Fault
from plugins.contract.pictures import PICTURES
from plugins.images.picture import UnreadableError, size_of

REMEDY = "Mở ảnh bằng trình xem ảnh, lưu lại thành JPEG hoặc PNG (mỗi cạnh dưới 8.000 điểm ảnh) rồi chép đè tệp này."


def faults_of_pictures(entries: Iterable[Entry], content: Path) -> Iterator[Fault]:
    """Yield a fault for each place where a published text uses a file that calls itself a picture and is none, or too large.

    Only the beginning of a file is read (0.02 ms), so what is cut off further in shows when it is built.
    """
    for entry in entries:
        for reference in entry.references if entry.published else ():
            target = reference.target(entry.path)
            if target is None or PurePosixPath(target).suffix.lower() not in PICTURES:
                continue
            try:
                size_of(content / target)
            except FileNotFoundError:  # is told by the contract
                continue
            except UnreadableError as error:
                yield Fault(entry.path, reference.line, f"ảnh “{reference.file}”: {error}", REMEDY)
