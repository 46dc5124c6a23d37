"""What a room adds to a build: the same corpus with and without what it writes.

    python -m bench.rooms [--articles 10000] [--pictures 40] [--rooms pictures,cards,search] [--report docs/benchmarks.md]

A room is left out by keeping its generator from writing; the pages stay as they are. Each build is a process of its own.
The builds of a round stand in one run on one machine: compare them with each other, not with another report.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageFilter

from bench.corpus import write_corpus
from bench.section import put_section

ROOMS = {
    "pictures": "plugins.images.publication:ImagesGenerator",
    "cards": "plugins.cards.publication:CardsGenerator",
    "search": "plugins.search.publication:SearchGenerator",
    "saved files": "plugins.saved.publication:SavedGenerator",
    "QR codes": "plugins.qr_code.publication:QrCodeGenerator",
}
ARTICLE = """---
title: Thêm một bài
slug: them-mot-bai
date: {date}
author: Biên tập viên 4
department: Phòng Giáo dục và Đào tạo
---

Nội dung của bài mới đăng.
"""
SIZE = (1600, 1000)  # pixels, some 300 kB as JPEG


def photograph(number: int) -> bytes:
    """Return a JPEG with large shapes and fine grain, which costs about what a photograph costs."""
    drawn = random.Random(number)
    coarse = Image.frombytes("RGB", (16, 10), drawn.randbytes(480)).resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", SIZE, drawn.randbytes(SIZE[0] * SIZE[1])).filter(ImageFilter.GaussianBlur(2))
    out = io.BytesIO()
    Image.blend(coarse, Image.merge("RGB", [grain] * 3), 0.2).save(out, "JPEG", quality=88)
    return out.getvalue()


def write_pictures(content: Path, total: int) -> None:
    """Give the newest articles a cover each."""
    for number, article in enumerate(sorted(content.glob("articles/*/*/*.md"), reverse=True)[:total]):
        article.with_suffix(".jpg").write_bytes(photograph(number))
        head = f"---\ncover: {article.stem}.jpg\ncover_alt: Toàn cảnh buổi làm việc {number}\n"
        article.write_text(head + article.read_text(encoding="utf-8").removeprefix("---\n"), encoding="utf-8")


def built_in_a_process(content: Path, output: Path, state: Path, without: str) -> float:
    """Build in a new process; return its seconds, start-up apart."""
    command = [sys.executable, "-m", "bench.rooms", "--build", str(content), str(output), without]
    environment = {**os.environ, "TRANG_TIN_STATE": str(state)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(json.loads(done.stdout.splitlines()[-1]))


def build_here(content: Path, output: Path, without: str) -> None:
    """Build without what one room writes, and print the seconds."""
    from plugins.building.build import build  # noqa: PLC0415 - what is left out has to be so before

    if without:
        module, _, generator = ROOMS[without].partition(":")
        getattr(importlib.import_module(module), generator).generate_output = lambda *_: None
    began = time.monotonic()
    build(content, output)
    print(json.dumps(time.monotonic() - began))


def measured(content: Path, folder: Path, without: str) -> tuple[float, float, int, int]:
    """Return seconds of a clean build and of publishing one article, files and bytes of the output."""
    output, state = folder / "output", folder / "state"
    clean = built_in_a_process(content, output, state, without)
    files = [file for file in output.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    newest = max(content.glob("articles/*/*/*.md"))
    added = newest.with_name("them-mot-bai.md")
    (date,) = re.findall(r"^date: (.+)$", newest.read_text(encoding="utf-8"), re.MULTILINE)
    added.write_text(ARTICLE.format(date=date), encoding="utf-8")
    one = built_in_a_process(content, output, state, without)
    added.unlink()
    return clean, one, len(files), size


def main() -> None:
    """Read the command line; measure and write the section of the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.rooms", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--pictures", type=int, default=40)
    parser.add_argument("--rooms", default="pictures,cards,search", help=f"which of: {', '.join(ROOMS)}")
    parser.add_argument("--report", type=Path, default=Path("docs/benchmarks.md"))
    parser.add_argument("--build", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        content, output, without = options.build
        build_here(Path(content), Path(output), without)
        return
    rows = []
    with tempfile.TemporaryDirectory() as place:
        content = Path(place) / "content"
        write_corpus(content, options.articles, "yaml")
        write_pictures(content, options.pictures)
        agency = (
            content / "agency.yaml"
        )  # that of the comparison has no cards, which no other generator draws
        agency.write_text(
            re.sub(r"(?m)^cards:.*\n", "", agency.read_text(encoding="utf-8")), encoding="utf-8"
        )
        for without in ("", *options.rooms.split(",")):
            folder = Path(place) / (without or "all")
            folder.mkdir()
            row = (without, *measured(content, folder, without))
            print(*row, flush=True)
            rows.append(row)
            subprocess.run(["rm", "-rf", str(folder)], check=True)
    put_section(options.report, "rooms", report(rows, options.articles, options.pictures))


def report(rows: list[tuple[str, float, float, int, int]], articles: int, pictures: int) -> str:
    """Return the section: what everything costs, and how much less without each room."""
    _, clean, one, files, size = rows[0]
    lines = [
        "## What the rooms add",
        "",
        f"{articles:,} articles, {pictures:,} of them with a photograph of {SIZE[0]} × {SIZE[1]} pixels.",
        "Each line is a build in a process of its own, all in one run, start-up apart (`python -m bench.rooms`).",
        "",
        "| | clean build | one article published | files | bytes |",
        "| --- | --- | --- | --- | --- |",
        f"| everything | {clean:.1f} s | {one:.2f} s | {files:,} | {size / 1e6:.0f} MB |",
    ]
    for name, clean_without, one_without, files_without, size_without in rows[1:]:
        lines.append(
            f"| {name} add | {clean - clean_without:+.1f} s | {one - one_without:+.2f} s |"
            f" {files - files_without:,} | {(size - size_without) / 1e6:.0f} MB |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
