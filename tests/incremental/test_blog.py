"""A blog with all that plain Pelican offers is, after random edits, what stock Pelican makes of it.

`HISTORIES=20` lives through as many; `python -m tests.incremental.blog` goes on for longer.
"""

import os
from pathlib import Path
from random import Random

import pytest

from tests.incremental.blog import live
from tests.incremental.builder import Builder
from tests.incremental.sites import PlainSite, SimpleSite

FIRST = int(os.environ.get("HISTORY_SEED", "2026"))
MANY = int(os.environ.get("HISTORIES", "0"))
STEPS = 25 if MANY else 8


@pytest.mark.parametrize("seed", range(FIRST, FIRST + (MANY or 1)))
def test_blog_is_that_of_stock_after_random_edits(tmp_path: Path, seed: int) -> None:
    seeds = Random(seed).sample(range(1000), 2)
    stock, engine = Builder(seeds[0], "America/New_York"), Builder(seeds[1], "Asia/Tokyo")
    try:
        assert live(seed, STEPS, tmp_path, stock, engine)["built"]
    finally:
        stock.close()
        engine.close()


RELATIVE = """
    {{ SITEURL }}{% for a in articles %}{{ a.content }}{{ a.summary }}{% endfor %}{{ article.content if article }}
    {{ localsiteurl }}{{ page.summary if page }}{{ output_file }}
"""


def test_relative_urls_are_those_of_stock(simple: SimpleSite) -> None:
    for name in ("article", "page", "index", "archives", "period_archives"):
        simple.write(f"theme/templates/{name}.html", RELATIVE)
    for number, name in enumerate("abc", 1):
        fields = f"title: {name}\ndate: 2024-0{number}-0{number}\nsummary: <a href='{{filename}}a.md'>a</a>"
        simple.write(f"content/articles/{name}.md", f"{fields}\n\n[a]({{filename}}a.md)\n")
    simple.write(
        "content/articles/d.md", "title: d\ndate: 2024-04-04\nstatus: hidden\nsave_as: x/y/d.html\n\nd"
    )
    simple.write("content/pages/p.md", "title: p\nsummary: <a href='{filename}../articles/a.md'>a</a>\n\np")
    simple.plugin("late", LATE)
    simple.check()
    for relative in (True, False, True):
        simple.override["RELATIVE_URLS"] = relative
        simple.check()
    simple.replace("content/articles/d.md", "x/y/d.html", "d.html")  # written last before the archives
    simple.check()
    simple.replace("content/articles/a.md", "title: a", "title: aa")
    simple.check()


LATE = """
from pelican import signals
from pelican.generators import Generator
from plugins.incremental.api import declare_file

class Late(Generator):
    def generate_output(self, writer):
        articles = self.context["articles"]
        writer.write_feed(articles, self.context, "late.xml")
        writer.write_file("late/page.html", self.get_template("index"), self.context)
        declare_file(writer, "late.txt", b"", lambda: articles[0].content.encode())

def register():
    signals.get_generators.connect(lambda pelican: Late, weak=False)
"""


def test_links_in_metadata_of_pages_and_drafts_are_resolved(site: PlainSite) -> None:
    """Of translations of pages Pelican resolves none: it forgets them there."""
    site.template("page", "{{ page.summary }}{{ page.metadata.summary }}")
    site.template("article", "{{ article.summary }}")
    link = "<a href='{filename}/articles/a.md'>a</a> <a href='{author}Ann'>a</a>"
    site.article("a")
    site.article("b", status="draft", summary=link)
    site.standing_page("p", summary=link)
    site.standing_page("q", slug="p", summary=link, lang="en", save_as="q.html")
    site.check()
    assert site.page("pages/p.html").count("href='/a.html'") == 2
    site.article("a", slug="elsewhere")
    site.check()
    site.settings(AUTHOR_URL="by/{slug}/")
    site.check()
    site.standing_page("p", summary=link, translation="true")  # so that the other one is the original
    site.check()


def test_summaries_may_lead_to_each_other_in_long_chains(site: PlainSite) -> None:
    names = [f"n{number}" for number in range(200)]
    for name, after in zip(names, [*names[1:], names[0]], strict=True):
        site.article(name, summary=f"<a href='{{filename}}{after}.md'>a</a>", day=10)
    site.template("article", "{{ article.summary }}")
    assert site.build().how == "built"
    assert "n1.html" in site.page("n0.html")


def test_template_that_no_article_asks_for_any_more_may_go(site: PlainSite) -> None:
    site.template("special", "special")
    site.article("a", template="special")
    site.article("b")
    site.check()
    site.article("a")
    site.remove("theme/templates/special.html")
    site.check()
