"""Write the content folder of the sample portal: its texts as they are, and the pictures that they name."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import PIL

from plugins.errors.issue import UserError
from plugins.incremental.api import digest
from plugins.sample.drawings import FILE_NAME, draw

# The portal always stands at this moment, so that its pages are the same on every day.
BUILD_MOMENT = "2026-11-30 08:00"
CONTENT = Path(__file__).with_name("content")
WIDTH = 800  # pixels of most pictures; encoding one takes the portal a second, one of 1,400 pixels three
STAMP = ".da-dung"

NAMED = re.compile(FILE_NAME)


def write_portal(
    folder: Path, *, width: int = WIDTH, progress: Callable[[int, int], None] | None = None
) -> None:
    """Write the content folder, unless it was made from the same sources; `progress` gets done and all pictures.

    A folder of another version is removed first. Texts that were edited in the folder stay as long as the sources do.
    Raises UserError if the folder holds anything else.
    """
    stamp, current = folder / STAMP, _fingerprint(width)
    if stamp.is_file():
        if stamp.read_bytes() == current:
            return
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise UserError(f"Thư mục {folder} có tệp không thuộc cổng mẫu. Dời chúng đi nơi khác rồi chạy lại.")
    folder.mkdir(parents=True, exist_ok=True)
    stamp.touch()  # marks the folder as the portal's own, also if this is interrupted
    shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
    named = sorted(set(_pictures(folder)))
    for number, file in enumerate(named, start=1):
        # The agency's own has to be as large as the masthead, whatever the others are.
        file.write_bytes(draw(file.name, WIDTH if file.parent == folder else width))
        if progress is not None:
            progress(number, len(named))
    stamp.write_bytes(current)


def _pictures(folder: Path) -> Iterator[Path]:
    """Yield the files, beside the texts and the agency's file that name them, which have to be drawn."""
    for text in (*folder.glob("agency.yaml"), *folder.rglob("*.md")):
        for match in NAMED.finditer(text.read_text(encoding="utf-8")):
            yield text.parent / match[0]


def _fingerprint(width: int) -> bytes:
    """Return a digest of everything that the folder is made from."""
    package = Path(__file__).parent
    sources = [(CONTENT, file) for file in CONTENT.rglob("*.*")] + [
        (package, file) for file in package.glob("*.py")
    ]
    named = sorted((file.relative_to(folder).as_posix(), file.read_bytes()) for folder, file in sources)
    return digest(repr((width, PIL.__version__, named))).hex().encode()
