"""Generate the articles of the corpus: sentences of the seed article, in an order seeded by the article's number."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import yaml

from plugins.front_matter.parser import split

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "content" / "articles" / "2024" / "03" / "lam-viec-voi-phong-van-hoa-va-thong-tin.md"
AGENCY_FILE = Path(__file__).with_name("agency.yaml")
VIETNAM = timezone(timedelta(hours=7))
FIRST_MORNING = datetime(2011, 1, 1, 7, tzinfo=VIETNAM)
DAYS, OFFICE_MINUTES = 5500, 600
TEXT_BYTES = 7000  # a typical article of a district's portal, with figures and headings
AUTHORS = [f"Biên tập viên {number}" for number in range(1, 7)]
TABLE = """| Nội dung | Kế hoạch | Thực hiện |
|---|---|---|
| Hội nghị | {0} | {1} |
| Lớp tập huấn | {2} | {3} |
| Lượt kiểm tra | {4} | {5} |"""


@dataclass(frozen=True)
class Article:
    """One article, independent of any generator; `date` is in Vietnamese time."""

    slug: str
    date: datetime
    title: str
    author: str
    department: str
    category: str
    tags: tuple[str, ...]
    summary: str
    body: str
    photograph: int | None = None  # the number of the one at its head

    @property
    def url(self) -> str:
        """Return the root-relative URL of its page."""
        return f"{self.month_url}{self.slug}/"

    @property
    def month_url(self) -> str:
        """Return the root-relative URL of its month's page."""
        return f"/{self.date:%Y/%m}/"


@cache
def sentences() -> list[str]:
    """Return the seed article's sentences of more than 40 characters."""
    front_matter, _ = split(SEED.read_text(encoding="utf-8"), SEED.name)
    found = re.split(r"(?<=[.;…])\s+", front_matter.body)
    return [_capital(sentence.strip()) for sentence in found if len(sentence) > 40]


@cache
def clauses() -> list[str]:
    """Return parts of those sentences that have the length of a title: 40 to 110 characters."""
    parts = [part.strip() for sentence in sentences() for part in re.split(r"[,;:.()…]", sentence)]
    return [_capital(part) for part in parts if 40 <= len(part) <= 110]


@cache
def summaries() -> list[str]:
    """Return the sentences that are short enough for a summary."""
    return [sentence.rstrip(",;:.… ") + "." for sentence in sentences() if len(sentence) <= 270]


@cache
def sections(kind: str) -> list[str]:
    """Return the names of the agency's `departments` or `categories`."""
    names: list[str] = yaml.safe_load(AGENCY_FILE.read_text(encoding="utf-8"))[kind]
    return names


def article(number: int, total: int) -> Article:
    """Return article `number` (from 0, the oldest) of a corpus of `total`.

    Dates are spread evenly over 5,500 days from 2011-01-01 and over office hours. No two articles share a minute
    (up to three million articles), so every generator sorts them in the same order.
    """
    draw = random.Random(number)
    whole_days, rest = divmod(number * DAYS, total)
    tags = (f"văn hóa {number % 50 + 1}", f"du lịch {number % 37 + 1}")
    return Article(
        slug=f"bai-{number}",
        date=FIRST_MORNING + timedelta(days=whole_days, minutes=rest * OFFICE_MINUTES // total),
        title=f"{draw.choice(clauses())} (bài {number})",
        author=draw.choice(AUTHORS),
        department=draw.choice(sections("departments")),
        category=draw.choice(sections("categories")),
        tags=tags,
        summary=draw.choice(summaries()),
        body=text(draw, TEXT_BYTES),
    )


def text(draw: random.Random, size: int) -> str:
    """Return Markdown of about `size` bytes: paragraphs under headings, a list and a table."""
    bullets = "\n".join(f"- {clause}" for clause in draw.sample(clauses(), 4))
    table = TABLE.format(*(draw.randrange(1, 60) for _ in range(6)))
    blocks = ["## Kết quả", "## Nhiệm vụ trọng tâm", bullets, "### Số liệu", table]
    fixed = sum(len(block.encode()) + 2 for block in blocks)
    paragraphs: list[str] = []
    while fixed + sum(len(paragraph.encode()) + 2 for paragraph in paragraphs) < size:
        paragraphs.append(" ".join(draw.sample(sentences(), 2)))
    first, half = paragraphs[0], len(paragraphs) // 2
    return "\n\n".join([first, blocks[0], *paragraphs[1:half], *blocks[1:], *paragraphs[half:]]) + "\n"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
