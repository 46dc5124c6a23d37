"""Measure what each feature adds to a build: the same corpus with and without the files that the feature writes.

    python -m bench.features [--articles 10000] [--pictures 400] [--features pictures,cards,search] [--rounds 3]

A feature is disabled by keeping its generator from writing; the pages stay the same. Each build is a process of its own.
Compare the builds of one run with each other only. The first build is not counted: a machine's speed changes under load.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from PIL import Image, ImageFilter

from bench.corpus import Corpus
from bench.environment import REPORT, describe_machine, measured_at
from bench.report import put_section, table

FEATURES = {
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
PUBLISHED = 3  # articles published in each round
NEW_PICTURES = 1_000_000  # pictures with this number and above belong to no article of the corpus
SIZE = (1600, 1000)  # pixels, some 300 kB as JPEG


class Cost(NamedTuple):
    """A clean build and one published article: elapsed and processor seconds each; files and bytes of the output."""

    clean: float
    clean_cpu: float
    one: float
    one_cpu: float
    files: float
    size: float


def photograph(number: int) -> bytes:
    """Return a JPEG of large shapes and fine grain, which is as expensive to encode as a photograph."""
    drawn = random.Random(number)
    coarse = Image.frombytes("RGB", (16, 10), drawn.randbytes(480)).resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", SIZE, drawn.randbytes(SIZE[0] * SIZE[1])).filter(ImageFilter.GaussianBlur(2))
    out = io.BytesIO()
    Image.blend(coarse, Image.merge("RGB", [grain] * 3), 0.2).save(out, "JPEG", quality=88)
    return out.getvalue()


def write_content(content: Path, articles: int, pictures: int) -> None:
    """Write a corpus whose newest articles have a cover, with cards enabled."""
    Corpus(content, articles, "yaml")
    for number, article in enumerate(sorted(content.glob("articles/*/*/*.md"), reverse=True)[:pictures]):
        article.with_suffix(".jpg").write_bytes(photograph(number))
        cover = f"---\ncover: {article.stem}.jpg\ncover_alt: Toàn cảnh buổi làm việc {number}\n"
        text = article.read_text(encoding="utf-8").removeprefix("---\n")
        article.write_text(cover + text, encoding="utf-8")
    # The agency.yaml for the comparison with other generators disables cards.
    agency = content / "agency.yaml"
    agency.write_text(re.sub(r"(?m)^cards:.*\n", "", agency.read_text(encoding="utf-8")), encoding="utf-8")


def build_in_process(content: Path, folder: Path, without: str) -> tuple[float, float]:
    """Build in a new process; return the seconds of the build and the processor seconds of the whole process."""
    command = [
        sys.executable, "-m", "bench.features", "--build", str(content), str(folder / "output"), without,
    ]  # fmt: skip
    before = os.times()
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "TRANG_TIN_STATE": str(folder / "state")},
    )  # fmt: skip
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return float(done.stdout.splitlines()[-1]), cpu


def build_here(content: Path, output: Path, without: str) -> None:
    """Build with one feature disabled, and print the seconds."""
    from plugins.building.build import build  # noqa: PLC0415 - start-up time is not part of the measurement

    if without:
        module, _, generator = FEATURES[without].partition(":")
        getattr(importlib.import_module(module), generator).generate_output = lambda *_: None
    start = time.monotonic()
    build(content, output)
    print(time.monotonic() - start)


def measure_round(content: Path, folder: Path, without: str) -> Cost:
    """Build the portal from scratch, then publish one article several times."""
    clean = build_in_process(content, folder, without)
    sizes = [file.stat().st_size for file in (folder / "output").rglob("*") if file.is_file()]
    newest = max(content.glob("articles/*/*/*.md"))
    added = newest.with_name("them-mot-bai.md")
    (date,) = re.findall(r"^date: (.+)$", newest.read_text(encoding="utf-8"), re.MULTILINE)
    ones = []
    for number in range(
        PUBLISHED
    ):  # a new picture and title each time: the results of earlier ones are cached
        added.with_suffix(".jpg").write_bytes(photograph(NEW_PICTURES + number))
        added.write_text(ARTICLE.format(date=date, number=number), encoding="utf-8")
        ones.append(build_in_process(content, folder, without))
        added.unlink()
        added.with_suffix(".jpg").unlink()
        build_in_process(content, folder, without)
    shutil.rmtree(folder)
    one, one_cpu = (median(column) for column in zip(*ones, strict=True))
    return Cost(*clean, one, one_cpu, len(sizes), sum(sizes))


def report(about: str, costs: dict[str, list[Cost]], articles: int, pictures: int) -> str:
    """Return the section: the cost of everything, what each feature adds; `about` names commit and machine."""
    medians = {name: Cost(*map(median, zip(*rounds, strict=True))) for name, rounds in costs.items()}
    whole = medians.pop("")
    rows = [_row("everything", whole, "")]
    for name, cost in medians.items():
        added = Cost(*(every - without for every, without in zip(whole, cost, strict=True)))
        rows.append(_row(name, added, "+"))
    clean = [cost.clean for cost in costs[""]]
    return (
        f"## What the features add\n\n{about}.\n\n{articles:,} articles, {pictures:,} of "
        f"them with a photograph of {SIZE[0]} × {SIZE[1]} pixels; so has the published one. Medians of {len(clean)} "
        "rounds, each build in its own process (`python -m bench.features`). Processor seconds are those of all "
        f"processes. The clean build with everything took {min(clean):.1f} to {max(clean):.1f} s.\n\n"
        + table(["", "clean build", "CPU", "one article published", "CPU", "files", "bytes"], rows)
    )


def _row(label: str, cost: Cost, sign: str) -> list[str]:
    return [
        label, f"{cost.clean:{sign}.1f} s", f"{cost.clean_cpu:{sign}.1f} s", f"{cost.one:{sign}.2f} s",
        f"{cost.one_cpu:{sign}.2f} s", f"{cost.files:{sign},.0f}", f"{cost.size / 1e6:{sign}.0f} MB",
    ]  # fmt: skip


def main() -> None:
    """Parse the command line; measure and write the section of the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.features")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--pictures", type=int, default=400)
    parser.add_argument("--features", default="pictures,cards,search", help=f"of: {', '.join(FEATURES)}")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turns")
    parser.add_argument("--report", type=Path, default=REPORT)
    parser.add_argument("--build", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        content, output, without = options.build
        build_here(Path(content), Path(output), without)
        return
    names = ["", *options.features.split(",")]
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    about = f"{measured_at()} {describe_machine()}"
    with tempfile.TemporaryDirectory() as temporary:
        content, portal = Path(temporary, "content"), Path(temporary, "portal")
        write_content(content, options.articles, options.pictures)
        measure_round(content, portal, "")
        for number in range(options.rounds):
            start = number % len(names)
            for name in names[start:] + names[:start]:
                costs[name].append(measure_round(content, portal, name))
                print(name or "everything", costs[name][-1], flush=True)
    put_section(options.report, "features", report(about, costs, options.articles, options.pictures))


if __name__ == "__main__":
    main()
