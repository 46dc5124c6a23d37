"""Weight of a page."""

from __future__ import annotations

import gzip
import random

from plugins.budget.weight import LIMIT, OWN_TEXT, gzipped, heaviest_part, weigh


def noise(size: int) -> str:
    """Return a text that hardly compresses."""
    return random.Random(1).randbytes(size).hex()


def test_weight_is_what_gzip_makes_of_it() -> None:
    text = "Ủy ban nhân dân xã Thử " * 40 + noise(300)
    assert gzipped(text) == len(gzip.compress(text.encode(), 9))


def test_style_sheet_and_script_count() -> None:
    assert weigh("<p>x", [], 4000, 1000).total <= LIMIT
    assert weigh("<p>x", [], LIMIT - 1000, 1000).total > LIMIT


def test_own_text_counts_up_to_its_share_only() -> None:
    text = noise(30_000)
    weight = weigh(f"<main>{text}</main>", [text], 4000, 1000)
    assert OWN_TEXT <= weight.html < OWN_TEXT + 100
    assert weight.total <= LIMIT


def test_frame_around_a_long_text_counts_in_full() -> None:
    text, frame = noise(30_000), noise(10_000)[::-1]
    assert weigh(f"<nav>{frame}</nav><main>{text}</main>", [text], 4000, 1000).total > LIMIT


def test_heaviest_part_is_named_apart_from_the_text() -> None:
    text = noise(9000)
    page = f"<body><header>{noise(50)}</header><main>{text}</main><footer>{noise(800)}</footer></body>"
    assert heaviest_part(page, [text])[0] == "footer"
    assert heaviest_part(page, [])[0] == "main"
