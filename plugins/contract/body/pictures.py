"""Pictures, videos and sounds: which file types are accepted, and what a text alternative must say."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from plugins.errors.issue import Finding

HEIC = (".heic", ".heif")  # what an iPhone writes, and browsers but Safari do not show
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", *HEIC})
VIDEOS = frozenset({".mp4", ".webm"})
SOUNDS = frozenset({".mp3", ".m4a", ".ogg"})
# What may lie beside a video under its name: the picture that is shown before it plays, its captions.
BESIDE_VIDEOS = (".jpg", ".png", ".vtt")
# Sites of videos, which a text may link to; nothing is loaded from them.
VIDEO_SITES = {
    "youtube.com": "YouTube",
    "m.youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "vimeo.com": "Vimeo",
    "player.vimeo.com": "Vimeo",
}
# Pictures too, but not for most browsers.
OTHER_PICTURES = frozenset({".tif", ".tiff", ".bmp"})
# Words and names that say no more than that there is a picture (WCAG 2.2, failure F30).
SAYS_NOTHING = re.compile(
    r"(?:(?:hình|ảnh|bức|tấm|minh họa|minh hoạ|hinh|anh|image|images|img|photo|picture|pict?|dscf?|screenshot|untitled|figure|fig|alt|logo|icon|avatar)[ _.-]{0,3})+[\d\W_]*|[\d\W_]+"
)
HOST = re.compile(r"https?://(?:www\.)?([^/?#:]+)")
LONGEST = 60  # what is longer says something
EXAMPLE = "Viết điều người không thấy ảnh cần biết"


def published_name(file: str) -> str:
    """Return the name under which a file is published: a HEIC is published as JPEG, `a.heic` as `a.heic.jpg`."""
    return f"{file}.jpg" if file.lower().endswith(HEIC) else file


def source_name(file: str) -> str:
    """Return the name of the source of a published file, the reverse of `published_name`."""
    source = file.removesuffix(".jpg")
    return source if source.lower().endswith(HEIC) else file


def wrong_ending(file: str, otherwise: str) -> tuple[str, str] | None:
    """Return why a file cannot be shown as a picture, by its name, and what to do; None if it can.

    `otherwise` is a hint for files of other types.
    """
    ending = PurePosixPath(file).suffix.lower()
    if ending in PICTURES:
        return None
    if ending in OTHER_PICTURES:
        hint = "Mở ảnh bằng trình xem ảnh, lưu lại thành JPEG, rồi dùng tệp mới."
        return f"ảnh “{file}” thuộc loại mà nhiều trình duyệt không mở được", hint
    endings = ", ".join(sorted(ending[1:] for ending in PICTURES))
    return f"“{file}” không phải là tệp ảnh", f"Các loại ảnh được đăng: {endings}. {otherwise}"


def is_played(file: str) -> bool:
    """Return whether a file, by its name, is a video or a sound, which the page plays."""
    return PurePosixPath(file).suffix.lower() in VIDEOS | SOUNDS


def video_site(address: str) -> str:
    """Return the name of the site of videos that an address leads to, or ""."""
    match = HOST.match(address)
    return VIDEO_SITES.get(match[1].lower(), "") if match else ""


def is_empty_word(text: str, file: str) -> bool:
    """Return whether a text alternative says nothing: `ảnh`, `image1`, or the name of the file."""
    said = " ".join(text.split()).casefold()
    name = PurePosixPath(file)
    return len(said) <= LONGEST and (
        SAYS_NOTHING.fullmatch(said) is not None
        or said in {name.name.casefold(), name.stem.casefold()}
        or said.endswith(tuple(PICTURES))
    )


def finding_of_alt(text: str, address: str) -> Finding | None:
    """Return what is wrong with the text alternative of a picture in a body; None if it says something."""
    file = address.rpartition("}")[2]
    if not text.strip():
        problem = f"ảnh “{file}” chưa có mô tả"
    elif is_empty_word(text, file):
        problem = f"mô tả “{text}” của ảnh “{file}” không nói gì"
    else:
        return None
    return Finding(
        problem,
        f"{EXAMPLE} vào ngoặc vuông: ![Toàn cảnh hội nghị]({file})",
        (f"![{text}]({address}", f"]({address}", f'"{address}', address, file),
    )
