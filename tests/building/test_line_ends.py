"""Files saved on Windows, or checked out there by Git, make the same site."""

import codecs
from pathlib import Path

import pytest

from tests.conftest import TinySite
from tests.images.photos import photo

PICTURE = photo(3, 2, "PNG")
BODY = """Đoạn một,
vẫn đoạn một.

## Một đề mục

- mục một
- mục hai
    - mục con

| Cột | Số |
| --- | --- |
| a | 1 |

```
mã  nguồn
```

> Lời dẫn[^1]

[^1]: Chú thích.
"""


def saved_on_windows(folder: Path) -> None:
    """Give all texts the line ends of Windows, and the mark that Notepad puts first."""
    for file in folder.rglob("*.*"):
        if file.suffix in {".md", ".yaml"}:
            file.write_bytes(codecs.BOM_UTF8 + file.read_bytes().replace(b"\n", b"\r\n"))


def filled(site: TinySite) -> TinySite:
    site.article(title="Bài có đủ thứ", body=BODY, tags="[một, hai]", summary="'Một\n  tóm tắt'")
    site.article("articles/2024/04/hai.md", body="![Mô tả](anh.png)\n\n[Tệp](bang.csv)")
    site.write("articles/2024/04/bang.csv", b"a,b\r\n1,2\r\n")
    site.write("articles/2024/04/anh.png", PICTURE)
    site.page(body=BODY)
    return site


@pytest.mark.long
def test_texts_from_windows_build_to_the_same_bytes(tmp_path: Path) -> None:
    here, there = (filled(TinySite(tmp_path / name)) for name in ("here", "there"))
    saved_on_windows(there.content)
    assert there.build().files() == here.build().files()
