"""What a room adds to a build: the same corpus with and without what it writes.

    python -m bench.rooms [--articles 10000] [--pictures 400] [--rooms pictures,cards,search] [--rounds 3] [--report docs/benchmarks.md]

A room is left out by keeping its generator from writing; the pages stay as they are. Each build is a process of its own.
The builds of a run stand in turn on one machine: compare them with each other, not with another report. One more is built
before them and not counted: what a machine builds first took 107 s of its processors, and the same thing later 144 s.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from PIL import Image, ImageFilter

from bench.corpus import write_corpus
from bench.section import put_section

ROOMS = {
    "pictures": "plugins.images.publication:ImagesGenerator",
    "cards": "plugins.cards.publication:CardsGenerator",
    "search": "plugins.search.publication:SearchGenerator",
    "QR codes": "plugins.qr_code.publication:QrCodeGenerator",
}
ARTICLE = """---
title: Thêm một bài, lần {number}
slug: them-mot-bai
date: {date}
author: Biên tập viên 4
department: Phòng Giáo dục và Đào tạo
---

Nội dung của bài mới đăng.

![Quang cảnh buổi làm việc lần {number}](them-mot-bai.jpg)
"""
PUBLISHED = 3  # times in each round
NEW_PICTURES = 1_000_000  # numbers of pictures that no article of the corpus has
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


@dataclass(frozen=True)
class Cost:
    """What one build took: seconds on the clock, start-up apart, and seconds of all processors."""

    clock: float
    processors: float


@dataclass(frozen=True)
class Round:
    """The portal with or without a room: a clean build, publishing one article, files and bytes of the output."""

    clean: Cost
    one: Cost
    files: int
    size: int


def built_in_a_process(content: Path, output: Path, state: Path, without: str) -> Cost:
    """Build in a new process; return what it took."""
    command = [sys.executable, "-m", "bench.rooms", "--build", str(content), str(output), without]
    environment = {**os.environ, "TRANG_TIN_STATE": str(state)}
    before = getrusage(RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    after = getrusage(RUSAGE_CHILDREN)
    processors = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(float(json.loads(done.stdout.splitlines()[-1])), processors)


def build_here(content: Path, output: Path, without: str) -> None:
    """Build without what one room writes, and print the seconds."""
    from plugins.building.build import build  # noqa: PLC0415 - what is left out has to be so before

    if without:
        module, _, generator = ROOMS[without].partition(":")
        getattr(importlib.import_module(module), generator).generate_output = lambda *_: None
    began = time.monotonic()
    build(content, output)
    print(json.dumps(time.monotonic() - began))


def measured(content: Path, folder: Path, without: str) -> Round:
    """Build the portal clean, then publish one article some times over."""
    output, state = folder / "output", folder / "state"
    clean = built_in_a_process(content, output, state, without)
    files = [file for file in output.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    newest = max(content.glob("articles/*/*/*.md"))
    added = newest.with_name("them-mot-bai.md")
    (date,) = re.findall(r"^date: (.+)$", newest.read_text(encoding="utf-8"), re.MULTILINE)
    ones = []
    for number in range(PUBLISHED):  # another picture and another title each time: what was made once is kept
        added.with_suffix(".jpg").write_bytes(photograph(NEW_PICTURES + number))
        added.write_text(ARTICLE.format(date=date, number=number), encoding="utf-8")
        ones.append(built_in_a_process(content, output, state, without))
        added.unlink()
        added.with_suffix(".jpg").unlink()
        built_in_a_process(content, output, state, without)
    shutil.rmtree(folder)
    return Round(clean, middle(ones), len(files), size)


def middle(costs: list[Cost]) -> Cost:
    """Return the medians of some costs."""
    return Cost(median(cost.clock for cost in costs), median(cost.processors for cost in costs))


def spread(seconds: list[float]) -> str:
    """Return from where to where some times go, to be read."""
    return f"from {min(seconds):.1f} to {max(seconds):.1f}"


def main() -> None:
    """Read the command line; measure and write the section of the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.rooms", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--pictures", type=int, default=400)
    parser.add_argument("--rooms", default="pictures,cards,search", help=f"which of: {', '.join(ROOMS)}")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turn")
    parser.add_argument("--report", type=Path, default=Path("docs/benchmarks.md"))
    parser.add_argument("--build", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        content, output, without = options.build
        build_here(Path(content), Path(output), without)
        return
    with tempfile.TemporaryDirectory() as place:
        content = Path(place) / "content"
        write_corpus(content, options.articles, "yaml")
        write_pictures(content, options.pictures)
        # The comparison has no cards, which no other generator draws.
        agency = content / "agency.yaml"
        said = agency.read_text(encoding="utf-8")
        agency.write_text(re.sub(r"(?m)^cards:.*", "cards: article", said), encoding="utf-8")
        names = ["", *options.rooms.split(",")]
        rounds: dict[str, list[Round]] = {name: [] for name in names}
        measured(content, Path(place) / "portal", "")
        for number in range(options.rounds):
            first = number % len(names)  # each begins one
            for name in names[first:] + names[:first]:
                rounds[name].append(measured(content, Path(place) / "portal", name))
                print(name or "everything", rounds[name][-1], flush=True)
    put_section(options.report, "rooms", report(rounds, options.articles, options.pictures))


def report(rounds: dict[str, list[Round]], articles: int, pictures: int) -> str:
    """Return the section: what everything costs, and how much less without each room."""
    cleans = {name: middle([each.clean for each in some]) for name, some in rounds.items()}
    ones = {name: middle([each.one for each in some]) for name, some in rounds.items()}
    whole = rounds[""][0]
    clocks = [each.clean.clock for each in rounds[""]]
    processors = [each.clean.processors for each in rounds[""]]
    lines = [
        "## What the rooms add",
        "",
        f"{articles:,} articles, {pictures:,} of them with a photograph of {SIZE[0]} × {SIZE[1]} pixels; so has the one that",
        f"is published. The medians of {len(rounds[''])} rounds, each build in a process of its own (`python -m bench.rooms`).",
        "“Processors” are the seconds of all processes together. Over the rounds, the clean build with everything",
        f"took {spread(clocks)} s, {spread(processors)} s of processors.",
        "",
        "| | clean build | processors | one article published | processors | files | bytes |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines.append(
        f"| everything | {cleans[''].clock:.1f} s | {cleans[''].processors:.1f} s | {ones[''].clock:.2f} s"
        f" | {ones[''].processors:.2f} s | {whole.files:,} | {whole.size / 1e6:.0f} MB |"
    )
    for name, some in rounds.items():
        if name:
            clean, one = less(cleans[""], cleans[name]), less(ones[""], ones[name])
            lines.append(
                f"| {name} add | {clean.clock:+.1f} s | {clean.processors:+.1f} s | {one.clock:+.2f} s"
                f" | {one.processors:+.2f} s | {whole.files - some[0].files:,}"
                f" | {(whole.size - some[0].size) / 1e6:.0f} MB |"
            )
    return "\n".join(lines)


def less(whole: Cost, without: Cost) -> Cost:
    """Return what a room costs."""
    return Cost(whole.clock - without.clock, whole.processors - without.processors)


if __name__ == "__main__":
    main()
