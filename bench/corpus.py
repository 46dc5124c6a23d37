"""Write a large, repeatable corpus of Vietnamese news articles the way a generator reads it.

The same number of articles and style give the same files.

    python -m bench.corpus --articles 1000 --out DIR --style yaml
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.article import article
from bench.styles import STYLES


def write_corpus(folder: Path, total: int, style: str) -> None:
    """Write `total` articles and all that belongs to them below `folder`; `style` is a name of STYLES."""
    writing = STYLES[style]
    months = {}
    for number in range(total):
        item = article(number, total)
        write(folder, writing.article_path(item), writing.article_text(item))
        months[item.month_address] = item
    for path, text in writing.other_files(months.values()).items():
        write(folder, path, text)


def write(folder: Path, path: str, text: str) -> None:
    """Write one source file, making its folder."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def main() -> None:
    """Read the command line and write the corpus."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.corpus",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--articles", type=int, default=1000, help="how many (default: 1000)")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write into")
    parser.add_argument("--style", choices=STYLES, default="yaml", help="whose sources (default: yaml, ours)")
    options = parser.parse_args()
    write_corpus(options.out, options.articles, options.style)


if __name__ == "__main__":
    main()
